import type { FeatureName, Features } from '../features/catalogue.ts';

/** A sentence with places for values: `{value_per_kg} USD a kilo`. */
export type Sentence = (features: Features) => string;

const place = /\{([^{}]*)\}/g;

/** Names between braces, in order, with where their braces open. */
export const placesOf = (text: string): readonly { readonly name: string; readonly at: number }[] =>
  [...text.matchAll(place)].map((each) => ({ name: each[1]!, at: each.index }));

/** @param text every place in it must be the name of a feature */
export function compileSentence(text: string): Sentence {
  const names = placesOf(text).map(({ name }) => name as FeatureName);
  if (names.length === 0) return () => text;
  const between = text.split(/\{[^{}]*\}/);
  return (features) => {
    let filled = between[0]!;
    for (let i = 0; i < names.length; i++) filled += valueText(features[names[i]!]) + between[i + 1]!;
    return filled;
  };
}

const largestInFull = 1e15;

/** As people write it: at most two decimals, or two significant digits where it is small. */
export function valueText(value: number | boolean | string | null): string {
  if (value === null) return 'not known';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (Number.isInteger(value) && Math.abs(value) < largestInFull) return String(value);
  if (Math.abs(value) >= largestInFull) return value.toExponential(2);
  return Math.abs(value) < 0.1 ? String(Number(value.toPrecision(2))) : String(Math.round(value * 100) / 100);
}

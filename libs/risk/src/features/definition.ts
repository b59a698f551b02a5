/** What a feature is, for the authors of scenarios; the type follows from it. */
export type FeatureDefinition =
  | { readonly type: 'number'; readonly unit: string; readonly description: string }
  | { readonly type: 'truth'; readonly description: string }
  | { readonly type: 'text'; readonly description: string; readonly values?: readonly string[] };

export type ValueOf<D extends FeatureDefinition> = D extends { type: 'number' }
  ? number
  : D extends { type: 'truth' }
    ? boolean
    : D extends { values: readonly (infer V)[] }
      ? V
      : string;

/** Values of a family of features; null: it could not be known. */
export type FeaturesOf<F extends Readonly<Record<string, FeatureDefinition>>> = {
  -readonly [K in keyof F]: ValueOf<F[K]> | null;
};

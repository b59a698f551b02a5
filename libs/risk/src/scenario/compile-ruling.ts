import type { Condition } from '../conditions/conditions.ts';
import type { FeatureName, Features } from '../features/catalogue.ts';
import type { BlockedDocument, OverrideDocument } from './scenario-schema.ts';
import { causeOf } from './compile-rule.ts';
import type { RuleTexts } from './rule-texts.ts';
import type { Sentence } from './sentence.ts';

/** `block`: an entry of the block list, which nothing overrides; `override`: scoped, owned, with an end. */
export type RulingKind = 'block' | 'override';

/** What decides before the rules do. */
export interface CompiledRuling {
  readonly kind: RulingKind;
  readonly id: string;
  /** id@version. */
  readonly label: string;
  readonly needs: readonly FeatureName[];
  readonly when: Condition;
  /** Place of the band. */
  readonly band: number;
  readonly text: Sentence;
  /** Epoch milliseconds: in force from the first up to, without, the second. */
  readonly inForce: readonly [from: number, until: number];
}

const DAY = 86_400_000;
const forEver = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** Faults go to `texts`. */
export const compileBlocked = (entry: BlockedDocument, bands: readonly string[], texts: RuleTexts): CompiledRuling => ({
  kind: 'block',
  ...common(entry, bands, texts),
  inForce: forEver,
});

/** Faults go to `texts`. */
export function compileOverride(entry: OverrideDocument, bands: readonly string[], texts: RuleTexts): CompiledRuling {
  const [from, until] = [Date.parse(entry.from), Date.parse(entry.until) + DAY];
  if (from >= until) texts.fault(['until'], 'an override ends after it has begun', 'override');
  return { kind: 'override', ...common(entry, bands, texts), inForce: [from, until] };
}

function common(entry: BlockedDocument | OverrideDocument, bands: readonly string[], texts: RuleTexts) {
  return {
    id: entry.id,
    label: `${entry.id}@${entry.version}`,
    needs: texts.needs,
    when: texts.condition(entry.when, ['when']),
    band: texts.band(entry.band, bands, ['band']),
    text: texts.sentence(entry.text, ['text']),
  };
}

/**
 * The first one that holds: the block list before the overrides, as they stand in `rulings`. One that cannot be worked out does not hold.
 * @param asOf epoch milliseconds
 * @param failed told of each that cannot be worked out
 */
export function rulingOn(
  rulings: readonly CompiledRuling[],
  features: Features,
  asOf: number,
  failed: (ruling: CompiledRuling, cause: string) => void,
): CompiledRuling | null {
  for (const ruling of rulings) {
    const [from, until] = ruling.inForce;
    if (asOf < from || asOf >= until || ruling.needs.some((name) => features[name] === null)) continue;
    try {
      if (ruling.when(features)) return ruling;
    } catch (error) {
      failed(ruling, causeOf(error));
    }
  }
  return null;
}

import { type Condition } from '../conditions/conditions.ts';
import { type FeatureName, type Features } from '../features/catalogue.ts';
import type { RuleDocument } from './scenario-schema.ts';
import { type Sentence } from './sentence.ts';
import type { RuleTexts } from './rule-texts.ts';
import type { Path } from './yaml-source.ts';

export const CANNOT_DECIDE = 'cannot-decide';

export interface CompiledOutcome {
  readonly outcome: string;
  readonly when: Condition;
  readonly weight: number;
  readonly text: Sentence;
  /** Whether a decision keeps it: what found nothing and weighs nothing it does not. */
  readonly isKept: boolean;
  /** Place of the band it lifts the decision to; −1 where it lifts none. */
  readonly liftsTo: number;
  /** Why the rule could not be worked out; null where it could. */
  readonly failure: string | null;
}

export interface CompiledRule {
  readonly id: string;
  /** id@version. */
  readonly label: string;
  readonly needs: readonly FeatureName[];
  /** The feature that a reason gives as its value. */
  readonly value: FeatureName;
  /** Where a need has no value. */
  readonly cannotDecide: CompiledOutcome;
  /** Why it cannot decide although all it needs is known. */
  readonly causes: readonly CompiledOutcome[];
  /** In order; the last one always holds. */
  readonly outcomes: readonly CompiledOutcome[];
}

const always: Condition = () => true;
const usual = { when: always, isKept: true, liftsTo: -1, failure: null } as const;

/** Faults go to `texts`. */
export function compileRule(rule: RuleDocument, bands: readonly string[], texts: RuleTexts): CompiledRule {
  const needs = texts.needs;
  const value = rule.value ?? rule.needs[0]!;
  if (!texts.isFeature(value)) texts.noFeature(value, ['value']);
  refuseRepeated(rule, texts);

  const outcomes = rule.outcomes.map((each, i): CompiledOutcome => {
    const path: Path = ['outcomes', i];
    return {
      ...usual,
      outcome: each.outcome,
      when: texts.condition(each.when, [...path, 'when']),
      weight: each.weight,
      text: texts.sentence(each.text, [...path, 'text']),
      liftsTo: each.atLeast === undefined ? -1 : texts.band(each.atLeast, bands, [...path, 'atLeast']),
    };
  });
  const { otherwise, cannotDecide } = rule;
  const undecided = { ...usual, outcome: CANNOT_DECIDE, weight: cannotDecide.weight };
  return {
    id: rule.id,
    label: `${rule.id}@${rule.version}`,
    needs,
    value: texts.isFeature(value) ? value : needs[0]!,
    cannotDecide: { ...undecided, text: texts.sentence(cannotDecide.text, ['cannotDecide', 'text']) },
    causes: cannotDecide.causes.map(({ when, text }, i) => ({
      ...undecided,
      when: texts.condition(when, ['cannotDecide', 'causes', i, 'when']),
      text: texts.sentence(text, ['cannotDecide', 'causes', i, 'text']),
    })),
    outcomes: [
      ...outcomes,
      {
        ...usual,
        outcome: otherwise.outcome,
        weight: otherwise.weight,
        text: texts.sentence(otherwise.text ?? 'Nothing was found', ['otherwise', 'text']),
        isKept: otherwise.isKept,
      },
    ],
  };
}

/** The rule's answer: exactly one outcome. A rule that fails for these values cannot decide, and says by what. Never throws. */
export function answer(rule: CompiledRule, features: Features): CompiledOutcome {
  for (const name of rule.needs) if (features[name] === null) return rule.cannotDecide;
  try {
    for (const cause of rule.causes) if (cause.when(features)) return cause;
    for (const outcome of rule.outcomes) if (outcome.when(features)) return outcome;
    return rule.cannotDecide;
  } catch (error) {
    return failedBy(rule, error);
  }
}

export const causeOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const failureText = (cause: string): string => `The rule could not be worked out: ${cause}`;

function failedBy({ cannotDecide }: CompiledRule, error: unknown): CompiledOutcome {
  const failure = causeOf(error);
  return { ...cannotDecide, text: () => failureText(failure), failure };
}

function refuseRepeated(rule: RuleDocument, texts: RuleTexts): void {
  const seen = new Set<string>([CANNOT_DECIDE, rule.otherwise.outcome]);
  if (rule.otherwise.outcome === CANNOT_DECIDE)
    texts.fault(['otherwise', 'outcome'], `${CANNOT_DECIDE} is not an outcome to choose`, 'repeated');
  rule.outcomes.forEach(({ outcome }, i) => {
    if (seen.has(outcome)) texts.fault(['outcomes', i, 'outcome'], `${outcome} is there twice`, 'repeated');
    seen.add(outcome);
  });
  if (rule.otherwise.weight !== 0 && rule.otherwise.text === null) {
    texts.fault(['otherwise'], 'an outcome that weighs something needs a text', 'sentence');
  }
}

import { type Condition, Conditions } from '../conditions/conditions.ts';
import { type FeatureName, type Features, featureCatalogue, featureNames } from '../features/catalogue.ts';
import { nearestTo } from '../nearest-name.ts';
import type { ScenarioFault } from './fault.ts';
import type { RuleDocument } from './scenario-schema.ts';
import { compileSentence, placesOf, type Sentence } from './sentence.ts';
import type { Path, YamlSource } from './yaml-source.ts';

export const CANNOT_DECIDE = 'cannot-decide';

export interface CompiledOutcome {
  readonly outcome: string;
  readonly when: Condition;
  readonly weight: number;
  /** null: found nothing, and says nothing. */
  readonly text: Sentence | null;
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
  /** Whether it cannot decide although all it needs is known. */
  readonly undecided: Condition | null;
  readonly cannotDecide: CompiledOutcome;
  /** In order; the last one always holds. */
  readonly outcomes: readonly CompiledOutcome[];
}

const always: Condition = () => true;
const isFeature = (name: string): name is FeatureName => Object.hasOwn(featureCatalogue, name);

/** @param at path of the rule in its document; faults go to `report` */
export function compileRule(
  rule: RuleDocument,
  at: Path,
  bands: readonly string[],
  source: YamlSource,
  report: (fault: ScenarioFault) => void,
): CompiledRule {
  const fault = (path: Path, message: string, offset: number | null = null) =>
    report(source.fault([...at, ...path], message, offset));
  const noFeature = (name: string) => `${name} is no feature${nearestTo(name, featureNames)}`;
  rule.needs.forEach((name, i) => {
    if (!isFeature(name)) fault(['needs', i], noFeature(name));
  });
  const needs = rule.needs.filter(isFeature);
  const conditions = new Conditions(needs);
  const condition = (text: string, path: Path): Condition => {
    const result = conditions.compile(text);
    if (result.kind === 'condition') return result.condition;
    fault(path, `condition \`${text}\`: ${result.message}`, result.at);
    return always;
  };
  const sentence = (text: string, path: Path): Sentence => {
    for (const { name, at: offset } of placesOf(text))
      if (!isFeature(name)) fault(path, noFeature(`{${name}}`), offset);
    return compileSentence(text);
  };
  const value = rule.value ?? rule.needs[0]!;
  if (!isFeature(value)) fault(['value'], noFeature(value));
  refuseRepeated(rule, fault);

  const outcomes = rule.outcomes.map((each, i): CompiledOutcome => {
    const path: Path = ['outcomes', i];
    const liftsTo = each.atLeast === undefined ? -1 : bands.indexOf(each.atLeast);
    if (each.atLeast !== undefined && liftsTo < 0)
      fault([...path, 'atLeast'], `${each.atLeast} is no band of this scenario`);
    return {
      outcome: each.outcome,
      when: condition(each.when, [...path, 'when']),
      weight: each.weight,
      text: sentence(each.text, [...path, 'text']),
      liftsTo,
      failure: null,
    };
  });
  const { otherwise, cannotDecide } = rule;
  return {
    id: rule.id,
    label: `${rule.id}@${rule.version}`,
    needs,
    value: isFeature(value) ? value : needs[0]!,
    undecided: cannotDecide.when === undefined ? null : condition(cannotDecide.when, ['cannotDecide', 'when']),
    cannotDecide: {
      outcome: CANNOT_DECIDE,
      when: always,
      weight: cannotDecide.weight,
      text: sentence(cannotDecide.text, ['cannotDecide', 'text']),
      liftsTo: -1,
      failure: null,
    },
    outcomes: [
      ...outcomes,
      {
        outcome: otherwise.outcome,
        when: always,
        weight: otherwise.weight,
        text: otherwise.text === undefined ? null : sentence(otherwise.text, ['otherwise', 'text']),
        liftsTo: -1,
        failure: null,
      },
    ],
  };
}

/** The rule's answer: exactly one outcome. A rule that fails for these values cannot decide, and says by what. Never throws. */
export function answer(rule: CompiledRule, features: Features): CompiledOutcome {
  for (const name of rule.needs) if (features[name] === null) return rule.cannotDecide;
  try {
    if (rule.undecided !== null && rule.undecided(features)) return rule.cannotDecide;
    for (const outcome of rule.outcomes) if (outcome.when(features)) return outcome;
    return rule.cannotDecide;
  } catch (error) {
    return failedBy(rule, error);
  }
}

function failedBy({ cannotDecide }: CompiledRule, error: unknown): CompiledOutcome {
  const failure = error instanceof Error ? error.message : String(error);
  return { ...cannotDecide, text: () => `The rule could not be worked out: ${failure}`, failure };
}

function refuseRepeated(rule: RuleDocument, fault: (path: Path, message: string) => void): void {
  const seen = new Set<string>([CANNOT_DECIDE, rule.otherwise.outcome]);
  if (rule.otherwise.outcome === CANNOT_DECIDE)
    fault(['otherwise', 'outcome'], `${CANNOT_DECIDE} is not an outcome to choose`);
  rule.outcomes.forEach(({ outcome }, i) => {
    if (seen.has(outcome)) fault(['outcomes', i, 'outcome'], `${outcome} is there twice`);
    seen.add(outcome);
  });
  if (rule.otherwise.weight !== 0 && rule.otherwise.text === undefined) {
    fault(['otherwise'], 'an outcome that weighs something needs a text');
  }
}

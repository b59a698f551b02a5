import { type FeatureName, type Features, featureCatalogue } from '../features/catalogue.ts';
import { type Condition, Conditions } from './conditions.ts';
import type { Path, YamlSource } from './yaml-source.ts';
import type { ScenarioFault } from './fault.ts';
import type { RuleDocument } from './scenario-schema.ts';
import { compileSentence, placesOf, type Sentence } from './sentence.ts';

export const CANNOT_DECIDE = 'cannot-decide';

export interface CompiledOutcome {
  readonly outcome: string;
  readonly when: Condition;
  readonly weight: number;
  /** null: found nothing, and says nothing. */
  readonly text: Sentence | null;
  /** Place of the band it lifts the decision to; −1 where it lifts none. */
  readonly liftsTo: number;
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
  const fault = (path: Path, message: string) => report(source.fault([...at, ...path], message));
  rule.needs.forEach((name, i) => {
    if (!isFeature(name)) fault(['needs', i], `${name} is no feature`);
  });
  const needs = rule.needs.filter(isFeature);
  const conditions = new Conditions(needs);
  const condition = (text: string, path: Path): Condition => {
    const result = conditions.compile(text);
    if (result.kind === 'condition') return result.condition;
    fault(path, `condition \`${text}\`: ${result.message}`);
    return always;
  };
  const sentence = (text: string, path: Path): Sentence => {
    for (const name of placesOf(text)) if (!isFeature(name)) fault(path, `{${name}} is no feature`);
    return compileSentence(text);
  };
  const value = rule.value ?? rule.needs[0]!;
  if (!isFeature(value)) fault(['value'], `${value} is no feature`);
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
    },
    outcomes: [
      ...outcomes,
      {
        outcome: otherwise.outcome,
        when: always,
        weight: otherwise.weight,
        text: otherwise.text === undefined ? null : sentence(otherwise.text, ['otherwise', 'text']),
        liftsTo: -1,
      },
    ],
  };
}

/** The rule's answer: exactly one outcome. */
export function answer(rule: CompiledRule, features: Features): CompiledOutcome {
  for (const name of rule.needs) if (features[name] === null) return rule.cannotDecide;
  if (rule.undecided !== null && rule.undecided(features)) return rule.cannotDecide;
  for (const outcome of rule.outcomes) if (outcome.when(features)) return outcome;
  return rule.cannotDecide;
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

import type { Reason } from '@watchpost/domain';
import type { Assessment, AssessmentInput, RuleFailure } from './assessment.ts';
import { type FeatureName, type Features, readFeatures } from './features/catalogue.ts';
import { answer, CANNOT_DECIDE, failureText } from './scenario/compile-rule.ts';
import { rulingOn } from './scenario/compile-ruling.ts';
import type { CompiledScenario } from './scenario/compile.ts';
import { valueText } from './scenario/sentence.ts';

/**
 * Decides on a shipment: every rule of the scenario answers one outcome, their weights are added to the base rate's log-odds, and the logistic
 * of the sum is the score. Never throws, whatever the shipment; the same input gives the same bytes.
 */
export const assess = (scenario: CompiledScenario, input: AssessmentInput): Assessment =>
  decideBy(scenario, readFeatures(input, scenario.lists), input.asOf);

/**
 * The decision that follows from features alone. The order between kinds is fixed: block list, overrides in force, rules; what is left targeting may draw
 * by chance. Rules always have their say: their score and the band it leads to stand beside what was decided in their place.
 * @param asOf epoch milliseconds
 */
export function decideBy(scenario: CompiledScenario, features: Features, asOf: number): Assessment {
  const reasons: Reason[] = [];
  let failures: RuleFailure[] | null = null;
  let sum = scenario.baseline;
  let lifted = 0;
  for (const rule of scenario.rules) {
    const { outcome, weight, text, isKept, liftsTo, failure } = answer(rule, features);
    sum += weight;
    if (liftsTo > lifted) lifted = liftsTo;
    if (failure !== null) (failures ??= []).push({ rule: rule.label, cause: failure });
    if (!isKept) continue;
    const value = features[rule.value];
    reasons.push({
      factor: rule.id,
      outcome,
      value: value === null ? null : valueText(value),
      weight,
      text: text(features),
      rule: rule.label,
    });
  }
  reasons.sort(heaviestFirst);
  const score = 1 / (1 + Math.exp(-sum));
  const decided: Assessment = {
    scenario: scenario.label,
    score,
    ...bandAt(scenario, Math.max(lifted, bandOf(scenario, score))),
    ruling: null,
    reasons,
    features: snapshotOf(features, scenario.reads),
    failures: failures ?? none,
  };
  return scenario.rulings.length === 0 ? decided : ruledOn(scenario, features, asOf, decided);
}

/** Puts what goes before the rules in their place. */
function ruledOn(scenario: CompiledScenario, features: Features, asOf: number, natural: Assessment): Assessment {
  const failures = [...natural.failures];
  const undecided: Reason[] = [];
  const ruling = rulingOn(scenario.rulings, features, asOf, ({ id, label }, cause) => {
    failures.push({ rule: label, cause });
    undecided.push(reasonOf(id, label, CANNOT_DECIDE, failureText(cause)));
  });
  const reasons = [...natural.reasons, ...undecided];
  if (ruling === null) return failures.length === natural.failures.length ? natural : { ...natural, reasons, failures };
  const { kind, id, label, text } = ruling;
  const { band, recommendation } = natural;
  return {
    ...natural,
    ...bandAt(scenario, ruling.band),
    ruling: { kind, rule: label, band, recommendation },
    reasons: [reasonOf(id, label, kind, text(features)), ...reasons],
    failures,
  };
}

const reasonOf = (factor: string, rule: string, outcome: string, text: string): Reason => ({
  factor,
  outcome,
  value: null,
  weight: 0,
  text,
  rule,
});

function bandAt({ bands }: CompiledScenario, place: number): Pick<Assessment, 'band' | 'recommendation'> {
  const { name, recommendation } = bands[place]!;
  return { band: name, recommendation };
}

const none: readonly RuleFailure[] = [];

const heaviestFirst = (a: Reason, b: Reason): number =>
  Math.abs(b.weight) - Math.abs(a.weight) || b.weight - a.weight || (a.factor < b.factor ? -1 : 1);

function bandOf({ bands }: CompiledScenario, score: number): number {
  let at = bands.length - 1;
  while (at > 0 && score < bands[at]!.from) at--;
  return at;
}

/** What is recorded where there is nothing to look at any more, as after a cancellation. */
export const nothingToAssess = (scenario: CompiledScenario): Assessment => ({
  scenario: scenario.label,
  score: 0,
  band: scenario.bands[0]!.name,
  recommendation: 'NONE',
  ruling: null,
  reasons: [],
  features: {},
  failures: none,
});

function snapshotOf(features: Features, names: readonly FeatureName[]): Assessment['features'] {
  const snapshot: Record<string, number | boolean | string> = {};
  for (const name of names) {
    const value = features[name];
    if (value !== null) snapshot[name] = value;
  }
  return snapshot;
}

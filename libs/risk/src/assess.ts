import type { Reason } from '@watchpost/domain';
import type { Assessment, AssessmentInput, RuleFailure } from './assessment.ts';
import { type FeatureName, type Features, readFeatures } from './features/catalogue.ts';
import { answer } from './scenario/compile-rule.ts';
import type { CompiledScenario } from './scenario/compile.ts';
import { valueText } from './scenario/sentence.ts';

/**
 * Decides on a shipment: every rule of the scenario answers one outcome, their weights are added to the base rate's log-odds, and the logistic
 * of the sum is the score. Never throws, whatever the shipment; the same input gives the same bytes.
 */
export const assess = (scenario: CompiledScenario, input: AssessmentInput): Assessment =>
  decideBy(scenario, readFeatures(input, scenario.lists));

/** The decision that follows from features alone. */
export function decideBy(scenario: CompiledScenario, features: Features): Assessment {
  const reasons: Reason[] = [];
  let failures: RuleFailure[] | null = null;
  let sum = scenario.baseline;
  let lifted = 0;
  for (const rule of scenario.rules) {
    const { outcome, weight, text, liftsTo, failure } = answer(rule, features);
    sum += weight;
    if (liftsTo > lifted) lifted = liftsTo;
    if (failure !== null) (failures ??= []).push({ rule: rule.label, cause: failure });
    if (text === null) continue;
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
  const band = scenario.bands[Math.max(lifted, bandOf(scenario, score))]!;
  return {
    scenario: scenario.label,
    score,
    band: band.name,
    recommendation: band.recommendation,
    reasons,
    features: snapshotOf(features, scenario.reads),
    failures: failures ?? none,
  };
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

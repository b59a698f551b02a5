import { decideBy } from './assess.ts';
import type { Assessment, AssessmentInput, FeatureSnapshot } from './assessment.ts';
import { type Knowledge, noKnowledge } from './entities/knowledge.ts';
import { type FeatureName, type Features, knowledgeFeatures, readFeatures } from './features/catalogue.ts';
import { historyFeatures } from './features/history.ts';
import type { CompiledScenario } from './scenario/compile.ts';

/** A declaration that was decided before. */
export type DecidedBefore = Omit<AssessmentInput, 'knowledge'>;

/**
 * Decides anew by another scenario: what follows from the shipment is read again with this scenario's lists, what was known at the time is what the
 * decision recorded. A feature that it did not record has no value, and rules that need it cannot decide.
 */
export function rescore(scenario: CompiledScenario, decided: DecidedBefore, recorded: FeatureSnapshot): Assessment {
  const features = featuresOf(scenario, decided);
  for (const name of knowledgeFeatures) {
    const value = recorded[name];
    // Whether a route leads through another country can be told without what was known.
    if (value !== undefined) give(features, name, value);
  }
  return decideBy(scenario, features, decided.asOf);
}

/**
 * Decides again by the scenario that decided before, from the values it recorded: the same bytes, or something has changed that a decision depends
 * on and does not record. Only what stands in a sentence alone is read from the shipment.
 */
export function reproduce(scenario: CompiledScenario, decided: DecidedBefore, recorded: FeatureSnapshot): Assessment {
  const features = featuresOf(scenario, decided);
  for (const name of scenario.reads) give(features, name, recorded[name] ?? null);
  return decideBy(scenario, features, decided.asOf);
}

/** Decided anew, and by which values that are not those recorded. */
export interface Recomputed {
  readonly decision: Assessment;
  /** Every feature of history that the scenario decides by, as it was recorded and as it is now. */
  readonly values: readonly { readonly feature: FeatureName; readonly recorded: Value; readonly folded: Value }[];
}

type Value = number | boolean | string | null;

/**
 * Decides by what was known according to a fold of the ledger. How long history had been kept, and where an item was scanned, stands in no ledger: that is
 * taken as it was recorded.
 */
export function recompute(
  scenario: CompiledScenario,
  decided: DecidedBefore,
  recorded: FeatureSnapshot,
  folded: Pick<Knowledge, 'sightings' | 'otherView'>,
): Recomputed {
  const knowledge = { ...noKnowledge, ...folded };
  const features = readFeatures({ ...decided, knowledge }, scenario.lists);
  for (const name of ['history_days', 'transit_country'] as const)
    if (recorded[name] !== undefined) give(features, name, recorded[name]);
  const values = scenario.reads
    .filter((name) => name in historyFeatures && name !== 'history_days')
    .map((feature) => ({ feature, recorded: recorded[feature] ?? null, folded: features[feature] }));
  return { decision: decideBy(scenario, features, decided.asOf), values };
}

const featuresOf = (scenario: CompiledScenario, decided: DecidedBefore): Features =>
  readFeatures({ ...decided, knowledge: noKnowledge }, scenario.lists);

function give(features: Features, name: FeatureName, value: Value): void {
  (features as Record<FeatureName, Value>)[name] = value;
}

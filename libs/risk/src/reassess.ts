import { decideBy } from './assess.ts';
import type { Assessment, AssessmentInput, FeatureSnapshot } from './assessment.ts';
import { noKnowledge } from './entities/knowledge.ts';
import { type FeatureName, type Features, knowledgeFeatures, readFeatures } from './features/catalogue.ts';
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
  return decideBy(scenario, features);
}

/**
 * Decides again by the scenario that decided before, from the values it recorded: the same bytes, or something has changed that a decision depends
 * on and does not record. Only what stands in a sentence alone is read from the shipment.
 */
export function reproduce(scenario: CompiledScenario, decided: DecidedBefore, recorded: FeatureSnapshot): Assessment {
  const features = featuresOf(scenario, decided);
  for (const name of scenario.reads) give(features, name, recorded[name] ?? null);
  return decideBy(scenario, features);
}

const featuresOf = (scenario: CompiledScenario, decided: DecidedBefore): Features =>
  readFeatures({ ...decided, knowledge: noKnowledge }, scenario.lists);

function give(features: Features, name: FeatureName, value: number | boolean | string | null): void {
  (features as Record<FeatureName, number | boolean | string | null>)[name] = value;
}

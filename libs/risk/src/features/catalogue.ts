import type { AssessmentInput } from '../assessment.ts';
import type { ScenarioLists } from '../lists/lists.ts';
import { completenessFeatures, readCompleteness } from './completeness.ts';
import type { FeatureDefinition, FeaturesOf } from './definition.ts';
import { goodsFeatures, readGoods } from './goods.ts';
import { historyFeatures, readHistory } from './history.ts';
import { readWay, wayFeatures } from './way.ts';
import { readWorth, worthFeatures } from './worth.ts';

export type { FeatureDefinition } from './definition.ts';

const definitions = {
  ...goodsFeatures,
  ...worthFeatures,
  ...wayFeatures,
  ...completenessFeatures,
  ...historyFeatures,
} as const;

export type Features = FeaturesOf<typeof definitions>;
export type FeatureName = keyof Features;

/** Every feature that a rule can read, by its name. */
export const featureCatalogue: Readonly<Record<FeatureName, FeatureDefinition>> = definitions;
export const featureNames = Object.keys(definitions) as readonly FeatureName[];

/** Features that do not follow from the shipment alone but from what was known when it was decided: a replay takes them from the decision. */
export const knowledgeFeatures: readonly FeatureName[] = [
  ...(Object.keys(historyFeatures) as (keyof typeof historyFeatures)[]),
  'transit_country',
];

const unknown = Object.fromEntries(featureNames.map((name) => [name, null])) as Features;

/** All features of a shipment. One shape for all, so that compiled rules stay fast. */
export function readFeatures(input: AssessmentInput, lists: ScenarioLists): Features {
  const features: Features = { ...unknown };
  readGoods(features, input.shipment, lists);
  readWorth(features, input.shipment, lists);
  readWay(features, input.shipment, input.knowledge, lists);
  readCompleteness(features, input.shipment);
  readHistory(features, input.knowledge);
  return features;
}

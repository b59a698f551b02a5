export * from './assessment.ts';
export * from './assess.ts';
export * from './entities/declared-view.ts';
export * from './entities/entity-keys.ts';
export * from './entities/entity-salt.ts';
export * from './entities/knowledge.ts';
export * from './entities/link-sketch.ts';
export {
  featureCatalogue,
  type FeatureDefinition,
  type FeatureName,
  knowledgeFeatures,
} from './features/catalogue.ts';
export * from './reassess.ts';
export * from './scenario/compile.ts';
export type { ScenarioFault } from './scenario/fault.ts';

export { featuresOf, type FeaturesPart, type RecordedFeatures, recordedFeatures } from './assessed-features.ts';
export * from './cloud-events.ts';
export * from './codec.ts';
export { FRAME_BYTES, UndecodableError, type UndecodableCode, UnencodableError, writerIdOf } from './framing.ts';
export type * from './generated/events.ts';
export { type RegistryAccess, RegistryRefusedError, RegistryUnavailableError } from './registry-client.ts';
export * from './registry-view.ts';
export {
  catalogueIds,
  loadSchemaIds,
  type SchemaIds,
  type SchemaIdSettings,
  type SchemaVersion,
  subjectOf,
} from './schema-ids.ts';
export * from './topic-specs.ts';
export * from './topics.ts';

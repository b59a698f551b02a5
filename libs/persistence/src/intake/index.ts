export * from './accounting.repository.ts';
export * from './archive.repository.ts';
export * from './day-partitions.repository.ts';
export * from './line-outcomes.ts';
export * from './manifest-outbox.repository.ts';
export { ManifestEntity } from './manifest.entity.ts';
export * from './manifests.repository.ts';
export * from './reading-settings.repository.ts';

export { type EntityKeyRow } from './entity-columns.ts';
export * from './heads.repository.ts';
export * from './ledger-days.repository.ts';
export * from './ledger.repository.ts';
export * from './rebuilds.repository.ts';
export * from './retention.repository.ts';
export * from './scans.repository.ts';
export * from './sighting-rebuild.repository.ts';
export * from './sightings.repository.ts';

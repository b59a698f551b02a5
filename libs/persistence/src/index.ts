export { arrayLiteral, bulkRows, columns, type BulkColumn, type BulkRows } from './bulk.ts';
export {
  createDatabase,
  withTransaction,
  Database,
  type DatabaseSettings,
  type Queryable,
  type Statement,
  type Transaction,
  type TransactionOptions,
} from './database.ts';
export { Bell } from './bell.ts';
export { epochMillis, safeBigint } from './epoch-millis.ts';
export {
  faultKindOf,
  isConflict,
  DatabaseUnavailableError,
  DataRefusedError,
  MigrationsPendingError,
  type DatabaseFaultKind,
} from './fault.ts';
export { withDatabase } from './connection-url.ts';
export { migrationFingerprint } from './fingerprint.ts';
export { migrate, type MigrationReport } from './migrate.ts';
export * from './outbox/outbox-message.ts';
export { createOutbox, dropOutbox } from './outbox/outbox.migration.ts';
export {
  OutboxRelay,
  type OutboxRelayOptions,
  type OutboxStore,
  type RelayEvent,
  type RelayStatus,
} from './outbox/outbox-relay.ts';
export { appendToOutbox, depthOfOutbox, type OutboxDepth, type OutboxLimits } from './outbox/outbox.repository.ts';
export { PayloadMemory } from './outbox/payload-memory.ts';
export { DatabaseLifecycle, PersistenceModule } from './persistence.module.ts';
export { type Retention, RetentionSweep } from './retention/retention-sweep.ts';
export { createScratchDatabase, type ScratchDatabase } from './scratch-database.ts';
export {
  databaseServices,
  roleNameOf,
  schemaNameOf,
  type DatabaseService,
  type ServiceSchema,
} from './service-schema.ts';
export { DATABASE } from './tokens.ts';
/** What the service operations keeps; under a name of its own, since other services have repositories of the same names. */
export * as operationsStore from './operations/index.ts';
/** What the service targeting keeps. */
export * as targetingStore from './targeting/index.ts';
/** What the service intake keeps. */
export * as intakeStore from './intake/index.ts';
/** What the service port-gateway keeps. */
export * as portGatewayStore from './port-gateway/index.ts';
/** Quality of what partners send, over time: kept by intake for the partner, by operations for operators. */
export * as qualityStore from './quality/index.ts';
/** What the service scorer keeps. */
export * as scorerStore from './scorer/index.ts';
/** Units that items travel in, for each service that keeps them in its schema. */
export * as unitsStore from './units/index.ts';

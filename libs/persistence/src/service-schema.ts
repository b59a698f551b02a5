import { type EntitySchema, type MigrationInterface, type MixedList } from 'typeorm';

/** Services that own a PostgreSQL schema and a role. */
export const databaseServices = ['intake', 'scorer', 'targeting', 'port-gateway', 'operations'] as const;
export type DatabaseService = (typeof databaseServices)[number];

// TypeORM's own notions of an entity and of a migration class; both are given as classes, never as globs of files.
type EntityClass = Extract<MixedList<EntitySchema | (abstract new () => object)>, readonly unknown[]>[number];
export type MigrationClass = new () => MigrationInterface;

/** What one service keeps in PostgreSQL. Each service's folder exports one of these from its `schema.ts`. */
export interface ServiceSchema {
  readonly service: DatabaseService;
  readonly entities: readonly EntityClass[];
  /**
   * In the order in which they are applied. A migration's class name ends in thirteen digits that only grow
   * (`CreateAlerts1790000000000`); one that was released is never changed.
   */
  readonly migrations: readonly MigrationClass[];
}

/** `port-gateway` → `port_gateway`. */
export const schemaNameOf = (service: DatabaseService): string => service.replaceAll('-', '_');

/** `port-gateway` → `watchpost_port_gateway`: the role that owns the schema and sees no other. */
export const roleNameOf = (service: DatabaseService): string => `watchpost_${schemaNameOf(service)}`;

/** `CreateAlerts1790000000000` → the name TypeORM stores for it. */
export const migrationNamesOf = (schema: ServiceSchema): readonly string[] => schema.migrations.map(({ name }) => name);

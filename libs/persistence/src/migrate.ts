import pg from 'pg';
import { DataSource } from 'typeorm';
import { sessionUrl } from './connection-url.ts';
import { translated } from './fault.ts';
import { databaseServices, roleNameOf, schemaNameOf, type DatabaseService } from './service-schema.ts';
import { serviceSchemas } from './schemas.ts';

export interface MigrationReport {
  readonly service: DatabaseService;
  /** Names of the migrations applied now; empty where all were. */
  readonly applied: readonly string[];
}

/** One migrator at a time for each database. */
const MIGRATION_LOCK = 7_305_101;

/**
 * Brings every service's schema to this build: roles, schemas, migrations. Safe to call again and from several processes at once.
 * @param url of a user who may create roles and schemas
 * @throws DatabaseUnavailableError; an error of PostgreSQL where the user may not
 */
export async function migrate(url: string): Promise<readonly MigrationReport[]> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'watchpost-migrate',
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const reports: MigrationReport[] = [];
    for (const service of databaseServices) {
      await prepareSchema(client, service);
      reports.push({ service, applied: await applyMigrations(url, service) });
    }
    return reports;
  } catch (error) {
    throw translated(error);
  } finally {
    // Ending the session gives the lock back.
    await client.end().catch(() => undefined);
  }
}

async function prepareSchema(client: pg.Client, service: DatabaseService): Promise<void> {
  const role = roleNameOf(service);
  // Roles belong to the whole server, so another database's migrator may create the same one at this moment.
  await client.query(`do $$ begin
    if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
  exception when duplicate_object or unique_violation then null; end $$`);
  await grantMembership(client, role);
  await client.query(`create schema if not exists ${schemaNameOf(service)} authorization ${role}`);
}

/** A superuser may take any role; everybody else has to be a member. */
async function grantMembership(client: pg.Client, role: string): Promise<void> {
  const { rows } = await client.query<{ member: boolean }>(`select pg_has_role(current_user, $1, 'SET') as member`, [
    role,
  ]);
  if (!rows[0]!.member) await client.query(`grant ${role} to current_user with set true, inherit true`);
}

async function applyMigrations(url: string, service: DatabaseService): Promise<readonly string[]> {
  const source = new DataSource({
    type: 'postgres',
    url: sessionUrl(url, { service, statementTimeoutMs: 0 }),
    schema: schemaNameOf(service),
    applicationName: 'watchpost-migrate',
    poolSize: 1,
    migrations: [...serviceSchemas[service].migrations],
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    installExtensions: false,
    logging: false,
  });
  await source.initialize();
  try {
    const applied = await source.runMigrations();
    return applied.map(({ name }) => name);
  } finally {
    await source.destroy();
  }
}

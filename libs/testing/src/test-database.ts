import { randomBytes } from 'node:crypto';
import { migrate, migrationFingerprint, withDatabase } from '@watchpost/persistence';
import pg from 'pg';

export interface TestDatabase {
  /** As `DATABASE_URL`. */
  readonly url: string;
  /** Ends its sessions and drops it. */
  drop(): Promise<void>;
}

const TEMPLATE_LOCK = 7_305_102;

/**
 * A new database for one test, with every service's migrations applied: a copy of a template that the first who asks makes, once for each state of the
 * migrations.
 * @param serverUrl of a user who may create databases and roles; `WATCHPOST_TEST_DATABASE_URL` unless said
 */
export async function createTestDatabase(serverUrl = testServerUrl()): Promise<TestDatabase> {
  const template = `watchpost_template_${migrationFingerprint()}`;
  const name = `watchpost_test_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await ensureTemplate(client, serverUrl, template);
    await client.query(`create database ${name} template ${template}`);
  } finally {
    await client.end();
  }
  return { url: withDatabase(serverUrl, name), drop: () => drop(serverUrl, name) };
}

export function testServerUrl(): string {
  const url = process.env['WATCHPOST_TEST_DATABASE_URL'];
  if (url === undefined) throw new Error('WATCHPOST_TEST_DATABASE_URL is not set: the tests’ global set-up sets it');
  return url;
}

async function ensureTemplate(client: pg.Client, serverUrl: string, template: string): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 1) return;
    // Made under another name first, so that half a template is never copied.
    const half = `${template}_half`;
    await client.query(`drop database if exists ${half} with (force)`);
    await client.query(`create database ${half}`);
    await migrate(withDatabase(serverUrl, half));
    await client.query(`alter database ${half} rename to ${template}`);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
}

async function drop(serverUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`drop database if exists ${name} with (force)`);
  } finally {
    await client.end();
  }
}

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { withDatabase } from './connection-url.ts';
import { migrate } from './migrate.ts';

export interface ScratchDatabase {
  /** As `DATABASE_URL`. */
  readonly url: string;
  /** Ends its sessions and drops it. */
  drop(): Promise<void>;
}

/**
 * A new, migrated database on a server, for one test file: tests that run beside each other, and beside a running `watchpost up`,
 * do not see each other's rows.
 * @param serverUrl of a user who may create databases and roles; its own database is left alone
 */
export async function createScratchDatabase(serverUrl: string): Promise<ScratchDatabase> {
  const name = `watchpost_scratch_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, `create database ${name}`);
  const url = withDatabase(serverUrl, name);
  await migrate(url);
  return { url, drop: () => onServer(serverUrl, `drop database if exists ${name} with (force)`) };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

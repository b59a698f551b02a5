import { type DatabaseService, roleNameOf, schemaNameOf } from './service-schema.ts';

export interface SessionSettings {
  readonly service: DatabaseService;
  /** A statement that runs longer is cancelled by the server; 0 means never. */
  readonly statementTimeoutMs: number;
}

/**
 * The address with what a session of this service begins with: its role, its schema, UTC, and time limits. It travels in the
 * start-up packet (libpq's `options`), so a connection is never in anybody's hand without it. Options that stand in the
 * address already are kept and come first.
 */
export function sessionUrl(url: string, { service, statementTimeoutMs }: SessionSettings): string {
  const address = new URL(url);
  const settings = [
    address.searchParams.get('options'),
    `-c role=${roleNameOf(service)}`,
    `-c search_path=${schemaNameOf(service)}`,
    '-c TimeZone=UTC',
    // What a receipt promises rests on it, so a server's laxer default does not count; a transaction may still set it for itself.
    '-c synchronous_commit=on',
    `-c statement_timeout=${statementTimeoutMs}`,
    '-c idle_in_transaction_session_timeout=60000',
  ];
  address.searchParams.set('options', settings.filter((setting) => setting !== null).join(' '));
  return address.toString();
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${encodeURIComponent(database)}`;
  return address.toString();
}

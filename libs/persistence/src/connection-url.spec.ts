import { expect, it } from '@jest/globals';
import { sessionUrl, withDatabase } from './connection-url.ts';

const settings = { service: 'port-gateway', statementTimeoutMs: 500 } as const;

it('a session begins with the role and the schema of its service, in UTC, with time limits', () => {
  const options = new URL(sessionUrl('postgres://u:p%40ss@db:5433/wp?sslmode=require', settings)).searchParams;
  expect(options.get('options')).toBe(
    '-c role=watchpost_port_gateway -c search_path=port_gateway -c TimeZone=UTC -c synchronous_commit=on -c statement_timeout=500 -c idle_in_transaction_session_timeout=60000',
  );
  expect(options.get('sslmode')).toBe('require');
});

it('options that stand in the address are kept and come first', () => {
  const url = new URL(sessionUrl('postgres://u@db/wp?options=-c%20geqo%3Doff', settings));
  expect(url.searchParams.get('options')).toMatch(/^-c geqo=off -c role=/u);
});

it('another database of the same server keeps user, port and settings', () => {
  expect(withDatabase('postgres://u:p@db:5433/wp?sslmode=require', 'other')).toBe(
    'postgres://u:p@db:5433/other?sslmode=require',
  );
});

import { type QueryRunner } from 'typeorm';

/** Ids of events a service has handled, for its first migration; for handlers whose effect is not idempotent by itself. */
export async function createInbox(runner: QueryRunner): Promise<void> {
  await runner.query(`create table inbox (event_id uuid primary key, handled_at timestamptz not null default now())`);
  await runner.query('create index inbox_age on inbox using brin (handled_at)');
}

export async function dropInbox(runner: QueryRunner): Promise<void> {
  await runner.query('drop table inbox');
}

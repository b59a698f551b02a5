import { type QueryRunner } from 'typeorm';

/**
 * The outbox of a service, for its first migration. Positions come from a sequence, so they follow the order in which messages were written, not
 * the order of commits: whoever needs an order for a key writes under a lock on what the key stands for.
 */
export async function createOutbox(runner: QueryRunner): Promise<void> {
  await runner.query('create sequence outbox_position');
  await runner.query(`create table outbox (
    id uuid primary key,
    position bigint not null,
    aggregatetype text not null,
    aggregateid text not null,
    type text not null,
    topic text not null,
    payload bytea not null,
    headers jsonb not null default '{}',
    created_at timestamptz not null default now(),
    refused text
  )`);
  // Payloads are read once and deleted: compressing them is work for nothing.
  await runner.query('alter table outbox alter column payload set storage external');
  await runner.query('create index outbox_waiting on outbox (position) where refused is null');
  // The table is nearly always empty and changes all the time, so it is vacuumed by count, not by share.
  await runner.query(`alter table outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)`);
}

export async function dropOutbox(runner: QueryRunner): Promise<void> {
  await runner.query('drop table outbox');
  await runner.query('drop sequence outbox_position');
}

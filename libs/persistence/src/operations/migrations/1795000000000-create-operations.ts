import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { createOutbox, dropOutbox } from '../../outbox/outbox.migration.ts';

const tables = [
  `create table partners (
    partner text primary key,
    version int not null,
    name text not null,
    country text,
    active boolean not null,
    test_mode boolean not null,
    format_hint text,
    requests_per_minute int not null,
    bytes_per_minute bigint not null,
    changed_at timestamptz not null,
    changed_by text not null
  )`,
  `create table ports (
    port text primary key,
    version int not null,
    name text not null,
    country text,
    active boolean not null,
    places text[] not null,
    capacity_per_shift int not null,
    shift_hours int not null,
    dwell_hours float8 not null,
    changed_at timestamptz not null,
    changed_by text not null
  )`,
  `create table access_keys (
    key_id text primary key,
    owner_kind text not null check (owner_kind in ('partner', 'port', 'operator')),
    owner text not null,
    hash text not null unique,
    scopes text[] not null,
    description text,
    created_at timestamptz not null,
    created_by text not null,
    expires_at timestamptz,
    revoked_at timestamptz
  )`,
  'create index access_keys_by_owner on access_keys (owner_kind, owner)',
  // position has no gaps: it is given under a lock, so that a reader who has seen one has seen all before it.
  `create table audit (
    position bigint primary key,
    at timestamptz not null,
    who text not null,
    action text not null,
    subject text not null,
    detail jsonb not null
  )`,
  'create index audit_by_subject on audit (subject, position)',
  `create function audit_is_append_only() returns trigger language plpgsql as $$
    begin raise exception 'the audit log is append-only'; end $$`,
  `create trigger audit_append_only before update or delete or truncate on audit
    for each statement execute function audit_is_append_only()`,
  `create table flow_positions (
    topic text not null,
    partition int not null,
    next_offset bigint not null,
    primary key (topic, partition)
  )`,
  `create table flow_totals (
    stage text not null,
    detail text not null,
    count bigint not null,
    last_at timestamptz not null,
    primary key (stage, detail)
  )`,
  `create table flow_counts (
    bucket timestamptz not null,
    stage text not null,
    detail text not null,
    count bigint not null,
    primary key (bucket, stage, detail)
  )`,
  `create table dead_letters (
    position bigint primary key,
    topic text not null,
    partition int not null,
    "offset" bigint not null,
    origin_topic text not null,
    service text not null,
    code text not null,
    reason text not null,
    stage text not null,
    place text,
    partner text,
    manifest_id text,
    ordinal int,
    attempts int not null,
    first_failed_at timestamptz,
    parked_at timestamptz not null,
    bytes int not null,
    redrive_id uuid,
    redriven_at timestamptz,
    gone_at timestamptz,
    unique (topic, partition, "offset")
  )`,
  'create index dead_letters_waiting on dead_letters (position) where redriven_at is null and gone_at is null',
  `create table alert_facts (
    alert_id uuid primary key,
    port text,
    issued_at timestamptz,
    revision int not null default 0,
    method text,
    probability float8,
    scenario text,
    band text,
    rules text[] not null default '{}',
    withdrawn_at timestamptz,
    acknowledged_at timestamptz,
    examined_at timestamptz,
    disposition text
  )`,
  'create index alert_facts_by_time on alert_facts (issued_at)',
  `create table inspection_facts (
    inspection_id uuid primary key,
    alert_id uuid not null,
    outcome text not null,
    laboratory boolean not null,
    ended_at timestamptz not null,
    reported_at timestamptz not null,
    corrects uuid
  )`,
  'create index inspection_facts_by_alert on inspection_facts (alert_id)',
];

export class CreateOperations1795000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of tables) await runner.query(statement);
    await createOutbox(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropOutbox(runner);
    const names = ['inspection_facts', 'alert_facts', 'dead_letters', 'flow_counts', 'flow_totals', 'flow_positions'];
    for (const name of [...names, 'audit', 'access_keys', 'ports', 'partners'])
      await runner.query(`drop table ${name}`);
    await runner.query('drop function audit_is_append_only');
  }
}

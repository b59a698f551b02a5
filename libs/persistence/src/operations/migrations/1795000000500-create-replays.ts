import { type MigrationInterface, type QueryRunner } from 'typeorm';

const tables = [
  // scenario_files: the texts themselves, so that a job that goes on tomorrow goes on by what it began with.
  `create table replays (
    replay_id uuid primary key,
    mode text not null check (mode in ('rescore', 'reproduce', 'recompute', 'reread')),
    state text not null check (state in ('waiting', 'running', 'paused', 'done', 'aborted', 'failed')),
    scope jsonb not null,
    scenario text not null,
    scenario_files jsonb not null,
    rate int,
    share float8,
    reason text not null,
    created_at timestamptz not null,
    created_by text not null,
    ended_at timestamptz,
    failure text,
    total bigint not null,
    done bigint not null default 0,
    worker uuid,
    lease_until timestamptz,
    run_started_at timestamptz,
    run_started_done bigint not null default 0,
    progressed_at timestamptz,
    active_ms bigint not null default 0,
    fruitless_starts int not null default 0
  )`,
  'create index replays_by_time on replays (created_at)',
  `create table replay_positions (
    replay_id uuid not null references replays on delete cascade,
    partition int not null,
    first_offset bigint not null,
    next_offset bigint not null,
    end_offset bigint not null,
    primary key (replay_id, partition)
  )`,
  `create table replay_counts (
    replay_id uuid not null references replays on delete cascade,
    kind text not null,
    key text not null,
    count bigint not null,
    sum float8 not null,
    largest float8 not null,
    primary key (replay_id, kind, key)
  )`,
  `create table replay_changes (
    replay_id uuid not null references replays on delete cascade,
    partition int not null,
    "offset" bigint not null,
    what text not null,
    event_id uuid not null,
    assessment_id uuid,
    shipment_id uuid not null,
    item_id text,
    partner text not null,
    manifest_id uuid not null,
    ordinal int not null,
    old_band text,
    old_recommendation text,
    old_score float8,
    new_band text,
    new_recommendation text,
    new_score float8,
    rules text[] not null,
    detail jsonb not null,
    primary key (replay_id, partition, "offset")
  )`,
];

export class CreateReplays1795000000500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of tables) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of ['replay_changes', 'replay_counts', 'replay_positions', 'replays'])
      await runner.query(`drop table ${name}`);
  }
}

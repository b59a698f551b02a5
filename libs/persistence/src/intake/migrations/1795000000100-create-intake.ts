import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * What grows with the traffic's bytes and lines is partitioned by day. The day is that of the manifest id, a UUIDv7, so the key itself says
 * in which partition a row is; the service makes the days ahead, and what falls outside goes into the default partition.
 */
const tables = [
  'create sequence manifest_sequence',
  `create table manifests (
    manifest_id uuid primary key,
    sequence bigint not null unique default nextval('manifest_sequence'),
    partner text not null check (partner <> ''),
    test_mode boolean not null,
    dedupe_key text not null,
    digest text not null,
    size bigint not null,
    chunks int not null,
    content_type text,
    format_hint text,
    traceparent text,
    received_at timestamptz not null,
    receipt text not null,
    publications int not null default 0,
    published_at timestamptz,
    republish_at timestamptz,
    format text,
    confidence float8,
    messages int,
    lines int,
    errors int not null default 0,
    warnings int not null default 0,
    infos int not null default 0,
    processed_at timestamptz,
    completed_at timestamptz,
    dead_code text,
    dead_reason text,
    unique (partner, test_mode, dedupe_key)
  ) with (fillfactor = 80)`,
  'create index manifests_of_partner on manifests (partner, sequence)',
  'create index manifests_to_republish on manifests (republish_at) where republish_at is not null',
  `create table manifest_chunks (
    manifest_id uuid not null,
    chunk int not null,
    body bytea not null,
    primary key (manifest_id, chunk)
  ) partition by range (manifest_id)`,
  // Bodies are read once or twice: compressing them would be work for nothing.
  'alter table manifest_chunks alter column body set storage external',
  `create table manifest_slices (
    manifest_id uuid not null,
    slice int not null,
    last boolean not null,
    first_ordinal int,
    last_ordinal int,
    lines int not null,
    errors int not null,
    warnings int not null,
    infos int not null,
    value bytea not null,
    primary key (manifest_id, slice)
  ) partition by range (manifest_id)`,
  'alter table manifest_slices alter column value set storage external',
  `create table manifest_line_segments (
    manifest_id uuid not null,
    segment int not null,
    outcomes bytea not null,
    settled int not null,
    primary key (manifest_id, segment)
  ) partition by range (manifest_id)`,
  'create table manifest_chunks_default partition of manifest_chunks default',
  'create table manifest_slices_default partition of manifest_slices default',
  'create table manifest_line_segments_default partition of manifest_line_segments default',
  // Which chunks are to be published. The bodies stay where they are: a second copy of them would double what a commit writes.
  `create table manifest_outbox (
    manifest_id uuid not null,
    chunk int not null,
    position bigint not null,
    bytes int not null,
    created_at timestamptz not null default now(),
    refused text,
    primary key (manifest_id, chunk)
  )`,
  'create index manifest_outbox_waiting on manifest_outbox (position) where refused is null',
  'alter table manifest_outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)',
];

export class CreateIntake1795000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of tables) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table manifest_outbox, manifest_line_segments, manifest_slices, manifest_chunks, manifests cascade',
    );
    await runner.query('drop sequence manifest_sequence');
  }
}

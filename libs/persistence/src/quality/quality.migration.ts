import { type QueryRunner } from 'typeorm';

/** Quality of what partners send, by day, for a migration of every service that keeps it. Losses and gains are thousandths of a line. */
export async function createQuality(runner: QueryRunner): Promise<void> {
  // What is counted already: a report that comes again adds nothing.
  await runner.query('create table quality_manifests (manifest_id uuid primary key, day date not null)');
  await runner.query('create index quality_manifests_day on quality_manifests (day)');
  await runner.query(`create table quality_days (
    partner text not null,
    test_mode boolean not null,
    day date not null,
    manifests bigint not null,
    lines bigint not null,
    loss bigint not null,
    primary key (partner, test_mode, day)
  )`);
  await runner.query(`create table quality_codes (
    partner text not null,
    test_mode boolean not null,
    day date not null,
    code text not null,
    lines bigint not null,
    gain bigint not null,
    primary key (partner, test_mode, day, code)
  )`);
}

export async function dropQuality(runner: QueryRunner): Promise<void> {
  for (const table of ['quality_codes', 'quality_days', 'quality_manifests']) await runner.query(`drop table ${table}`);
}

import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What operators asked for and how far it is. The tables that one works in are made when it begins and dropped when it ends. */
const rebuilds = `create table rebuilds (
    rebuild_id uuid primary key,
    target text not null,
    action text not null check (action in ('PLAN', 'COMPARE', 'SWAP')),
    rows_per_second int,
    state text not null check (state in ('REQUESTED', 'RUNNING', 'PLANNED', 'COMPARED', 'SWAPPED', 'ABORTED', 'FAILED')),
    phase text,
    done bigint not null default 0,
    total bigint not null default 0,
    bytes bigint,
    drift jsonb,
    message text,
    -- Who works on it, and until when nobody else may take that for given up.
    owner uuid,
    leased_until timestamptz,
    requested_at timestamptz not null,
    started_at timestamptz,
    -- Counts up with every change; what operations was not told of yet is above told.
    revision int not null default 1,
    told int not null default 0
  )`;

export class Rebuilds1795000001300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(rebuilds);
    // One at a time.
    await runner.query(`create unique index rebuilds_running on rebuilds (state) where state = 'RUNNING'`);
    await runner.query('create index rebuilds_untold on rebuilds (requested_at) where told < revision');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table rebuilds');
  }
}

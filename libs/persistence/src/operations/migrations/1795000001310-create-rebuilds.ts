import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateRebuilds1795000001310 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table rebuilds (
      rebuild_id uuid primary key,
      target text not null,
      service text not null,
      action text not null,
      rows_per_second int,
      who text not null,
      reason text not null,
      requested_at timestamptz not null,
      state text not null,
      phase text,
      done bigint not null default 0,
      total bigint not null default 0,
      bytes bigint,
      seconds_left float8,
      drift jsonb,
      message text,
      revision int not null default 0,
      updated_at timestamptz not null
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table rebuilds');
  }
}

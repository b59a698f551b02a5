import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** By which of its partner's settings a manifest is read: those in force when it was received. */
export class AddReadingSettings1795000001320 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table reading_settings (reading_id text primary key, settings text not null)');
    await runner.query('alter table manifests add column reading_id text references reading_settings');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table manifests drop column reading_id');
    await runner.query('drop table reading_settings');
  }
}

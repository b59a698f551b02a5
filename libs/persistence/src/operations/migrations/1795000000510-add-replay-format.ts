import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What a replay that reads again reads manifests as. */
export class AddReplayFormat1795000000510 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table replays add column format text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table replays drop column format');
  }
}

import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { createQuality, dropQuality } from '../../quality/quality.migration.ts';

export class CreateQuality1795000001340 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createQuality(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropQuality(runner);
  }
}

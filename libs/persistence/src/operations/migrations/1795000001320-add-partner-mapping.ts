import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** How a partner's tables are read. */
export class AddPartnerMapping1795000001320 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table partners add column mapping json');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table partners drop column mapping');
  }
}

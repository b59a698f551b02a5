import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What findings cost a partner's lines. */
export class AddFindingCosts1795000001330 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table partners add column finding_costs json');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table partners drop column finding_costs');
  }
}

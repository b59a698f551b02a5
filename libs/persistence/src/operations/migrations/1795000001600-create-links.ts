import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { createUnits, dropUnits } from '../../units/units.migration.ts';

/** What is linked: units with what is said of them, and which of them the items of alerts travel in. */
export class CreateLinks1795000001600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createUnits(runner);
    await runner.query(`create table alert_links (
      alert_id uuid primary key,
      revision int not null,
      port text not null,
      state text not null,
      shipment_id uuid not null,
      item_id text,
      units text[] not null,
      issued_at timestamptz not null
    )`);
    await runner.query('create index alert_links_item on alert_links (upper(item_id))');
    await runner.query('create index alert_links_units on alert_links using gin (units)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table alert_links');
    await dropUnits(runner);
  }
}

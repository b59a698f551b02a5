import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { createUnits, dropUnits } from '../../units/units.migration.ts';

/** Units that items travel in, and which of them each shipment of interest was found to travel in. */
export class AddUnits1795000001600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createUnits(runner);
    await runner.query(`alter table shipment_views add column units text[] not null default '{}'`);
    await runner.query('create index shipment_views_units on shipment_views using gin (units)');
    // What was kept before says no more of its way than it did.
    await runner.query(
      `update shipment_views set content = content || '{"units": [], "portOfArrival": null, "arrivesPrecision": null}'`,
    );
    await runner.query(`update alerts set event = jsonb_set(event, '{location,units}', '[]')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table shipment_views drop column units');
    await dropUnits(runner);
  }
}

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  createDatabase,
  createScratchDatabase,
  type Database,
  type ScratchDatabase,
  scorerStore,
  withTransaction,
} from '@watchpost/persistence';
import { LedgerDays } from './ledger-days.ts';

let scratch: ScratchDatabase;
let database: Database;

beforeAll(async () => {
  scratch = await createScratchDatabase(process.env['WATCHPOST_TEST_DATABASE_URL']!);
  database = await createDatabase({ url: scratch.url, service: 'scorer', poolSize: 4 });
});
afterAll(async () => {
  await database.close();
  await scratch.drop();
});

it('makes a place for each day once, whoever asks, and drops whole days', async () => {
  const [one, two] = [new LedgerDays(database), new LedgerDays(database)];
  await Promise.all([one.prepare([20_000, 20_001, 20_003]), two.prepare([20_001, 20_003])]);
  expect(await scorerStore.ledgerDays(database)).toEqual([20_000, 20_001, 20_003]);
  expect(await one.dropBefore(20_003)).toEqual([20_000, 20_001]);
  await one.prepare([20_001]);
  expect(await scorerStore.ledgerDays(database)).toEqual([20_001, 20_003]);
});

it('forgets sightings by their day, of those who were seen again too', async () => {
  const seen = (entity: bigint, day: number) => ({ entity, day, shipments: 1, links: 1n, basis: null });
  await withTransaction(database, (tx) =>
    scorerStore.addSightings(tx, [seen(1n, 100), seen(1n, 150), seen(1n, 200), seen(2n, 120), seen(3n, 210)]),
  );
  expect(await scorerStore.forgetSightingsBefore(database, 150)).toBe(2);
  const left = 'select entity::int, day, shipments from entity_days order by entity, day';
  expect(await database.query(left)).toEqual([
    { entity: 1, day: 150, shipments: 1 },
    { entity: 1, day: 200, shipments: 1 },
    { entity: 3, day: 210, shipments: 1 },
  ]);
  const [answer] = await scorerStore.sightingsOf(database, [{ entity: 1n, day: 200 }]);
  expect(answer).toMatchObject({ in90Days: 2 });
  expect(await scorerStore.forgetSightingsBefore(database, 150)).toBe(0);
});

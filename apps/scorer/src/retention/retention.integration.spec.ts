import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  createDatabase,
  createScratchDatabase,
  type Database,
  type ScratchDatabase,
  scorerStore,
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

it('forgets sightings by their day', async () => {
  await database.run('insert into entity_days values (1, 100, 1, 0), (1, 200, 1, 0)');
  expect(await scorerStore.forgetSightingsBefore(database, 200)).toBe(1);
});

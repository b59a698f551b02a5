import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  createDatabase,
  createInbox,
  createScratchDatabase,
  noteHandled,
  withTransaction,
  forgetHandledBefore,
  Database,
  type ScratchDatabase,
} from '../index.ts';

let scratch: ScratchDatabase;
let database: Database;

beforeAll(async () => {
  scratch = await createScratchDatabase(process.env['WATCHPOST_TEST_DATABASE_URL']!);
  database = await createDatabase({ url: scratch.url, service: 'scorer', poolSize: 4 });
  const [table] = await database.query<{ present: boolean }>(`select to_regclass('inbox') is not null as present`);
  if (table!.present) return;
  const runner = database.source.createQueryRunner();
  await createInbox(runner);
  await runner.release();
});

afterAll(async () => {
  await database.close();
  await scratch.drop();
});

it('an event is new once, also when two transactions handle it at the same time in different order', async () => {
  const ids = Array.from({ length: 20 }, () => randomUUID());
  const answers = await Promise.all([
    withTransaction(database, (tx) => noteHandled(tx, ids)),
    withTransaction(database, (tx) => noteHandled(tx, ids.toReversed())),
  ]);
  expect(answers.map(({ size }) => size).toSorted((a, b) => a - b)).toEqual([0, 20]);
});

it('an event whose transaction was rolled back is new again', async () => {
  const id = randomUUID();
  const failed = withTransaction(database, async (tx) => {
    await noteHandled(tx, [id]);
    throw new Error('rolled back');
  });
  await expect(failed).rejects.toThrow('rolled back');
  expect(await noteHandled(database, [id])).toEqual(new Set([id]));
  expect(await noteHandled(database, [id])).toEqual(new Set());
});

it('what was handled long ago is forgotten', async () => {
  const id = randomUUID();
  await noteHandled(database, [id]);
  expect(await forgetHandledBefore(database, new Date(Date.now() + 60_000))).toBeGreaterThan(0);
  expect(await noteHandled(database, [id])).toEqual(new Set([id]));
});

import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createDatabase, createScratchDatabase, type Database, scorerStore, withTransaction } from '../index.ts';
import { type ScratchDatabase } from '../scratch-database.ts';
import { PackSightings1795000001500 } from './migrations/1795000001500-pack-sightings.ts';

let scratch: ScratchDatabase;
let database: Database;

beforeAll(async () => {
  scratch = await createScratchDatabase(process.env['WATCHPOST_TEST_DATABASE_URL']!);
  database = await createDatabase({ url: scratch.url, service: 'scorer', poolSize: 4 });
});
beforeEach(() => database.run('truncate entity_sightings'));
afterAll(async () => {
  await database?.close();
  await scratch?.drop();
});

interface Counted {
  readonly entity: bigint;
  readonly day: number;
  readonly shipments: number;
  readonly links: bigint;
}

/** The windows counted from every single change. */
function counted(changes: readonly Counted[], entity: bigint, day: number): object {
  const within = (days: number) =>
    changes.filter((each) => each.entity === entity && each.day <= day && each.day > day - days);
  const sum = (days: number) => within(days).reduce((all, { shipments }) => all + shipments, 0);
  const links = (days: number) => within(days).reduce((all, each) => all | each.links, 0n);
  const counts = { in1Day: sum(1), in7Days: sum(7), in30Days: sum(30), in90Days: sum(90) };
  return { ...counts, linksIn7Days: links(7), linksIn30Days: links(30) };
}

const entities = [-(2n ** 63n), 7n];
const change = fc.record({
  entity: fc.constantFrom(...entities),
  day: fc.integer({ min: 32_700, max: 32_830 }),
  shipments: fc.integer({ min: -2, max: 3 }),
  links: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
});
/** A batch of one replica: what it writes, and how many batches ago it had read. */
const batch = fc.record({ changes: fc.array(change, { maxLength: 6 }), readEarlier: fc.nat(2) });

it('answers what counting every change gives, in whatever order days come and replicas read and write', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(batch, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 32_690, max: 32_840 }),
      async (batches, asked) => {
        await database.run('truncate entity_sightings');
        const all: Counted[] = [];
        const days = [...new Set(batches.flatMap(({ changes }) => changes.map(({ day }) => day))), asked];
        const questions = entities.flatMap((entity) => days.map((day) => ({ entity, day })));
        const readings: scorerStore.SightingAnswer[][] = [];
        for (const { changes, readEarlier } of batches) {
          readings.push(await scorerStore.sightingsOf(database, questions));
          const answers = readings.at(-1 - readEarlier) ?? readings[0]!;
          const cells = new Map<string, Counted>();
          for (const each of changes) {
            const before = cells.get(`${each.entity} ${each.day}`);
            const shipments = each.shipments + (before?.shipments ?? 0);
            cells.set(`${each.entity} ${each.day}`, { ...each, shipments, links: each.links | (before?.links ?? 0n) });
          }
          const written = [...cells.values()]
            .toSorted((a, b) => (a.entity === b.entity ? a.day - b.day : a.entity < b.entity ? -1 : 1))
            .map((each) => {
              const answer = answers.find(({ entity, day }) => entity === each.entity && day === each.day);
              return { ...each, basis: answer?.basis ?? null };
            });
          await withTransaction(database, (tx) => scorerStore.addSightings(tx, written));
          all.push(...changes);
          for (const { basis: _, entity, day, ...window } of await scorerStore.sightingsOf(database, questions))
            expect({ entity, day, ...window }).toEqual({ entity, day, ...counted(all, entity, day) });
        }
        const rows = await database.query<{ n: number }>('select count(*)::int as n from entity_days');
        expect(rows[0]!.n).toBe(new Set(all.map(({ entity, day }) => `${entity} ${day}`)).size);
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

it('keeps the sums of the past once they were counted, and asks for the past no more that day', async () => {
  const add = async (day: number) => {
    const [answer] = await scorerStore.sightingsOf(database, [{ entity: 7n, day }]);
    const changes = [{ entity: 7n, day, shipments: 1, links: 1n, basis: answer?.basis ?? null }];
    await withTransaction(database, (tx) => scorerStore.addSightings(tx, changes));
    return answer;
  };
  expect(await add(100)).toBeUndefined();
  expect((await add(101))!.basis).not.toBeNull();
  expect(await add(101)).toMatchObject({ in1Day: 1, in7Days: 2, basis: null });
  // A correction of a day before: they are counted anew, once.
  const correction = { entity: 7n, day: 100, shipments: -1, links: 0n, basis: null };
  await withTransaction(database, (tx) => scorerStore.addSightings(tx, [correction]));
  expect((await add(101))!.basis).not.toBeNull();
  expect(await add(101)).toMatchObject({ in1Day: 3, in7Days: 3, basis: null });
});

it('two replicas that write the same entities over midnight do not stop each other, and lose nothing', async () => {
  const write = (day: number) =>
    Promise.all(
      Array.from({ length: 10 }, () =>
        withTransaction(database, async (tx) => {
          const questions = Array.from({ length: 50 }, (_, at) => ({ entity: BigInt(at), day }));
          const answers = await scorerStore.sightingsOf(tx, questions);
          const basis = (entity: bigint) => answers.find((each) => each.entity === entity)?.basis ?? null;
          const changes = questions.flatMap(({ entity }) => [
            { entity, day: day - 1, shipments: 1, links: 1n, basis: null },
            { entity, day, shipments: 1, links: 2n, basis: basis(entity) },
          ]);
          await scorerStore.addSightings(tx, changes);
        }),
      ),
    );
  await write(200);
  await Promise.all([write(200), write(201)]);
  expect(
    await database.query('select day, sum(shipments)::int as n from entity_days group by day order by day'),
  ).toEqual([
    { day: 199, n: 1_000 },
    { day: 200, n: 1_500 },
    { day: 201, n: 500 },
  ]);
  const answers = await scorerStore.sightingsOf(database, [{ entity: 3n, day: 201 }]);
  expect(answers[0]).toMatchObject({ in1Day: 10, in7Days: 60, linksIn7Days: 3n });
}, 60_000);

it('carries a database of the former layout over, and back', async () => {
  const runner = database.source.createQueryRunner();
  const migration = new PackSightings1795000001500();
  const days = 'select entity, day, shipments, links from entity_days order by entity, day';
  try {
    await migration.down(runner);
    await database.run(
      `insert into entity_days select entity, 20000 + day, entity * day - 3, (entity - 5) * day from generate_series(1, 20) as entity,
         generate_series(1, 4 * entity) as day`,
    );
    await database.run('insert into entity_days values (-9223372036854775808, 20100, -1, -1)');
    const before = await database.query(days);
    expect(before).toHaveLength(841);
    await migration.up(runner);
    expect(await database.query(days)).toEqual(before);
    const [rows] = await database.query<{ n: number }>('select count(*)::int as n from entity_sightings');
    expect(rows!.n).toBe(21);
    const [answer] = await scorerStore.sightingsOf(database, [{ entity: 20n, day: 20_080 }]);
    expect(answer).toMatchObject({ in1Day: 1_597, in7Days: 20 * 539 - 21 });
    await migration.down(runner);
    expect(await database.query(days)).toEqual(before);
    await migration.up(runner);
  } finally {
    await runner.release();
  }
}, 60_000);

import { type RebuildProgressed, topics } from '@watchpost/contracts';
import { scorerStore, type Transaction, withTransaction } from '@watchpost/persistence';
import { entitySaltOf } from '@watchpost/risk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { DAY, type Declaration, declared, declaredRecord, NOW } from '../../test/declared.ts';
import { runScorer, type RunningScorer } from '../../test/running-scorer.ts';
import { SightingRebuild } from './sighting-rebuild.ts';

let scorer: RunningScorer;
/** Hears every line alone, in the order in which they were received: what the counters should be. */
let reference: RunningScorer;

beforeAll(async () => {
  scorer = await runScorer();
  reference = await runScorer();
});
beforeEach(async () => {
  await scorer.reset();
  await reference.reset();
});
afterAll(async () => {
  await scorer?.stop();
  await reference?.stop();
});

/** The same numbers in every run (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Originals, corrections, cancellations, second views, numbers used again and lines in test mode, in the order of receipt. */
function traffic(lines: number, seed: number): Declaration[] {
  const next = chance(seed);
  const pick = (many: number): number => Math.floor(next() * many);
  return Array.from({ length: lines }, (_, at) => ({
    item: `CP${String(100_000_000 + pick(lines / 3))}DE`,
    partner: pick(5) === 0 ? 'fr-post' : 'de-post',
    sequence: at + 1,
    receivedAt: NOW - 5 * DAY + Math.floor((at / lines) * 5 * DAY),
    issuedAt: NOW - 6 * DAY + pick(5) * DAY + (pick(12) === 0 ? -400 * DAY : 0),
    consignor: `Sender ${pick(9)}`,
    consignee: `Reader ${pick(12)}`,
    testMode: pick(10) === 0,
    function: pick(8) === 0 ? 'cancel' : 'original',
  }));
}

const hears = (who: RunningScorer, declarations: readonly Declaration[]): Promise<void> =>
  who.hears(...declarations.map((each) => declaredRecord(who.codec, declared(each))));

async function countersOf(who: RunningScorer): Promise<object[]> {
  return who.database.query(
    'select entity, day, shipments, links from entity_days where shipments <> 0 or links <> 0 order by entity, day',
  );
}

async function expected(declarations: readonly Declaration[]): Promise<object[]> {
  for (const each of declarations) await hears(reference, [each]);
  return countersOf(reference);
}

async function asks(action: string, rebuildId: string, rowsPerSecond: number | null = null): Promise<void> {
  const event = { rebuildId, service: 'scorer', table: 'entity_days', action, rowsPerSecond };
  const value = scorer.codec.encode(topics.rebuildsRequested, {
    ...event,
    requestedBy: 'operator:ada',
    requestedAt: Date.now(),
  });
  await (
    await scorer.log.producer()
  ).send([{ topic: topics.rebuildsRequested.name, key: rebuildId, value, headers: {} }]);
}

const told = (rebuildId: string): RebuildProgressed[] =>
  scorer.log
    .records(topics.rebuildsProgressed.name)
    .map(({ value }) => scorer.codec.decode(topics.rebuildsProgressed, value!))
    .filter((event) => event.rebuildId === rebuildId);

async function ends(rebuildId: string): Promise<RebuildProgressed> {
  for (let tries = 0; tries < 600; tries += 1) {
    const last = told(rebuildId).at(-1);
    if (last && last.state !== 'RUNNING') return last;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the rebuild never ended');
}

async function rebuilt(action: string): Promise<RebuildProgressed> {
  const id = randomUUID();
  await asks(action, id);
  return ends(id);
}

const nothingLeft = async (): Promise<void> => {
  for (let tries = 0; await scorerStore.hasRebuildTables(scorer.database); tries += 1) {
    expect(tries).toBeLessThan(200);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(await scorer.database.query(`select tgname from pg_trigger where tgname = 'rebuild_capture'`)).toEqual([]);
};

describe('The counters made anew', () => {
  it('beside live batches are the fold of the whole ledger, also of what was decided meanwhile', async () => {
    const lines = traffic(600, 1);
    await hears(scorer, lines.slice(0, 200));
    const id = randomUUID();
    await asks('SWAP', id, 150);
    let heard = 200;
    while (heard < lines.length - 60 || told(id).at(-1)?.state !== 'SWAPPED') {
      if (heard < lines.length) await hears(scorer, lines.slice(heard, heard + 10));
      heard = Math.min(lines.length, heard + 10);
      await new Promise((resolve) => setTimeout(resolve, 30));
      if (told(id).at(-1)?.state === 'FAILED') throw new Error(told(id).at(-1)!.message ?? 'failed');
    }
    await hears(scorer, lines.slice(heard));
    expect(told(id).at(-1)).toMatchObject({ drift: { differing: 0, missing: 0, surplus: 0, sum: 0 } });
    expect(told(id).at(-1)!.drift!.rows).toBeGreaterThan(50);
    expect(await countersOf(scorer)).toEqual(await expected(lines));
    await nothingLeft();
  }, 120_000);

  it.each([2, 3])(
    'are as if every line had been decided in the order of receipt, in whatever order they came (%i)',
    async (seed) => {
      const lines = traffic(400, seed);
      const next = chance(seed + 100);
      const shuffled = lines.map((line) => ({ line, at: next() })).toSorted((a, b) => a.at - b.at);
      for (let from = 0; from < shuffled.length; from += 25)
        await hears(
          scorer,
          shuffled.slice(from, from + 25).map(({ line }) => line),
        );
      const live = await countersOf(scorer);
      const compared = await rebuilt('COMPARE');
      expect(compared.state).toBe('COMPARED');
      expect(compared.drift!.differing + compared.drift!.missing + compared.drift!.surplus).toBeGreaterThan(0);
      expect(compared.drift!.examples[0]).toMatch(/^entity -?\d+, day \d+: (\d+|none) live, (\d+|none) made anew/);
      expect(await countersOf(scorer)).toEqual(live);
      expect((await rebuilt('SWAP')).state).toBe('SWAPPED');
      expect(await countersOf(scorer)).toEqual(await expected(lines));
      expect((await rebuilt('COMPARE')).drift).toMatchObject({ differing: 0, missing: 0, surplus: 0, sum: 0 });
      await nothingLeft();
    },
    120_000,
  );

  it('are planned: how many rows of the ledger, how many bytes', async () => {
    await hears(scorer, traffic(20, 4));
    const plan = await rebuilt('PLAN');
    expect(plan).toMatchObject({ state: 'PLANNED', drift: null, total: 20 });
    expect(plan.bytes).toBeGreaterThan(8_000);
  });

  it('are planned by what the database took down of a large day, and by a count where it took down nothing', async () => {
    await hears(scorer, traffic(1, 4));
    const appends = (rows: number) =>
      scorer.database.run(
        `insert into assessments select day, gen_random_uuid(), shipment_id, partner, outcome, band, recommendation, assessed_at, consignor, consignee,
           consignor_address, consignee_address, consignee_phone, decode(repeat('00', 900), 'hex')
         from (select * from assessments limit 1) as one, generate_series(1, $1::int)`,
        [rows],
      );
    await appends(11_999);
    expect((await rebuilt('PLAN')).total).toBe(12_000);
    await scorer.database.run('analyze assessments');
    await appends(200);
    expect((await rebuilt('PLAN')).total).toBe(12_000);
  });
});

describe('A rebuild that does not come to its end', () => {
  it('since an operator ends it leaves the live table as it is, and nothing else', async () => {
    await hears(scorer, traffic(60, 5));
    const live = await countersOf(scorer);
    const id = randomUUID();
    await asks('SWAP', id, 5);
    while (!told(id).some(({ phase }) => phase === 'reading the ledger'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    await asks('ABORT', id);
    expect((await ends(id)).state).toBe('ABORTED');
    expect(await countersOf(scorer)).toEqual(live);
  }, 60_000);

  it('since its process died leaves the live table as it is; the process cannot go on with it; the next one is whole', async () => {
    const lines = traffic(120, 6);
    await hears(scorer, lines.slice(0, 60));
    const [rebuildId, owner] = [randomUUID(), randomUUID()];
    const { database, codec } = scorer;
    await database.run(
      `insert into rebuilds (rebuild_id, target, action, state, owner, leased_until, requested_at)
       values ($1, 'entity_days', 'SWAP', 'RUNNING', $2, now() + interval '1 minute', now())`,
      [rebuildId, owner],
    );
    const dying = new SightingRebuild({
      database,
      codec,
      salt: entitySaltOf('watchpost'),
      firstDay: 0,
      hold: (tx: Transaction) => scorerStore.holdRebuild(tx, { rebuildId, owner, leaseMs: 60_000 }),
      note: (tx, progress) => scorerStore.noteRebuild(tx, rebuildId, progress),
      rowsPerSecond: null,
    });
    await dying.begin();
    await dying.read();
    await dying.fold();
    await hears(scorer, lines.slice(60));
    const live = await countersOf(scorer);
    await withTransaction(database, (tx) =>
      tx.run(`update rebuilds set leased_until = now() - interval '1 second' where rebuild_id = $1`, [rebuildId]),
    );
    expect((await ends(rebuildId)).state).toBe('FAILED');
    await nothingLeft();
    await expect(dying.swap({ state: 'SWAPPED' })).rejects.toThrow('was ended by somebody else');
    expect(await countersOf(scorer)).toEqual(live);
    expect((await rebuilt('SWAP')).state).toBe('SWAPPED');
    expect(await countersOf(scorer)).toEqual(await expected(lines));
  }, 60_000);
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { catalogueIds, createCodec, type RebuildProgressed, topics } from '@watchpost/contracts';
import { createMemoryLog, type MemoryLog } from '@watchpost/messaging';
import { type Database } from '@watchpost/persistence';
import { runOperations, type RunningOperations } from '../../test/running-operations.ts';

const codec = createCodec(catalogueIds());
const REQUEST = { table: 'entity_days', action: 'swap', rowsPerSecond: 500, reason: 'two scorers ran side by side' };

let running: RunningOperations;
let log: MemoryLog;
let database: Database;

beforeAll(async () => {
  log = createMemoryLog();
  running = await runOperations(log);
  ({ database } = running);
});
afterAll(async () => {
  await running?.stop();
});

const call: RunningOperations['call'] = (...what) => running.call(...what);

async function asked(rebuildId: string, action: string) {
  for (let tries = 0; tries < 100; tries += 1) {
    const events = log
      .records(topics.rebuildsRequested.name)
      .map(({ value }) => codec.decode(topics.rebuildsRequested, value!));
    const event = events.find((each) => each.rebuildId === rebuildId && each.action === action);
    if (event) return event;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nobody was asked to ${action}`);
}

async function tells(news: Partial<RebuildProgressed> & Pick<RebuildProgressed, 'rebuildId' | 'revision' | 'state'>) {
  const usual = { table: 'entity_days', phase: null, done: 0, total: 0, bytes: null, secondsLeft: null, drift: null };
  const value = codec.encode(topics.rebuildsProgressed, { ...usual, message: null, at: Date.now(), ...news });
  await (
    await log.producer()
  ).send([{ topic: topics.rebuildsProgressed.name, key: news.rebuildId, value, headers: {} }]);
  await log.settled();
}

describe('A rebuild', () => {
  it('is asked of the service that owns the table, and stands on record', async () => {
    const { status, body } = await call('POST', '/v1/rebuilds', REQUEST);
    expect(status).toBe(202);
    expect(body).toMatchObject({ state: 'requested', service: 'scorer', rowsPerSecond: 500, drift: null });
    const id = body['rebuildId'] as string;
    expect(await asked(id, 'SWAP')).toMatchObject({ service: 'scorer', table: 'entity_days', rowsPerSecond: 500 });
    const audit = await call('GET', `/v1/audit?subject=rebuild:${id}`);
    expect(audit.body['items']).toMatchObject([
      { action: 'rebuild.requested', detail: { table: 'entity_days', action: 'swap', reason: REQUEST.reason } },
    ]);
  });

  it('stands as its owner told last, whatever comes late', async () => {
    const id = (await call('POST', '/v1/rebuilds', REQUEST)).body['rebuildId'] as string;
    await tells({
      rebuildId: id,
      revision: 3,
      state: 'RUNNING',
      phase: 'folding',
      done: 5,
      total: 9,
      secondsLeft: 1.5,
    });
    await tells({ rebuildId: id, revision: 2, state: 'RUNNING', phase: 'reading the ledger', done: 1 });
    expect((await call('GET', `/v1/rebuilds/${id}`)).body).toMatchObject({
      state: 'running',
      phase: 'folding',
      done: 5,
    });
    const drift = { rows: 9, differing: 1, missing: 0, surplus: 0, largest: 2, sum: 2, examples: ['entity 1, day 2'] };
    await tells({ rebuildId: id, revision: 4, state: 'SWAPPED', drift });
    expect((await call('GET', `/v1/rebuilds/${id}`)).body).toMatchObject({ state: 'swapped', drift });
    expect((await call('POST', `/v1/rebuilds/${id}/abort`, { reason: 'too late' })).body).toMatchObject({
      status: 409,
      code: 'rebuild.ended',
    });
  });

  it('is ended by asking its owner', async () => {
    const id = (await call('POST', '/v1/rebuilds', REQUEST)).body['rebuildId'] as string;
    expect((await call('POST', `/v1/rebuilds/${id}/abort`, { reason: 'wrong hour' })).status).toBe(202);
    await asked(id, 'ABORT');
    await tells({ rebuildId: id, revision: 2, state: 'ABORTED', message: 'an operator ended it' });
    expect((await call('GET', '/v1/rebuilds?limit=1')).body['items']).toMatchObject([
      { rebuildId: id, state: 'aborted' },
    ]);
  });

  it('of a table that is not derived is refused, and what is not there is not found', async () => {
    const refused = await call('POST', '/v1/rebuilds', { ...REQUEST, table: 'assessments' });
    expect(refused).toMatchObject({ status: 404, body: { code: 'rebuild.table-unknown' } });
    expect((await call('GET', '/v1/rebuilds/00000000-0000-0000-0000-000000000000')).status).toBe(404);
    expect((await call('GET', '/v1/rebuilds?cursor=bm8')).status).toBe(400);
    expect((await call('POST', '/v1/rebuilds', { table: 'entity_days', action: 'swap' })).status).toBe(422);
  });
});

describe('The flow counted anew', () => {
  const counts = () =>
    database.query<{ stage: string; detail: string; count: string }>(
      'select stage, detail, sum(count)::text as count from flow_counts group by stage, detail order by stage, detail',
    );
  const totals = () => database.query('select stage, detail, count from flow_totals order by stage, detail');

  async function passes(outcome: string, times: number): Promise<void> {
    const records = Array.from({ length: times }, () => ({
      topic: topics.shipmentsAssessed.name,
      key: randomUUID(),
      value: Buffer.from('counted by its headers'),
      headers: { wp_outcome: outcome, wp_band: 'low' },
    }));
    await (await log.producer()).send(records);
  }

  async function ended(action: string, meanwhile: () => Promise<void> = async () => undefined) {
    const request = { table: 'flow_counts', action, rowsPerSecond: 2_000, reason: 'counts look odd' };
    const id = (await call('POST', '/v1/rebuilds', request)).body['rebuildId'] as string;
    for (let tries = 0; tries < 300; tries += 1) {
      const { body } = await call('GET', `/v1/rebuilds/${id}`);
      if (body['state'] !== 'requested' && body['state'] !== 'running') return body;
      await meanwhile();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('it never ended');
  }

  it('is what it was, and loses nothing that passes meanwhile', async () => {
    await passes('ASSESSED', 3_000);
    await log.settled();
    const body = await ended('swap', () => passes('ASSESSED', 20));
    expect(body).toMatchObject({
      state: 'swapped',
      service: 'operations',
      drift: { differing: 0, missing: 0, surplus: 0 },
    });
    await log.settled();
    const passed = String(log.records(topics.shipmentsAssessed.name).length);
    expect(Number(passed)).toBeGreaterThan(3_000);
    expect(await counts()).toContainEqual({ stage: 'assessed', detail: 'ASSESSED', count: passed });
    expect(await totals()).toContainEqual({ stage: 'band', detail: 'low', count: passed });
  });

  it('mends counts that are wrong, missing or of nothing, in the totals as well, and says so; tried dry it only says so', async () => {
    await passes('RECORDED', 5);
    await log.settled();
    const [right, rightTotals] = [await counts(), await totals()];
    await database.run(`update flow_counts set count = count + 7 where (stage, detail) = ('assessed', 'RECORDED')`);
    await database.run(`update flow_totals set count = count + 7 where (stage, detail) = ('assessed', 'RECORDED')`);
    await database.run(
      `insert into flow_counts (bucket, stage, detail, count) select max(bucket), 'band', 'none such', 2 from flow_counts`,
    );
    await database.run(
      `insert into flow_totals (stage, detail, count, last_at) values ('band', 'none such', 2, now())`,
    );
    const wrong = await counts();
    const compared = await ended('compare');
    expect(compared).toMatchObject({ state: 'compared', drift: { missing: 0, surplus: 1, largest: 7 } });
    expect(await counts()).toEqual(wrong);
    expect((await ended('swap'))['drift']).toEqual(compared['drift']);
    expect(await counts()).toEqual(right);
    await database.run('delete from flow_totals where count = 0');
    expect(await totals()).toEqual(rightTotals);
    expect((await ended('compare'))['drift']).toMatchObject({ differing: 0, missing: 0, surplus: 0, examples: [] });
  });

  it('is planned by how many records there are to read', async () => {
    const body = await ended('plan');
    expect(body).toMatchObject({ state: 'planned', total: log.records(topics.shipmentsAssessed.name).length });
  });
});

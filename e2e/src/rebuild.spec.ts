import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ndjson, parcel, s10 } from './manifests.ts';
import { Client, eventually, type Json, Product } from './product.ts';

const LINES = 1_500;
const REASON = ['--reason', 'end to end'];

/** A derived table made anew as an operator meets it: from the command line, with traffic, and with the process that makes it killed. */
describe('rebuild', () => {
  let product: Product;
  let partner: Client;
  let database: pg.Client;
  let serial = 600_000;

  beforeAll(async () => {
    product = await Product.start();
    partner = new Client(product.addresses.intake, product.addresses.credentials.partner);
    database = new pg.Client({ connectionString: product.addresses.postgres });
    await database.connect();
    await submitted(LINES);
  }, 240_000);
  afterAll(async () => {
    await database?.end();
    await product?.stop();
  }, 60_000);

  /** Parcels, then corrections of the consignee of every third. */
  async function submitted(lines: number): Promise<void> {
    const items = Array.from({ length: lines }, () => s10('RC', (serial += 1), 'KR'));
    const originals = items.map((itemId, at) => parcel({ itemId, consignee: `Reader ${at % 11}` }));
    const later = { issuedAt: '2026-11-22T10:00:00Z', function: 'amend' } as const;
    const amended = items
      .filter((_, at) => at % 3 === 0)
      .map((itemId) => parcel({ itemId, consignee: 'Other', ...later }));
    for (const body of [originals, amended]) await settled(ndjson(body));
  }

  async function settled(body: string): Promise<void> {
    const headers = { 'content-type': 'application/x-ndjson' };
    const { body: answer } = await partner.send('POST', '/v1/manifests', body, headers);
    await eventually(
      async () => (await partner.get(`/v1/manifests/${answer['manifestId']}`)).body,
      (status) => status['status'] === 'complete',
      60_000,
    );
  }

  async function rebuild(...argv: readonly string[]): Promise<{ code: number; printed: readonly Json[] }> {
    const { code, stdout } = await product.watchpost('rebuild', ...argv, '--json');
    const printed = stdout.split('\n').filter((line) => line !== '');
    return { code, printed: printed.map((line) => JSON.parse(line) as Json) };
  }

  const counters = async (): Promise<readonly object[]> =>
    (await database.query<object>('select * from scorer.entity_days order by entity, day')).rows;

  it('is planned: how much there is to read', async () => {
    const { code, printed } = await rebuild('plan', 'entity_days');
    expect(code).toBe(0);
    expect(printed[0]).toMatchObject({ state: 'planned', service: 'scorer', total: LINES + LINES / 3 });
    expect((await rebuild('plan', 'assessments')).code).toBe(5);
  }, 60_000);

  it('killed in the middle leaves the live table untouched, and nothing behind', async () => {
    const before = await counters();
    const id = String((await rebuild('run', 'entity_days', '--rate', '300', ...REASON)).printed[0]!['rebuildId']);
    await eventually(
      async () => (await rebuild('status', id)).printed[0]!,
      ({ state, done }) => String(state) === 'running' && Number(done) >= 1_000,
      30_000,
    );
    process.kill(scorerOf(product), 'SIGKILL');
    expect(await counters()).toEqual(before);
    const ended = await eventually(
      async () => (await rebuild('status', id)).printed[0]!,
      ({ state }) => String(state) === 'failed',
      120_000,
    );
    expect(ended['message']).toContain('has died');
    expect(await counters()).toEqual(before);
    await eventually(
      async () =>
        (
          await database.query(
            `select from pg_tables where tablename like '%rebuil%' and schemaname = 'scorer' and tablename <> 'rebuilds'`,
          )
        ).rowCount,
      (tables) => tables === 0,
    );
  }, 240_000);

  it('swaps the tables while traffic goes on, and no decision is lost or counted twice', async () => {
    let isOver = false;
    const traffic = (async () => {
      while (!isOver) await submitted(60);
    })();
    const swapped = await rebuild('run', 'entity_days', '--rate', '1000', '--wait', ...REASON);
    isOver = true;
    await traffic;
    expect(swapped.code).toBe(0);
    expect(swapped.printed[0]).toMatchObject({ state: 'swapped', drift: { differing: 0, missing: 0, surplus: 0 } });
    await submitted(60);
    const again = await rebuild('run', 'entity_days', '--dry-run', '--wait', ...REASON);
    expect(again.printed[0]).toMatchObject({
      state: 'compared',
      drift: { differing: 0, missing: 0, surplus: 0, sum: 0 },
    });
  }, 240_000);
});

function scorerOf({ home }: Product): number {
  const { services } = JSON.parse(readFileSync(join(home, 'state.json'), 'utf8')) as {
    readonly services: readonly { readonly name: string; readonly pid: number }[];
  };
  return services.find(({ name }) => name === 'scorer')!.pid;
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ndjson, parcel, precursor, s10 } from './manifests.ts';
import { Client, eventually, type Json, Product } from './product.ts';

const A = s10('RD', 700_001, 'KR');
const B = s10('RD', 700_002, 'KR');
const GOOD = s10('RD', 700_003, 'KR');
const MENDED = s10('RD', 700_004, 'KR');

/** What cannot be handled, from the moment it is parked until its sender sees how it ended. */
describe('dead letters', () => {
  let product: Product;
  let partner: Client;
  let database: pg.Client;
  let folder: string;
  let shipments: ReadonlyMap<string, string>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'watchpost-letters-'));
    product = await Product.start();
    partner = new Client(product.addresses.intake, product.addresses.credentials.partner);
    database = new pg.Client({ connectionString: product.addresses.postgres });
    await database.connect();
    shipments = await shipmentIds([A, B, GOOD, MENDED]);
  }, 240_000);
  afterAll(async () => {
    await database?.end();
    await product?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  /** The scorer's database takes no decision about these items until it is told otherwise. */
  async function refuse(...items: readonly string[]): Promise<void> {
    await database.query('alter table scorer.assessments drop constraint if exists refused');
    if (items.length === 0) return;
    const ids = items.map((item) => `'${shipments.get(item)!}'`).join(', ');
    await database.query(
      `alter table scorer.assessments add constraint refused check (shipment_id not in (${ids})) not valid`,
    );
  }

  async function shipmentIds(items: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const file = join(folder, 'items.ndjson');
    writeFileSync(file, ndjson(items.map((itemId) => parcel({ itemId }))));
    const { stdout } = await product.watchpost('validate', file, '--json');
    const lines = objectsOf(stdout).filter(({ type }) => String(type) === 'shipment');
    return new Map(lines.map(({ ids }) => [String(ids!['itemId']), String(ids!['shipmentId'])]));
  }

  async function submitted(...lines: readonly object[]): Promise<string> {
    const headers = { 'content-type': 'application/x-ndjson' };
    const { body } = await partner.send('POST', '/v1/manifests', ndjson(lines), headers);
    return body['manifestId']!;
  }

  const outcomesOf = async (manifestId: string): Promise<Json> =>
    (await partner.get(`/v1/manifests/${manifestId}`)).body['outcomes']!;

  const endsAs = (manifestId: string, outcomes: Readonly<Record<string, number>>): Promise<Json> =>
    eventually(
      () => outcomesOf(manifestId),
      (seen) => Object.entries(outcomes).every(([outcome, count]) => Number(seen[outcome]) === count),
      60_000,
    );

  async function dlq(...argv: readonly string[]): Promise<{ code: number; printed: readonly Json[]; err: string }> {
    const { code, stdout, stderr } = await product.watchpost('dlq', ...argv, '--json');
    return { code, printed: objectsOf(stdout), err: stderr };
  }

  const waiting = async (item: string): Promise<Json> =>
    eventually(
      async () =>
        (await dlq('list', '--state', 'waiting')).printed.find(
          ({ shipmentId }) => String(shipmentId) === shipments.get(item),
        ) ?? ({} as Json),
      ({ id }) => id !== undefined,
    );

  let manifest: string;

  it('of lines are seen by their sender, and by operators in groups and by key', async () => {
    await refuse(A, B);
    manifest = await submitted(...[A, B, GOOD].map((itemId) => parcel({ itemId })));
    await endsAs(manifest, { DEAD: 2, ASSESSED: 1, PENDING: 0 });
    await waiting(A);
    await waiting(B);
    expect((await dlq('groups', '--stage', 'handle')).printed).toMatchObject([
      { service: 'scorer', topic: 'shipments.declared.v1', letters: 2, waiting: 2 },
    ]);
    const keys = (await dlq('keys')).printed.map(({ key }) => String(key));
    expect(keys.toSorted()).toEqual([shipments.get(A)!, shipments.get(B)!].toSorted());
  }, 120_000);

  it('shown, say what they were: decoded, and as bytes with the schema they were written by', async () => {
    const [letter] = (await dlq('show', (await waiting(A))['id']!)).printed;
    expect(letter!['record']).toMatchObject({
      event: { shipment: { itemId: A } },
      writerSchema: { known: true, name: 'shipment-declared' },
    });
    expect(Buffer.from(letter!['record']['base64']!, 'base64').toString()).toContain(A);
  });

  it('tried dry send nothing; redriven while the cause is there they die again', async () => {
    const { id } = await waiting(A);
    expect((await dlq('redrive', id!, '--dry-run')).printed).toMatchObject([
      { dryRun: true, selected: 1, redriven: 0 },
    ]);
    const redriven = await dlq('redrive', id!, '--wait');
    expect(redriven.code).toBe(1);
    expect(redriven.printed[1]).toMatchObject({ sent: 1, fates: { 'dead-again': 1 } });
    expect((await waiting(A))['id']).not.toBe(id);
  }, 120_000);

  it('redriven once the cause is gone heal, and the sender sees DEAD turn into ASSESSED', async () => {
    await refuse(B);
    const { id } = await waiting(A);
    const redriven = await dlq('redrive', id!, '--wait', '--reason', 'the constraint is gone');
    expect(redriven.printed[1]).toMatchObject({ fates: { healed: 1 }, outcomes: { ASSESSED: 1 } });
    expect(redriven.code).toBe(0);
    await endsAs(manifest, { DEAD: 1, ASSESSED: 2 });
  }, 120_000);

  it('are closed as SUPERSEDED by a later version, which the sender of the first sees', async () => {
    await refuse();
    const later = await submitted(parcel({ itemId: B, issuedAt: '2026-11-22T10:00:00Z', function: 'amend' }));
    await endsAs(later, { ASSESSED: 1 });
    await endsAs(manifest, { DEAD: 0, ASSESSED: 2, SUPERSEDED: 1 });
    expect((await dlq('list', '--state', 'superseded')).printed).toMatchObject([
      { shipmentId: shipments.get(B), closedBy: `line 1 of ${later}` },
    ]);
    expect((await dlq('keys')).printed).toEqual([]);
  }, 120_000);

  it('mended go out as a new version; the original stays, and who did what stands on record', async () => {
    await refuse(MENDED);
    const parked = await submitted(parcel({ itemId: MENDED }));
    await endsAs(parked, { DEAD: 1 });
    const { id } = await waiting(MENDED);
    await refuse();
    const [shown] = (await dlq('show', id!)).printed;
    const event = shown!['record']['event'] as unknown as { shipment: object };
    const file = join(folder, 'event.json');
    writeFileSync(file, JSON.stringify({ ...event, shipment: { ...event.shipment, grossMassKg: 1.3 } }));
    const mended = await dlq('mend', id!, '--event', file, '--reason', 'mass by telephone');
    expect(mended).toMatchObject({ code: 0, printed: [{ changed: ['/shipment/grossMassKg'] }] });
    await endsAs(parked, { DEAD: 0, ASSESSED: 1 });
    const operator = new Client(product.addresses.operations, product.addresses.credentials.operator);
    const { body } = await operator.get('/v1/audit?action=dead-letter.mended');
    expect(body['items'][0]).toMatchObject({ subject: `dead-letter:${id}`, detail: { reason: 'mass by telephone' } });
    expect((await dlq('show', id!)).printed).toMatchObject([{ state: 'healed', record: { event } }]);
  }, 120_000);

  it('a cursor from before what the port gateway has forgotten is answered with 410', async () => {
    const port = new Client(product.addresses.portGateway, product.addresses.credentials.port);
    const stopped = [1, 2].map((at) => s10('RE', 800_000 + at, 'CN'));
    await submitted(...stopped.map((itemId) => precursor(itemId)));
    const all = () => port.get('/v1/alerts').then(({ body }) => body['items'] as unknown as Json[]);
    await eventually(all, (items) => items.length === 2, 60_000);
    const { body: first } = await port.get('/v1/alerts?limit=1');
    const last = (await all())[1]!;
    const cancelled = { function: 'cancel', issuedAt: '2026-11-22T10:00:00Z' } as const;
    await submitted(precursor(String(last['itemId']), cancelled));
    await eventually(all, (items) => items.some(({ state }) => String(state) === 'CANCELLED'), 60_000);
    await database.query(`update port_gateway.alerts set updated_at = '2020-01-01' where state = 'CANCELLED'`);
    process.kill(pidOf(product, 'port-gateway'), 'SIGKILL');
    const answer = await eventually(
      () => port.get(`/v1/alerts?cursor=${first['next']}`).catch(() => null),
      (given) => given?.status === 410,
      60_000,
    );
    expect(answer!.body).toMatchObject({ code: 'cursor.expired', status: 410 });
    expect((await all()).map(({ itemId }) => String(itemId))).not.toContain(String(last['itemId']));
  }, 180_000);
});

const objectsOf = (printed: string): readonly Json[] =>
  printed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Json);

function pidOf({ home }: Product, name: string): number {
  const { services } = JSON.parse(readFileSync(join(home, 'state.json'), 'utf8')) as {
    readonly services: readonly { readonly name: string; readonly pid: number }[];
  };
  return services.find((service) => service.name === name)!.pid;
}

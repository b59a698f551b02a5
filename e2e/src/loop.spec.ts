import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { Kafka, logLevel } from 'kafkajs';
import { Webhook } from 'standardwebhooks';
import { fixture, ndjson, parcel, precursor, s10, tracking } from './manifests.ts';
import { Client, eventually, Product, type Answer, type Json } from './product.ts';

const samples = join(import.meta.dirname, '../../../shared/samples');

/** The product as its users meet it: two commands, three doors. */
describe('the loop', () => {
  let product: Product;
  let partner: Client;
  let port: Client;
  let operator: Client;

  beforeAll(async () => {
    product = await Product.start();
    const { addresses } = product;
    partner = new Client(addresses.intake, addresses.credentials.partner);
    port = new Client(addresses.portGateway, addresses.credentials.port);
    operator = new Client(addresses.operations, addresses.credentials.operator);
  }, 180_000);
  afterAll(() => product?.stop(), 60_000);

  const submit = (
    body: string | Uint8Array<ArrayBuffer>,
    type: string,
    headers: Record<string, string> = {},
  ): Promise<Answer> => partner.send('POST', '/v1/manifests', body, { 'content-type': type, ...headers });

  const settled = (id: string): Promise<Json> =>
    eventually(
      async () => (await partner.get(`/v1/manifests/${id}`)).body,
      (status) => status['status'] === 'complete',
      60_000,
    );

  const alertFor = (itemId: string): Promise<Json> =>
    eventually(
      async () =>
        ((await port.get('/v1/alerts?limit=500')).body['items'] as unknown as Json[]).find(
          (alert) => alert['itemId'] === itemId,
        ) ?? null,
      (alert) => alert !== null,
    ) as Promise<Json>;

  describe('a partner', () => {
    it.each([
      ['an ICS1 entry summary declaration', 'entry-summary.ie315.xml', 'application/xml', 'ics-ie315', 2],
      ['an air house waybill', 'house-waybill.xfzb.xml', 'application/xml', 'cargo-xml-xfzb', 1],
      ['a CSV list', 'parcels.csv', 'text/csv', 'csv', 3],
    ])('pushes %s and sees every line end', async (_what, file, type, format, lines) => {
      const answer = await submit(fixture(file), type);
      expect(answer.status).toBe(202);
      const status = await settled(answer.body['manifestId']!);
      expect(status).toMatchObject({ format, lines, outcomes: { ASSESSED: lines, PENDING: 0 } });
    });

    it('pushes a zipped manifest with good and bad lines, and is told where the bad ones are', async () => {
      const body = ndjson([
        parcel({ itemId: s10('RA', 100_001, 'KR') }),
        { ...parcel({ itemId: s10('RA', 100_002, 'KR') }), pieces: -1 },
        tracking(s10('RA', 100_001, 'KR'), 'EMC', '2026-11-21T08:00:00Z', 'KRSELA'),
      ]);
      const answer = await submit(Uint8Array.from(gzipSync(body)), 'application/x-ndjson', {
        'content-encoding': 'gzip',
      });
      expect(answer.status).toBe(202);
      const id = answer.body['manifestId']!;
      expect(await settled(id)).toMatchObject({ lines: 3, outcomes: { ASSESSED: 1, REJECTED: 1, RECORDED: 1 } });
      const lines = (await partner.get(`/v1/manifests/${id}/lines`)).body['items'] as unknown as Json[];
      expect(lines.map((line) => line['state'])).toEqual(['ASSESSED', 'REJECTED', 'RECORDED']);
      const findings = (await partner.get(`/v1/manifests/${id}/findings`)).body['items'] as unknown as Json[];
      expect(findings).toContainEqual(expect.objectContaining({ code: 'number.negative', line: 2, severity: 'error' }));
    });

    it('gets the first answer again for the same key and body, and 422 for another body', async () => {
      const body = ndjson([parcel({ itemId: s10('RA', 100_010, 'KR') })]);
      const key = { 'idempotency-key': 'key-100010' };
      const [first, second] = [
        await submit(body, 'application/x-ndjson', key),
        await submit(body, 'application/x-ndjson', key),
      ];
      expect(second.body['manifestId']).toBe(first.body['manifestId']);
      const other = await submit(ndjson([parcel({ itemId: s10('RA', 100_011, 'KR') })]), 'application/x-ndjson', key);
      expect(other.status).toBe(422);
    });

    it('is told that nothing could be read, and its bytes are kept', async () => {
      const answer = await submit('a letter, not a manifest', 'text/plain');
      expect(answer.status).toBe(202);
      const id = answer.body['manifestId']!;
      expect(await settled(id)).toMatchObject({ format: 'unknown' });
      expect((await partner.get(`/v1/manifests/${id}/raw`)).body).toBe('a letter, not a manifest');
    });

    it('holds a receipt that verifies at its command line', async () => {
      const answer = await submit(ndjson([parcel({ itemId: s10('RA', 100_020, 'KR') })]), 'application/x-ndjson');
      const receipt = join(product.home, 'a-receipt.jws');
      const signed = String(answer.body['receipt']);
      writeFileSync(receipt, signed);
      expect(await product.watchpost('receipt', 'verify', receipt, '--json')).toMatchObject({ code: 0 });
      writeFileSync(receipt, signed.replace(/\.[^.]+\./, '.e30.'));
      expect((await product.watchpost('receipt', 'verify', receipt, '--json')).code).not.toBe(0);
    });

    it('does not wait for a huge manifest of another partner', async () => {
      const other = await newPartner('huge-post');
      const header =
        'item number,sender,sender country,recipient,recipient city,recipient country,contents,hs code,weight kg';
      const row = (n: number): string =>
        `HUGE-${n},Hanriver Books ${n % 500},KR,Library ${n % 900},Brooklyn,US,"Children's atlas, hardcover, printed, volume ${n}",490199,1.2`;
      const huge = `${header}\n${Array.from({ length: 25_000 }, (_, n) => row(n)).join('\n')}\n`;
      const taken = await eventually(
        () => other.send('POST', '/v1/manifests', huge, { 'content-type': 'text/csv' }),
        ({ status }) => status === 202,
      );
      const statusOfHuge = async (): Promise<Json> =>
        (await other.get(`/v1/manifests/${taken.body['manifestId']}`)).body;
      const { body } = await submit(ndjson([parcel({ itemId: s10('RA', 100_040, 'KR') })]), 'application/x-ndjson');
      await settled(body['manifestId']!);
      expect((await statusOfHuge())['status']).not.toBe('complete');
      const ended = await eventually(statusOfHuge, (status) => status['status'] === 'complete', 120_000);
      expect(ended).toMatchObject({ lines: 25_000, outcomes: { ASSESSED: 25_000, PENDING: 0 } });
    }, 150_000);

    it('does not see what another partner pushed, nor anything without a key', async () => {
      const stranger = await newPartner('stranger-post');
      const { body } = await submit(ndjson([parcel({ itemId: s10('RA', 100_030, 'KR') })]), 'application/x-ndjson');
      const asked = await eventually(
        () => stranger.get(`/v1/manifests/${body['manifestId']}`),
        ({ status }) => status !== 401,
      );
      expect(asked.status).toBe(404);
      expect((await new Client(product.addresses.intake, null).get('/v1/manifests')).status).toBe(401);
    });
  });

  describe('a port', () => {
    const itemId = s10('LX', 200_001, 'CN');
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
    let alert: Json;
    let hook: Hook;

    beforeAll(async () => {
      hook = await listenForWebhooks();
      const made = await port.post('/v1/webhooks', { url: hook.url });
      expect(made.status).toBe(201);
      hook.secret = made.body['secret']!;
      const before = await counts();
      const stream = nextEvent(product.addresses.portGateway, product.addresses.credentials.port, itemId);
      await submit(ndjson([precursor(itemId)]), 'application/x-ndjson', { traceparent });
      alert = await alertFor(itemId);
      expect((await stream)['alertId']).toBe(alert['alertId']);
      expect((await counts())['targeted']).toBeGreaterThan(before['targeted'] as unknown as number);
    }, 60_000);
    afterAll(() => {
      hook?.server.close();
    });

    it('is told what to do and why, by polling', () => {
      expect(alert).toMatchObject({ action: 'HOLD', revision: 1, itemId });
      const reasons = alert['reasons'] as unknown as Json[];
      expect(reasons.map((reason) => reason['text']).join(' ')).toContain('21409-26-7');
    });

    it('is told by a signed webhook, once', async () => {
      const delivery = await eventually(
        async () => hook.deliveries.find(({ body }) => body.includes(itemId)) ?? null,
        (found) => found !== null,
      );
      expect(() => new Webhook(hook.secret).verify(delivery!.body, delivery!.headers)).not.toThrow();
      // The trace of the request that brought the manifest comes all the way.
      expect(delivery!.headers['traceparent']).toContain(trace);
      expect(alert['traceparent']).toContain(trace);
    });

    it('is refused a step that is not possible, and told which are', async () => {
      const id = alert['alertId']!;
      const refused = await port.post(`/v1/alerts/${id}/steps`, { step: 'PRESENTED', at: new Date().toISOString() });
      expect(refused.status).toBe(409);
      expect(refused.body['possible']).toContain('ACKNOWLEDGED');
    });

    it('acknowledges, locates, presents and reports what it found, and the counts move', async () => {
      const id = alert['alertId']!;
      const before = await counts();
      for (const step of ['ACKNOWLEDGED', 'LOCATED', 'PRESENTED']) {
        const answer = await port.post(`/v1/alerts/${id}/steps`, {
          step,
          at: new Date().toISOString(),
          evidence: { by: 'officer 7' },
        });
        expect(answer.status).toBeLessThan(300);
      }
      const reported = await port.post(`/v1/alerts/${id}/inspections`, {
        outcome: 'PRESUMPTIVE_POSITIVE',
        disposition: 'SEIZED',
        methods: [{ method: 'RAMAN', device: 'handheld Raman', library: 'narcotics 2026.2' }],
        identifications: [{ substance: '4-ANPP', cas: '21409-26-7', score: 0.94 }],
        endedAt: new Date().toISOString(),
      });
      expect(reported.status).toBe(201);
      const after = await eventually(
        counts,
        (now) => (now['found'] as unknown as number) > (before['found'] as unknown as number),
      );
      expect(after['acknowledged']).toBeGreaterThan(before['acknowledged'] as unknown as number);
    });

    it('gets no alert for what a partner sends in test mode', async () => {
      const trial = await newPartner('trial-post', { testMode: true });
      const trialItem = s10('LX', 200_002, 'CN');
      const answer = await eventually(
        () =>
          trial.send('POST', '/v1/manifests', ndjson([precursor(trialItem)]), {
            'content-type': 'application/x-ndjson',
          }),
        ({ status }) => status === 202,
      );
      await eventually(
        async () => (await trial.get(`/v1/manifests/${answer.body['manifestId']}`)).body,
        (status) => status['status'] === 'complete',
      );
      const alerts = (await port.get('/v1/alerts?limit=500')).body['items'] as unknown as Json[];
      expect(alerts.filter((found) => found['itemId'] === trialItem)).toEqual([]);
    });

    it('sees the alert superseded when a newer version clears the item, and expired when the item has left', async () => {
      const [cleared, gone] = [s10('LX', 200_003, 'CN'), s10('LX', 200_004, 'CN')];
      await submit(ndjson([precursor(cleared), precursor(gone)]), 'application/x-ndjson');
      await Promise.all([alertFor(cleared), alertFor(gone)]);
      await submit(
        ndjson([
          parcel({ itemId: cleared, issuedAt: '2026-11-20T11:00:00Z', function: 'amend' }),
          tracking(gone, 'EMF', '2026-11-22T08:00:00Z', 'USJFKA'),
        ]),
        'application/x-ndjson',
      );
      await eventually(
        () => alertFor(cleared),
        (found) => found['state'] === 'SUPERSEDED',
      );
      await eventually(
        () => alertFor(gone),
        (found) => found['state'] === 'EXPIRED',
      );
    });
  });

  describe('what is known of the unit', () => {
    const alertWhere = (itemId: string, wanted: (location: Json) => boolean): Promise<Json> =>
      eventually(
        async () => (await alertFor(itemId))['location'] as unknown as Json,
        (location) => wanted(location),
      );

    it('is known of the house that came before its master', async () => {
      const house = s10('LX', 730_001, 'CN');
      const declared = precursor(house) as { ids: object };
      const silent = { ...declared, ids: { ...declared.ids, masterBill: '999-73000010' }, conveyance: undefined };
      await settled((await submit(ndjson([silent]), 'application/x-ndjson')).body['manifestId']!);
      expect((await alertFor(house))['location']).toMatchObject({ conveyance: null, arrivesAt: null });
      const master = `<r:Waybill xmlns:r="iata:waybill:1" xmlns="iata:datamodel:3"><r:MessageHeaderDocument><ID>M730</ID><IssueDateTime>2026-11-21T10:00:00Z</IssueDateTime><PurposeCode>Creation</PurposeCode></r:MessageHeaderDocument><r:BusinessHeaderDocument><ID>999-73000010</ID></r:BusinessHeaderDocument><r:MasterConsignment><TotalPieceQuantity>1</TotalPieceQuantity><ConsignorParty><Name>Consolidator One</Name></ConsignorParty><ConsigneeParty><Name>Consolidator Two</Name></ConsigneeParty><SpecifiedLogisticsTransportMovement><ID>CA981</ID><DepartureEvent><ScheduledOccurrenceDateTime>2026-12-02T01:00:00Z</ScheduledOccurrenceDateTime></DepartureEvent><ArrivalEvent><ScheduledOccurrenceDateTime>2026-12-02T15:00:00Z</ScheduledOccurrenceDateTime></ArrivalEvent></SpecifiedLogisticsTransportMovement><FinalDestinationLocation><ID>JFK</ID></FinalDestinationLocation></r:MasterConsignment></r:Waybill>`;
      await settled((await submit(master, 'application/xml')).body['manifestId']!);
      const location = await alertWhere(house, ({ conveyance }) => (conveyance as unknown) === 'CA981');
      expect(location).toMatchObject({ arrivesAt: '2026-12-02T15:00:00.000Z', leavesAt: expect.any(String) });
      const links = await eventually(
        async () => (await operator.get(`/v1/links?item=${house}`)).body,
        ({ units }) => (units as unknown as Json[]).length > 0,
      );
      expect(links['units']).toContainEqual(expect.objectContaining({ kind: 'MASTER_BILL', number: '999-73000010' }));
    });

    it('and where an item was seen before it was declared', async () => {
      const item = s10('LX', 730_002, 'CN');
      const seen = tracking(item, 'EMD', '2026-11-21T08:00:00Z', 'USJFKA');
      await settled((await submit(ndjson([seen]), 'application/x-ndjson')).body['manifestId']!);
      await settled((await submit(ndjson([precursor(item)]), 'application/x-ndjson')).body['manifestId']!);
      const location = await alertWhere(item, ({ lastSeen }) => (lastSeen as unknown) !== null);
      expect(location['lastSeen']).toMatch(/EMD/);
    });
  });

  describe('an operator', () => {
    it('sees the flow, the lag and the schemas', async () => {
      expect((await operator.get('/v1/flow')).status).toBe(200);
      const subjects = (await new Client(product.addresses.registry, null).get('/subjects'))
        .body as unknown as string[];
      expect(subjects).toContain('shipments.assessed.v1-value');
    });

    it('reads assessed shipments with a foreign Avro client that knows the registry alone', async () => {
      const registry = new SchemaRegistry({ host: product.addresses.registry });
      const value = await firstValueOf(product.addresses.kafka, 'shipments.assessed.v1');
      const assessed = (await registry.decode(value)) as {
        scenario: string;
        declared: { shipment: { itemId: string } };
      };
      expect(assessed.scenario).toMatch(/^fentanyl-mail@\d+$/);
      expect(assessed.declared.shipment.itemId).toEqual(expect.any(String));
    });

    it.each(['lag', 'doctor', 'alerts list', 'dlq list'])('runs watchpost %s', async (verb) => {
      const answer = await product.watchpost(...verb.split(' '), '--json');
      expect(answer).toMatchObject({ code: 0 });
      for (const line of answer.stdout.trim().split('\n').filter(Boolean)) expect(() => JSON.parse(line)).not.toThrow();
    });
  });

  const real = existsSync(samples)
    ? ['hmrc__import-control-entry-declaration-store', 'riege__one-record-converter'].flatMap((folder) =>
        readdirSync(join(samples, folder))
          .filter((name) => /CC315A.*\.xml$|XFZB\.xml$|validSubmission\.xml$/.test(name))
          .map((name) => join(samples, folder, name)),
      )
    : [];
  // Real messages are not part of the repository: where they lie beside it they are pushed too.
  for (const file of real) {
    it(`accounts for every line of ${file.split('/').at(-1)}`, async () => {
      const answer = await submit(readFileSync(file, 'utf8'), 'application/xml');
      const status = await settled(answer.body['manifestId']!);
      expect(status['outcomes']!['PENDING']).toBe(0);
      expect(status['lines']).toBeGreaterThan(0);
    });
  }

  async function counts(): Promise<Json> {
    return (await operator.get('/v1/effectiveness')).body['total']!;
  }

  async function newPartner(id: string, settings: object = {}): Promise<Client> {
    const made = await operator.post('/v1/partners', { partner: id, name: id, country: 'KR', ...settings });
    expect([201, 409]).toContain(made.status);
    const key = await operator.post(`/v1/partners/${id}/keys`, {});
    return new Client(product.addresses.intake, key.body['key']!);
  }
});

interface Hook {
  readonly server: Server;
  readonly url: string;
  readonly deliveries: { readonly body: string; readonly headers: Record<string, string> }[];
  secret: string;
}

async function listenForWebhooks(): Promise<Hook> {
  const deliveries: Hook['deliveries'] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      deliveries.push({ body: Buffer.concat(parts).toString(), headers: request.headers as Record<string, string> });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`, deliveries, secret: '' };
}

/** The first alert for the item that the stream of server-sent events brings. */
async function nextEvent(base: string, key: string, itemId: string): Promise<Json> {
  const response = await fetch(new URL('/v1/alerts/stream', base), { headers: { authorization: `Bearer ${key}` } });
  let text = '';
  for await (const part of response.body!) {
    text += Buffer.from(part).toString();
    const frame = text.split('\n\n').find((candidate) => candidate.includes(itemId) && candidate.includes('data:'));
    if (frame === undefined) continue;
    const data = frame
      .split('\n')
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(5))
      .join('');
    return JSON.parse(data) as Json;
  }
  throw new Error('the stream ended');
}

/** The first record of a topic, read without anything of ours. */
async function firstValueOf(broker: string, topic: string): Promise<Buffer> {
  const consumer = new Kafka({ clientId: 'outsider', brokers: [broker], logLevel: logLevel.NOTHING }).consumer({
    groupId: 'outsider',
  });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    return await new Promise<Buffer>((resolve, reject) => {
      consumer.run({ eachMessage: async ({ message }) => resolve(message.value!) }).catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AlertIssued, catalogueIds, createCodec, deadLetterHeaders, topics } from '@watchpost/contracts';
import { createDatabase, createScratchDatabase, type Database, type ScratchDatabase } from '@watchpost/persistence';
import { loadConfig, type RunningService, startService } from '@watchpost/platform';
import { ArrayLog } from '../test/array-log.ts';
import { operationsSettings } from './configuration.ts';
import { DeadLetterIndexController } from './dead-letters/dead-letter-index.controller.ts';
import { ProjectionsController } from './flow/projections.controller.ts';
import { OperationsModule } from './operations.module.ts';

const OPERATOR_KEY = 'bootstrap-key-for-the-tests-of-operations';
const NOW = Date.UTC(2026, 10, 24, 12);

const ids = catalogueIds();
const codec = createCodec(ids);
const log = new ArrayLog();
let scratch: ScratchDatabase;
let database: Database;
let service: RunningService;
let now = NOW;

beforeAll(async () => {
  scratch = await createScratchDatabase(process.env['WATCHPOST_TEST_DATABASE_URL']!);
  const config = loadConfig(operationsSettings, {
    DATABASE_URL: scratch.url,
    WATCHPOST_KAFKA_BROKERS: '127.0.0.1:1',
    LOG_LEVEL: 'silent',
    WATCHPOST_BOOTSTRAP_OPERATOR_KEY: OPERATOR_KEY,
  });
  database = await createDatabase({ url: scratch.url, service: 'operations', poolSize: 6 });
  const clock = { now: () => now };
  const module = OperationsModule.with({ config, database, ids, log, clock });
  service = await startService({ name: 'operations', description: 'The operators’ door.', config, module });
});
afterAll(async () => {
  await service?.stop();
  await scratch?.drop();
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly type: string | null;
}

async function call(method: string, path: string, body?: unknown, key: string | null = OPERATOR_KEY): Promise<Answer> {
  const response = await fetch(`${service.url}${path}`, {
    method,
    headers: {
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: (text === '' ? {} : JSON.parse(text)) as Answer['body'],
    type: response.headers.get('content-type'),
  };
}

async function eventually<T>(read: () => T | undefined | false, what: string): Promise<T> {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = read();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`never came: ${what}`);
}

const partnersTold = () =>
  (log.topicRecords.get('partners.changed.v1') ?? []).map(({ value }) => codec.decode(topics.partnersChanged, value!));
const portsTold = () =>
  (log.topicRecords.get('ports.changed.v1') ?? []).map(({ value }) => codec.decode(topics.portsChanged, value!));

describe('The operators’ door', () => {
  it('opens by the key of the environment and by no other', async () => {
    expect((await call('GET', '/v1/partners')).status).toBe(200);
    expect(await call('GET', '/v1/partners', undefined, null)).toMatchObject({
      status: 401,
      body: { code: 'key.missing' },
    });
    expect(await call('GET', '/v1/partners', undefined, 'some-other-key')).toMatchObject({
      status: 401,
      body: { code: 'key.unknown' },
      type: expect.stringContaining('application/problem+json'),
    });
  });

  it('issues keys to operators, and revoking one closes it', async () => {
    const issued = await call('POST', '/v1/keys', { operator: 'ada', description: 'laptop' });
    expect(issued).toMatchObject({
      status: 201,
      body: { owner: 'ada', ownerKind: 'operator', scopes: ['operations'] },
    });
    const key = String(issued.body['key']);
    expect((await call('GET', '/v1/keys', undefined, key)).status).toBe(200);
    expect((await call('DELETE', `/v1/keys/ada/${issued.body['keyId']}`)).status).toBe(204);
    expect(await call('GET', '/v1/keys', undefined, key)).toMatchObject({ status: 401, body: { code: 'key.revoked' } });
    expect(await call('DELETE', `/v1/keys/ada/${issued.body['keyId']}`)).toMatchObject({
      status: 404,
      body: { code: 'key.unknown' },
    });
  });

  it('never shows a key again, nor its hash', async () => {
    const { body } = await call('GET', '/v1/keys');
    const shown = JSON.stringify(body);
    expect(shown).toContain('bootstrap');
    expect(shown).not.toMatch(/"key":|hash/);
  });

  it('is described by OpenAPI 3.1', async () => {
    const { body } = await call('GET', '/openapi.json', undefined, null);
    expect(body['openapi']).toBe('3.1.0');
    expect(Object.keys(body['paths'] as object)).toEqual(
      expect.arrayContaining(['/v1/partners', '/v1/dead-letters/redrive', '/v1/flow', '/subjects']),
    );
    const post = (body['paths'] as Record<string, Record<string, object>>)['/v1/partners']!['post'];
    expect(JSON.stringify(post)).toContain('requestsPerMinute');
  });
});

describe('Partners', () => {
  it('are taken on, changed and given keys, and every version is told', async () => {
    const created = await call('POST', '/v1/partners', { partner: 'royal-mail', name: 'Royal Mail', country: 'GB' });
    expect(created).toMatchObject({ status: 201, body: { version: 1, testMode: false, requestsPerMinute: 600 } });
    const changed = await call('PATCH', '/v1/partners/royal-mail', { testMode: true });
    expect(changed).toMatchObject({
      status: 200,
      body: { version: 2, testMode: true, name: 'Royal Mail', country: 'GB' },
    });
    const issued = await call('POST', '/v1/partners/royal-mail/keys', {});
    expect(issued).toMatchObject({ status: 201, body: { scopes: ['manifests:write', 'manifests:read'] } });
    expect((await call('DELETE', `/v1/partners/royal-mail/keys/${issued.body['keyId']}`)).status).toBe(204);

    const told = await eventually(() => partnersTold().length === 4 && partnersTold(), 'four versions');
    expect(told.map(({ version, testMode }) => [version, testMode])).toEqual([
      [1, false],
      [2, true],
      [3, true],
      [4, true],
    ]);
    expect(told[2]!.keys).toMatchObject([{ keyId: issued.body['keyId'], revokedAt: null }]);
    expect(told[2]!.keys[0]!.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(told[3]!.keys).toMatchObject([{ revokedAt: NOW }]);
    const [first] = log.topicRecords.get('partners.changed.v1')!;
    expect(first!.key!.toString()).toBe('royal-mail@1');
    expect(first!.headers).toMatchObject({ ce_type: 'watchpost.partners.changed.v1', ce_subject: 'royal-mail' });
    expect(first!.headers['traceparent']).toMatch(/^00-/);

    expect(await call('GET', '/v1/partners/royal-mail')).toMatchObject({
      body: { version: 4, keys: [{ revokedAt: expect.any(String) }] },
    });
  });

  it('are refused with the place of every fault', async () => {
    const { status, body } = await call('POST', '/v1/partners', {
      partner: 'Not A Name',
      country: 'gb',
      requestsPerMinute: 0,
      extra: 1,
    });
    expect(status).toBe(422);
    const pointers = (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/partner', '/name', '/country', '/requestsPerMinute']));
    expect((await call('PATCH', '/v1/partners/royal-mail', {})).status).toBe(422);
  });

  it('keep how their tables are read as it was written, tell it, and take it away', async () => {
    const mapping = { kind: 'separated', separator: ';', columns: [{ column: 'Sendung', field: 'itemId' }] };
    await call('POST', '/v1/partners', { partner: 'table-post', name: 'Table Post' });
    expect(await call('PATCH', '/v1/partners/table-post', { mapping })).toMatchObject({
      status: 200,
      body: { mapping },
    });
    expect((await call('PATCH', '/v1/partners/table-post', { testMode: true })).body).toMatchObject({ mapping });
    expect((await call('GET', '/v1/partners/table-post')).body).toMatchObject({ mapping });
    expect((await call('PATCH', '/v1/partners/table-post', { mapping: null })).body).toMatchObject({ mapping: null });
    const told = await eventually(() => {
      const versions = partnersTold().filter(({ partner }) => partner === 'table-post');
      return versions.length === 4 && versions;
    }, 'four versions');
    const reading = JSON.stringify({ mapping });
    expect(told.map((event) => event.reading)).toEqual([null, reading, reading, null]);
  });

  it('say what findings cost them, and are told which of these cannot be', async () => {
    await call('POST', '/v1/partners', { partner: 'odd-post', name: 'Odd Post' });
    const findingCosts = { code: 'quarantine', 'number.form': 'warn' };
    const wrong = { findingCosts: { 'csv.cells': 'warn', weather: 'warn', envelope: 'free' } };
    const { status, body } = await call('PATCH', '/v1/partners/odd-post', wrong);
    const pointers = (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect([status, ...pointers]).toEqual([
      422,
      '/findingCosts/csv.cells',
      '/findingCosts/weather',
      '/findingCosts/envelope',
    ]);
    expect(await call('PATCH', '/v1/partners/odd-post', { findingCosts })).toMatchObject({
      status: 200,
      body: { findingCosts, mapping: null },
    });
    const told = await eventually(
      () => partnersTold().find(({ partner, version }) => partner === 'odd-post' && version === 2),
      'the costs',
    );
    expect(told.reading).toBe(JSON.stringify({ findingCosts }));
    await call('PATCH', '/v1/partners/odd-post', { findingCosts: null });
  });

  it('are told every fault of a mapping at its place, and keep none that has one', async () => {
    const mapping = { kind: 'separated', separators: ';', columns: [{ column: 'a', field: 'nothing' }] };
    const { status, body } = await call('PATCH', '/v1/partners/odd-post', { mapping });
    expect(status).toBe(422);
    const pointers = (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(pointers.sort()).toEqual(['/mapping/columns/0/field', '/mapping/separators']);
    const long = { ...mapping, blanks: ['x'.repeat(64 * 1024)] };
    expect(await call('PATCH', '/v1/partners/odd-post', { mapping: long })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/mapping', detail: 'has to be no longer than 65536 bytes' }] },
    });
    expect((await call('GET', '/v1/partners/odd-post')).body).toMatchObject({ version: 3, mapping: null });
  });

  it('of a name that is taken, or of none that is known, are told so', async () => {
    expect(await call('POST', '/v1/partners', { partner: 'royal-mail', name: 'Again' })).toMatchObject({
      status: 409,
      body: { code: 'partner.exists' },
    });
    expect(await call('GET', '/v1/partners/nobody')).toMatchObject({ status: 404, body: { code: 'partner.unknown' } });
    expect(await call('PATCH', '/v1/partners/nobody', { active: false })).toMatchObject({ status: 404 });
    expect(await call('POST', '/v1/partners/nobody/keys', {})).toMatchObject({ status: 404 });
  });

  it('come in pages', async () => {
    for (const partner of ['aa-post', 'zz-post']) await call('POST', '/v1/partners', { partner, name: partner });
    const seen: string[] = [];
    let path = '/v1/partners?limit=1';
    for (let pages = 0; pages < 5; pages += 1) {
      const { body } = await call('GET', path);
      seen.push(...(body['items'] as { partner: string }[]).map(({ partner }) => partner));
      if (body['next'] === null) break;
      path = `/v1/partners?limit=1&cursor=${String(body['next'])}`;
    }
    expect(seen).toEqual(['aa-post', 'odd-post', 'royal-mail', 'table-post', 'zz-post']);
  });

  it('wait in the outbox while the broker is away', async () => {
    const before = partnersTold().length;
    log.away = new Error('away');
    expect((await call('PATCH', '/v1/partners/aa-post', { active: false })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(partnersTold()).toHaveLength(before);
    expect((await call('GET', '/v1/flow')).body['lag']).toBeNull();
    log.away = null;
    await eventually(() => partnersTold().length === before + 1, 'the change');
  });
});

describe('Ports', () => {
  it('are set up with their places and told with their keys', async () => {
    const port = { port: 'jfk-isc', name: 'JFK ISC', country: 'US', places: ['USJFKA', 'USJF*'], capacityPerShift: 40 };
    expect(await call('POST', '/v1/ports', port)).toMatchObject({
      status: 201,
      body: { shiftHours: 8, dwellHours: 24 },
    });
    expect((await call('PATCH', '/v1/ports/jfk-isc', { shiftHours: 7 })).status).toBe(422);
    expect((await call('PATCH', '/v1/ports/jfk-isc', { shiftHours: 12 })).body).toMatchObject({
      version: 2,
      shiftHours: 12,
      capacityPerShift: 40,
    });
    const issued = await call('POST', '/v1/ports/jfk-isc/keys', { scopes: ['alerts:read'] });
    expect(issued).toMatchObject({ status: 201, body: { scopes: ['alerts:read'] } });
    const told = await eventually(
      () => portsTold().find(({ port: name, version }) => name === 'jfk-isc' && version === 3),
      'version 3',
    );
    expect(told).toMatchObject({ places: ['USJFKA', 'USJF*'], keys: [{ scopes: ['alerts:read'] }] });
  });

  it('may be all of them at once, and then have no places', async () => {
    expect((await call('POST', '/v1/ports', { port: '*', name: 'All', places: ['USJFKA'] })).status).toBe(422);
    expect((await call('POST', '/v1/ports', { port: '*', name: 'All', capacityPerShift: 0 })).status).toBe(201);
    expect(await call('POST', '/v1/ports/*/keys', {})).toMatchObject({ status: 201, body: { owner: '*' } });
    expect(await call('PATCH', '/v1/ports/*', { places: ['USJFKA'] })).toMatchObject({
      status: 422,
      body: { code: 'port.no-places' },
    });
  });
});

describe('Dead letters', () => {
  const dlq = 'shipments.declared.v1.scorer.dlq';
  const good = () => codec.encode(topics.portsChanged, { ...portsTold()[0]! });
  const park = (value: Buffer, code: string, topic = 'ports.changed.v1', service = 'targeting') =>
    log.send([
      {
        topic: `${topic}.${service}.dlq`,
        key: 'k1',
        value,
        timestamp: NOW - 5_000,
        headers: {
          ce_id: 'e9',
          wp_partner: 'royal-mail',
          [deadLetterHeaders.code]: code,
          [deadLetterHeaders.stage]: 'handle',
        },
      },
    ]);

  beforeAll(async () => {
    await park(good(), 'handler.failed');
    await park(Buffer.from('not avro'), 'avro.frame', 'shipments.declared.v1', 'scorer');
    await park(good(), 'handler.failed');
    const index = service.app.get(DeadLetterIndexController);
    for (const topic of ['ports.changed.v1.targeting.dlq', dlq]) await index.parked(log.topicRecords.get(topic)!);
    await index.parked(log.topicRecords.get(dlq)!);
  });

  it('are listed by service, code and partner, each once', async () => {
    const all = await call('GET', '/v1/dead-letters');
    expect(all.body['items']).toHaveLength(3);
    const one = await call('GET', '/v1/dead-letters?service=scorer&partner=royal-mail&state=waiting');
    expect(one.body['items']).toMatchObject([
      { id: `${dlq}:0:0`, topic: 'shipments.declared.v1', code: 'avro.frame', stage: 'handle' },
    ]);
    expect((await call('GET', '/v1/dead-letters?cursor=rubbish')).body).toMatchObject({ code: 'cursor.invalid' });
  });

  it('are shown decoded where they can be, and in hex always', async () => {
    const decoded = await call('GET', '/v1/dead-letters/ports.changed.v1.targeting.dlq:0:0');
    expect(decoded.body['record']).toMatchObject({
      key: 'k1',
      undecodable: null,
      event: { port: 'jfk-isc' },
      truncated: false,
    });
    const raw = await call('GET', `/v1/dead-letters/${dlq}:0:0`);
    expect(raw.body['record']).toMatchObject({
      event: null,
      undecodable: expect.stringContaining('avro.frame'),
      hex: Buffer.from('not avro').toString('hex'),
    });
    expect(await call('GET', `/v1/dead-letters/${dlq}:0:77`)).toMatchObject({
      status: 404,
      body: { code: 'dead-letter.unknown' },
    });
  });

  it('are counted in the flow', async () => {
    const { body } = await call('GET', '/v1/flow');
    expect(body['deadLetters']).toEqual(
      expect.arrayContaining([expect.objectContaining({ service: 'targeting', code: 'handler.failed', waiting: 2 })]),
    );
  });

  it('are redriven dry first, then as they were', async () => {
    const before = log.topicRecords.get('ports.changed.v1')!.length;
    const dry = await call('POST', '/v1/dead-letters/redrive', { filter: { service: 'targeting' }, dryRun: true });
    expect(dry).toMatchObject({
      status: 200,
      body: {
        dryRun: true,
        selected: 2,
        redriven: 0,
        redriveId: null,
        byTopic: [{ topic: 'ports.changed.v1', count: 2 }],
      },
    });
    expect(log.topicRecords.get('ports.changed.v1')).toHaveLength(before);

    const wet = await call('POST', '/v1/dead-letters/redrive', { filter: { service: 'targeting' } });
    expect(wet.body).toMatchObject({ selected: 2, redriven: 2, gone: [] });
    const [redriven] = log.topicRecords.get('ports.changed.v1')!.slice(before);
    expect(redriven).toMatchObject({
      timestamp: NOW - 5_000,
      headers: { ce_id: 'e9', wp_partner: 'royal-mail', wp_redrive: wet.body['redriveId'] },
    });
    expect(redriven!.key!.toString()).toBe('k1');
    expect(redriven!.value!.equals(good())).toBe(true);
    expect(Object.keys(redriven!.headers).filter((name) => name.startsWith('wp_dlq_'))).toEqual([]);

    expect((await call('POST', '/v1/dead-letters/redrive', { filter: { service: 'targeting' } })).body).toMatchObject({
      selected: 0,
    });
    expect((await call('GET', '/v1/dead-letters?state=redriven')).body['items']).toHaveLength(2);
    expect((await call('GET', '/v1/audit?action=dead-letters.redriven')).body['items']).toMatchObject([
      { who: expect.stringContaining('operator:bootstrap'), detail: { count: 2 } },
    ]);
  });

  it('are redriven by id, and what is unknown or gone is named', async () => {
    log.topicRecords.set(dlq, []);
    const { body } = await call('POST', '/v1/dead-letters/redrive', { ids: [`${dlq}:0:0`, 'nonsense', `${dlq}:0:99`] });
    expect(body).toMatchObject({
      selected: 1,
      redriven: 0,
      gone: [`${dlq}:0:0`],
      unknown: ['nonsense', `${dlq}:0:99`],
    });
    expect((await call('GET', '/v1/dead-letters?state=gone')).body['items']).toMatchObject([{ id: `${dlq}:0:0` }]);
    expect((await call('GET', '/v1/dead-letters?state=waiting')).body['items']).toEqual([]);
    expect((await call('POST', '/v1/dead-letters/redrive', {})).status).toBe(422);
  });
});

describe('The flow', () => {
  it('shows totals, rates and lag with the age of the oldest record', async () => {
    const assessed = (offset: number, outcome: string) => ({
      topic: 'shipments.assessed.v1',
      partition: 0,
      offset,
      key: null,
      value: Buffer.from('never decoded'),
      headers: { wp_outcome: outcome, wp_band: 'low' },
      timestamp: NOW - 20_000,
    });
    const projections = service.app.get(ProjectionsController);
    const batch = [assessed(0, 'ASSESSED'), assessed(1, 'ASSESSED'), assessed(2, 'SUPERSEDED')];
    await projections.shipmentsAssessed(batch);
    await projections.shipmentsAssessed(batch);
    await log.send(batch);
    log.committed.set('targeting/shipments.assessed.v1', 1);
    log.committed.set('intake/shipments.assessed.v1', 3);
    now += 3_000;

    const { body } = await call('GET', '/v1/flow?window=60');

    const stages = body['stages'] as { stage: string; detail: string; total: number; perSecond: number }[];
    const counted = stages.find(({ stage, detail }) => stage === 'assessed' && detail === 'ASSESSED')!;
    expect(counted.total).toBe(2);
    expect(counted.perSecond).toBeCloseTo(2 / 53, 5);
    const lag = body['lag'] as {
      service: string;
      topic: string;
      records: number;
      oldestSeconds: number | null;
    }[];
    const of = (name: string) =>
      lag.find(({ service: who, topic }) => who === name && topic === 'shipments.assessed.v1');
    expect(of('targeting')).toMatchObject({ records: 2, oldestSeconds: 23 });
    expect(of('intake')).toMatchObject({ records: 0, oldestSeconds: null });
  });
});

describe('Effectiveness', () => {
  it('is read by method and by rule, chance among them', async () => {
    const alert = (alertId: string, method: 'rule' | 'random'): AlertIssued =>
      ({
        alertId,
        revision: 1,
        port: 'jfk-isc',
        state: 'ISSUED',
        shipmentId: alertId,
        itemId: null,
        location: { units: [] },
        scenario: 'fentanyl@1',
        band: 'high',
        issuedAt: now - 1_000,
        selection: { method, probability: 1, detail: null },
        reasons: [
          { factor: 'hs', outcome: 'listed', value: null, weight: 2, text: '', rule: 'hs-family@1' },
          { factor: 'known', outcome: 'long', value: null, weight: -1, text: '', rule: 'known-consignor@1' },
        ],
      }) as unknown as AlertIssued;
    const record = <T>(event: T, offset: number) => ({
      topic: 't',
      partition: 0,
      offset,
      key: null,
      value: null,
      headers: {},
      timestamp: now,
      event,
    });
    const projections = service.app.get(ProjectionsController);
    const [first, second] = ['9e8d7c6b-5a49-5838-a716-051423324150', '9e8d7c6b-5a49-5838-a716-051423324151'] as const;
    await projections.alertsIssued([record(alert(first, 'rule'), 0), record(alert(second, 'random'), 1)]);
    await projections.inspectionsReported([
      record(
        {
          inspectionId: second,
          alertId: first,
          outcome: 'CONFIRMED',
          methods: [{ method: 'LABORATORY' }],
          endedAt: now,
          reportedAt: now,
          corrects: null,
        } as never,
        0,
      ),
    ]);

    const { body } = await call('GET', '/v1/effectiveness');

    expect(body['total']).toMatchObject({ targeted: 2, examined: 1, found: 1 });
    expect(body['byMethod']).toMatchObject([
      { group: 'random', targeted: 1, found: 0, hitRate: null },
      { group: 'rule', targeted: 1, found: 1, hitRate: { rate: 1 } },
    ]);
    expect((body['byRule'] as { group: string }[]).map(({ group }) => group)).toEqual(['hs-family@1']);
    expect(
      (await call('GET', '/v1/effectiveness?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z')).body,
    ).toMatchObject({ code: 'window.empty' });
  });
});

describe('The audit log', () => {
  it('tells who did what, newest first, in pages without gaps', async () => {
    const first = await call('GET', '/v1/audit?limit=3');
    const positions = (body: Answer['body']) =>
      (body['items'] as { position: number }[]).map(({ position }) => position);
    const second = await call('GET', `/v1/audit?limit=3&cursor=${String(first.body['next'])}`);
    const [newest] = positions(first.body);
    expect([...positions(first.body), ...positions(second.body)]).toEqual(
      [0, 1, 2, 3, 4, 5].map((below) => newest! - below),
    );
    const { body } = await call('GET', '/v1/audit?subject=partner:royal-mail&action=partner.changed');
    expect(body['items']).toMatchObject([{ detail: { version: 2, testMode: true } }]);
  });
});

describe('The schema registry’s read paths', () => {
  const read = (path: string) => call('GET', path, undefined, null);

  it('answer anybody, as a registry does', async () => {
    const subjects = await read('/subjects');
    expect(subjects).toMatchObject({
      status: 200,
      type: expect.stringContaining('application/vnd.schemaregistry.v1+json'),
    });
    expect(subjects.body).toContain('shipments.assessed.v1-value');
    const { id, version } = ids.current('shipment-assessed');
    const versions = Array.from({ length: version }, (_, before) => before + 1);
    expect((await read('/subjects/shipments.assessed.v1-value/versions')).body).toEqual(versions);
    const latest = await read('/subjects/shipments.assessed.v1-value/versions/latest');
    expect(latest.body).toMatchObject({
      subject: 'shipments.assessed.v1-value',
      version,
      id,
    });
    expect((await read(`/schemas/ids/${String(latest.body['id'])}`)).body).toEqual({ schema: latest.body['schema'] });
    expect((await read(`/schemas/ids/${String(latest.body['id'])}/versions`)).body).toEqual([
      { subject: 'shipments.assessed.v1-value', version },
    ]);
    expect((await read('/subjects/shipments.assessed.v1-value/versions/1/schema')).body).toMatchObject({
      name: 'ShipmentAssessed',
    });
    expect((await read('/schemas/types')).body).toEqual(['AVRO']);
    expect((await read('/config')).body).toEqual({ compatibilityLevel: 'FULL_TRANSITIVE' });
    expect((await read('/config/shipments.assessed.v1-value')).status).toBe(200);
  });

  it.each([
    ['/subjects/nothing-value/versions', 404, 40401],
    ['/subjects/nothing-value/versions/latest', 404, 40401],
    ['/config/nothing-value', 404, 40401],
    ['/subjects/shipments.assessed.v1-value/versions/99', 404, 40402],
    ['/subjects/shipments.assessed.v1-value/versions/zero', 422, 42202],
    ['/schemas/ids/123456', 404, 40403],
    ['/schemas/ids/abc', 404, 40403],
  ])('answer %s with a code that clients know', async (path, status, code) => {
    expect(await read(path)).toMatchObject({ status, body: { error_code: code, message: expect.any(String) } });
  });
});

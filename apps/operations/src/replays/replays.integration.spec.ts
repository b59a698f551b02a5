import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allTopics, catalogueIds, createCodec, topicSpecs, topics } from '@watchpost/contracts';
import { formats } from '@watchpost/formats';
import { BatchStrategy, createKafkaLog, type LogAdmin, type OutgoingRecord } from '@watchpost/messaging';
import { createDatabase, createScratchDatabase, type Database, type ScratchDatabase } from '@watchpost/persistence';
import { loadConfig, type RunningService, startService } from '@watchpost/platform';
import { randomUUID } from 'node:crypto';
import { decided, type DecidedLine, MANIFEST, shippedFiles, shippedScenario } from '../../test/assessed-log.ts';
import { localWorker } from '../../test/local-worker.ts';
import { operationsSettings } from '../configuration.ts';
import { OperationsModule } from '../operations.module.ts';

const OPERATOR_KEY = 'bootstrap-key-for-the-tests-of-operations';
const LINES = 1_500;
/** Fewer than the lines that a stricter scenario changes. */
const MOST_CHANGES = 300;

const scenario = shippedScenario();
const codec = createCodec(catalogueIds());
/** The broker is shared: what is ours is told by the partner. */
const partner = `post-${randomUUID().slice(0, 8)}`;
const otherPartner = `post-${randomUUID().slice(0, 8)}`;

let scratch: ScratchDatabase;
let database: Database;
let service: RunningService;
let admin: LogAdmin;
let failures = 0;

type Json = { readonly [key: string]: Json } & readonly Json[] & string & number & boolean;

const precursors = (serial: number): boolean => serial % 50 === 0;

function lineOf(serial: number): DecidedLine {
  const ordinary = { serial, partner, at: Date.now() - 60_000 + serial, seen: serial % 7 };
  if (precursors(serial)) return { ...ordinary, description: '4-ANPP, CAS 21409-26-7, 99 % purity', hs: '293336' };
  return { ...ordinary, description: "Children's atlas, hardcover", hs: '490199', origin: serial % 2 ? 'KR' : 'CN' };
}

beforeAll(async () => {
  scratch = await createScratchDatabase(process.env['WATCHPOST_TEST_DATABASE_URL']!);
  const config = loadConfig(operationsSettings, {
    DATABASE_URL: scratch.url,
    WATCHPOST_KAFKA_BROKERS: process.env['WATCHPOST_TEST_KAFKA_BROKERS'],
    LOG_LEVEL: 'silent',
    WATCHPOST_BOOTSTRAP_OPERATOR_KEY: OPERATOR_KEY,
  });
  const brokers = process.env['WATCHPOST_TEST_KAFKA_BROKERS']!.split(',');
  const log = createKafkaLog({ clientId: 'replays-test', brokers });
  admin = await log.admin();
  await admin.ensureTopics(topicSpecs());
  await fill(await log.producer());
  database = await createDatabase({ url: scratch.url, service: 'operations', poolSize: 8 });
  const reading: LogAdmin = {
    ensureTopics: (specs) => admin.ensureTopics(specs),
    topics: () => admin.topics(),
    positions: (names, group) => admin.positions(names, group),
    read: (topic, partition, offset, limit) => admin.read(topic, partition, offset, limit),
    offsetsAt: (topic, moment) => admin.offsetsAt(topic, moment),
    readOn: (topic, partition, offset) => admin.readOn(topic, partition, offset),
    close: () => admin.close(),
  };
  const parts = { database, admin: reading, codec, archive: null, formats, mostChanges: MOST_CHANGES };
  service = await startService({
    name: 'operations',
    description: 'The operators’ door.',
    config,
    module: OperationsModule.with({
      config,
      database,
      log,
      launchReplay: (replayId) => localWorker(replayId, parts, () => failures > 0 && failures-- > 0),
    }),
    strategy: (app) => app.get(BatchStrategy),
  });
});
afterAll(async () => {
  await service?.stop();
  await scratch?.drop();
});

async function fill(producer: { send(records: readonly OutgoingRecord[]): Promise<void> }): Promise<void> {
  const records = Array.from({ length: LINES }, (_, i) => decided(lineOf(i + 1), scenario, codec));
  const cancelled = decided({ ...lineOf(LINES + 1), function: 'cancel' }, scenario, codec);
  // Published twice, as by a scorer that was killed before it committed.
  await producer.send([...records, cancelled, ...records.slice(0, 20)]);
  const tampered = codec.decode(topics.shipmentsAssessed, decided(lineOf(1), scenario, codec).value!);
  const declared = { ...tampered.declared, partner: otherPartner };
  const value = codec.encode(topics.shipmentsAssessed, { ...tampered, declared, score: 0.42 });
  const original = decided({ ...lineOf(1), partner: otherPartner }, scenario, codec);
  await producer.send([original, { ...original, value, headers: { ...original.headers, ce_id: randomUUID() } }]);
}

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${service.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${OPERATOR_KEY}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Json };
}

async function until(id: string, state: string): Promise<Json> {
  for (let tries = 0; tries < 600; tries++) {
    const { body } = await call('GET', `/v1/replays/${id}`);
    if (body['state'] === state) return body;
    if (body['state'] === 'failed') throw new Error(`failed: ${body['failure']}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`replay ${id} never was ${state}`);
}

async function replayed(request: object): Promise<Json> {
  const { status, body } = await call('POST', '/v1/replays', { reason: 'a test', ...request });
  expect({ status, body }).toMatchObject({ status: 201 });
  await until(body['replayId']!, 'done');
  return (await call('GET', `/v1/replays/${body['replayId']}/diff`)).body;
}

/** The shipped scenario, in which an item is critical from a much lower score on, and one rule no longer speaks. */
function stricter(): Record<string, string> {
  const files = shippedFiles();
  const text = files['scenario.yaml']!.replace('version: 2\n', 'version: 3\n').replace(
    'baseRate: 0.002',
    'baseRate: 0.02',
  );
  return { ...files, 'scenario.yaml': text };
}

const ends = async (): Promise<Record<string, number>> => {
  const names = allTopics.map(({ name }) => name);
  const positions = await admin.positions(names, null);
  return Object.fromEntries(positions.map(({ topic, partition, high }) => [`${topic}/${partition}`, high]));
};

describe('A plan', () => {
  it('counts what lies within the scope, and says how long it takes', async () => {
    const { body } = await call('POST', '/v1/replays/plan', { mode: 'reproduce', scope: { partner }, rate: 100 });
    expect(body).toMatchObject({
      mode: 'reproduce',
      scenario: 'fentanyl-mail@2',
      shipments: { count: LINES + 21, exact: true },
      bytes: { exact: true },
      log: { holds: 'all', missingBefore: null, retentionDays: 30 },
      speed: { perSecond: 100, basis: 'chosen' },
    });
    expect(body['seconds']! * 100).toBeCloseTo(body['records']!, -1);
  });

  it('narrows by lane, decision, manifest and time', async () => {
    const counted = async (scope: object): Promise<number> =>
      (await call('POST', '/v1/replays/plan', { mode: 'rescore', scope: { partner, ...scope } })).body['shipments'][
        'count'
      ]!;
    const all = await counted({});
    expect((await counted({ origin: 'CN' })) + (await counted({ origin: 'KR' }))).toBe(all);
    expect(await counted({ recommendation: 'HOLD' })).toBe(LINES / 50);
    expect(await counted({ manifestId: MANIFEST })).toBe(all);
    expect(await counted({ manifestId: randomUUID() })).toBe(0);
    expect(await counted({ to: '2020-01-01T00:00:00Z' })).toBe(0);
    expect(await counted({ from: new Date(Date.now() + 60_000).toISOString() })).toBe(0);
  });

  it('refuses a scenario with faults, and names them', async () => {
    const files = { ...shippedFiles(), 'scenario.yaml': 'scenario: broken' };
    const { status, body } = await call('POST', '/v1/replays/plan', { mode: 'rescore', scenario: { files } });
    expect({ status, code: body['code'] }).toEqual({ status: 422, code: 'scenario.invalid' });
  });
});

describe('Reading again', () => {
  const planned = (body: object) => call('POST', '/v1/replays/plan', { mode: 'reread', ...body });

  it('is refused where it is not known where the raw bytes are', async () => {
    const { status, body } = await planned({});
    expect({ status, code: body['code'] }).toEqual({ status: 422, code: 'replay.no-archive' });
  });

  it('is refused for a format that nobody reads', async () => {
    const { status, body } = await planned({ format: 'papyrus' });
    expect({ status, pointer: body['errors'][0]!['pointer'] }).toEqual({ status: 422, pointer: '/format' });
  });
});

describe('A replay', () => {
  it('reproduces what was decided to the last byte, each decision once', async () => {
    const diff = await replayed({ mode: 'reproduce', scope: { partner } });
    expect(diff['lines']).toMatchObject({ identical: LINES + 1, repeated: 20 });
    expect(diff['lines']['mismatched']).toBeUndefined();
    expect(diff['examples']).toEqual([]);
  });

  it('shows bytes that cannot be reproduced', async () => {
    const diff = await replayed({ mode: 'reproduce', scope: { partner: otherPartner } });
    expect(diff['lines']).toMatchObject({ identical: 1, mismatched: 1 });
    expect(diff['mismatchedFields']).toEqual({ score: 1 });
    expect(diff['examples'][0]).toMatchObject({ what: 'bytes', fields: ['score'], old: { score: 0.42 } });
  });

  it('changes nothing by the scenario that decided', async () => {
    const diff = await replayed({ mode: 'rescore', scope: { partner } });
    expect(diff).toMatchObject({ compared: LINES, changed: 0, rules: [], lines: { cancellations: 1 } });
  });

  it('says what another scenario would have decided, and publishes nothing', async () => {
    const before = await ends();
    const diff = await replayed({ mode: 'rescore', scope: { partner }, scenario: { files: stricter() } });
    expect(diff['compared']).toBe(LINES);
    expect(diff['changed']).toBeGreaterThan(0);
    expect(diff['scores']['moved']).toBe(LINES);
    const moves = diff['bands'] as unknown as { from: string; to: string; count: number }[];
    expect(moves.reduce((sum, { count }) => sum + count, 0)).toBe(LINES);
    const id = diff['replay']['replayId']!;
    const { body } = await call('GET', `/v1/replays/${id}/changes?limit=500`);
    const changes = body['items'] as unknown as Json[];
    // More than there is room for: the first are kept, and a few more of each kind.
    expect(diff['changed']).toBeGreaterThan(MOST_CHANGES);
    expect(changes.length).toBe(diff['kept']);
    expect(diff['found']).toEqual({ decision: diff['changed'] });
    expect(changes.length).toBeGreaterThanOrEqual(MOST_CHANGES);
    expect(changes.length).toBeLessThan(MOST_CHANGES + 200);
    expect(changes.every((change) => change['old']['band'] !== change['new']['band'])).toBe(true);
    expect(new Set(changes.map((change) => change['eventId'])).size).toBe(changes.length);
    expect(await ends()).toEqual(before);
  });

  it('folds what was known anew from the log, and tells how far that is from what was recorded', async () => {
    const diff = await replayed({ mode: 'recompute', scope: { partner } });
    expect(diff['compared']).toBe(LINES);
    const drift = (diff['drift'] as unknown as Json[]).find(({ feature }) => feature === 'consignor_seen_90d')!;
    // What was recorded is made up here; the log says how many the consignor had really declared.
    expect(drift).toMatchObject({ compared: LINES });
    expect(drift['differ']).toBeGreaterThan(LINES - 20);
    expect(drift['largestDifference']).toBeGreaterThan(LINES / 3);
  });

  it('goes on where it was after a pause and after a worker that fell over, and counts the same', async () => {
    const whole = await replayed({ mode: 'rescore', scope: { partner }, scenario: { files: stricter() } });
    const { body } = await call('POST', '/v1/replays', {
      mode: 'rescore',
      scope: { partner },
      scenario: { files: stricter() },
      rate: 800,
      reason: 'slowly',
    });
    const id = body['replayId']!;
    await until(id, 'running');
    await call('POST', `/v1/replays/${id}/pause`, { reason: 'enough for today' });
    const paused = await until(id, 'paused');
    expect(paused['done']).toBeLessThan(paused['total']!);
    failures = 2;
    await call('POST', `/v1/replays/${id}/resume`, { reason: 'on with it' });
    await until(id, 'done');
    const { body: diff } = await call('GET', `/v1/replays/${id}/diff`);
    const found = ({ lines, bands, rules, changed }: Json) => ({ lines, bands, rules, changed });
    expect(found(diff)).toEqual(found(whole));
    const { body: audit } = await call('GET', `/v1/audit?subject=replay:${id}`);
    expect((audit['items'] as unknown as Json[]).map(({ action }) => action)).toEqual([
      'replay.resumed',
      'replay.paused',
      'replay.started',
    ]);
  }, 60_000);

  it('is given up for good, and says what is possible', async () => {
    const { body } = await call('POST', '/v1/replays', { mode: 'rescore', scope: { partner }, rate: 100, reason: 'x' });
    const id = body['replayId']!;
    await call('POST', `/v1/replays/${id}/abort`, { reason: 'a mistake' });
    await until(id, 'aborted');
    const { status, body: problem } = await call('POST', `/v1/replays/${id}/resume`, { reason: 'after all' });
    expect({ status, possible: problem['possible'] }).toEqual({ status: 409, possible: [] });
  });

  it('is only planned on a dry run', async () => {
    const before = await call('GET', '/v1/replays');
    const { status, body } = await call('POST', '/v1/replays', {
      mode: 'rescore',
      scope: { partner },
      reason: 'dry',
      dryRun: true,
    });
    expect({ status, count: body['shipments']['count'] }).toEqual({ status: 201, count: LINES + 21 });
    expect(await call('GET', '/v1/replays')).toEqual(before);
  });

  it('that is not known is 404', async () => {
    expect((await call('GET', `/v1/replays/${randomUUID()}`)).status).toBe(404);
    expect((await call('GET', '/v1/replays/none/diff')).status).toBe(404);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogueIds, createCodec, topicSpecs } from '@watchpost/contracts';
import { itemIdWithCheckDigit } from '../../../test/item-ids.ts';
import { type FormatReader, formats, type ReadLine } from '@watchpost/formats';
import { createKafkaLog, type LogAdmin, type OutgoingRecord } from '@watchpost/messaging';
import {
  createDatabase,
  createScratchDatabase,
  type Database,
  operationsStore,
  type ScratchDatabase,
  withTransaction,
} from '@watchpost/persistence';
import { shippedFiles, shippedScenario } from '../../../test/assessed-log.ts';
import { localWorker } from '../../../test/local-worker.ts';
import { MemoryArchive } from '../../../test/memory-archive.ts';
import { PlanService } from '../plan.service.ts';

const MANIFESTS = 12;
const LINES = 60;
const scenario = shippedScenario();
const codec = createCodec(catalogueIds());
/** The broker is shared: what is ours is told by the partner. */
const partner = `post-${randomUUID().slice(0, 8)}`;
const archive = new MemoryArchive();

let scratch: ScratchDatabase;
let database: Database;
let admin: LogAdmin;
let close: () => Promise<void>;

beforeAll(async () => {
  scratch = await createScratchDatabase(process.env['WATCHPOST_TEST_DATABASE_URL']!);
  database = await createDatabase({ url: scratch.url, service: 'operations', poolSize: 6 });
  const brokers = process.env['WATCHPOST_TEST_KAFKA_BROKERS']!.split(',');
  const log = createKafkaLog({ clientId: 'reread-test', brokers });
  close = () => log.close();
  admin = await log.admin();
  await admin.ensureTopics(topicSpecs());
  const records: OutgoingRecord[] = [];
  for (let at = 0; at < MANIFESTS; at++) records.push(...archive.take(manifest(at), partner, scenario, codec));
  // The last manifest's decisions are no longer in the log.
  await (await log.producer()).send(records.slice(0, (MANIFESTS - 1) * (LINES - 2)));
});
afterAll(async () => {
  await close?.();
  await database?.close();
  await scratch?.drop();
});

/** NDJSON: parcels, a line that says nothing, and a scan. */
function manifest(at: number): string {
  const parcels = Array.from({ length: LINES - 2 }, (_, line) => parcel(itemIdWithCheckDigit(at * LINES + line)));
  const scan = { type: 'tracking', ids: { itemId: itemIdWithCheckDigit(at * LINES) }, event: 'EMC', at: issuedAt };
  return [...parcels, { type: 'shipment', ids: { itemId: itemIdWithCheckDigit(900_000 + at) } }, scan]
    .map((line) => JSON.stringify(line))
    .join('\n');
}

const issuedAt = '2026-11-20T10:00:00Z';
const party = (name: string, country: string): object => ({
  name,
  address: { lines: ['1 High Street'], city: 'Town', postcode: '10000', country },
});
const parcel = (itemId: string): object => ({
  type: 'shipment',
  issuedAt,
  ids: { itemId, itemIdKind: 'S10' },
  consignor: party('Hanriver Export', 'KR'),
  consignee: party('Elm Street Library', 'US'),
  pieces: 1,
  grossMassKg: 0.5,
  articles: [{ description: 'ANPP CAS 21409-26-7', hs: '293339', quantity: 1 }],
  origin: 'KR',
  destination: 'US',
});

/** The reader of Watchpost JSON as a mended one: it reads every line another way. */
const mended = (again: (line: ReadLine) => ReadLine): readonly FormatReader[] =>
  formats.map((reader) => ({
    ...reader,
    version: reader.version + 1,
    open: (options, sink) => reader.open(options, { ...sink, line: (line) => sink.line(again(line)) }),
  }));

/** It refuses the first line, finds gifts, and takes what was refused for one more of them. */
function lineOfMendedReader(): (line: ReadLine) => ReadLine {
  let latest: Extract<ReadLine, { kind: 'shipment' }>;
  return (line) => {
    if (line.kind === 'tracking') return line;
    const { ordinal, place } = line;
    if (line.kind === 'rejected') return { ...latest, ordinal, place };
    latest = { ...line, shipment: { ...line.shipment, category: 'gift' } };
    if (ordinal > 1) return latest;
    const because = { severity: 'error', code: 'id.check-digit', line: 1, place, message: '' } as const;
    return { kind: 'rejected', ordinal, place, itemId: null, because: { ...because, value: null, expected: null } };
  };
}

async function reread(readers: readonly FormatReader[], failing = 0): Promise<Record<string, Record<string, number>>> {
  const asked = { mode: 'reread', scope: { partner }, format: null, scenario: scenario.label } as const;
  const planned = await new PlanService(admin, codec, database, archive).plan({ ...asked, rate: null, share: null });
  const replayId = randomUUID();
  await withTransaction(database, (tx) =>
    operationsStore.insertReplay(
      tx,
      {
        ...asked,
        replayId,
        scenarioFiles: shippedFiles(),
        rate: null,
        share: null,
        reason: 'a test',
        createdAt: Date.now(),
        createdBy: 'test',
        total: planned.plan.records,
      },
      planned.stretches,
    ),
  );
  let failures = failing;
  const parts = { database, admin: adminOf(), codec, archive, formats: readers, mostChanges: 100_000 };
  for (let tries = 0; tries <= failing; tries++) {
    const worker = localWorker(replayId, parts, () => failures > 0 && failures-- > 0);
    await worker.ended;
    await operationsStore.releaseReplay(database, replayId, worker.id, 'fell over');
  }
  last = (await operationsStore.findReplay(database, replayId))!;
  const counts = await operationsStore.replayCounts(database, replayId);
  const kinds = Map.groupBy(counts, ({ kind }) => kind);
  return Object.fromEntries(
    [...kinds].map(([kind, each]) => [kind, Object.fromEntries(each.map(({ key, count }) => [key, count]))]),
  );
}

let last: operationsStore.Replay;
const changesOfLast = (what: string): Promise<operationsStore.ReplayChange[]> =>
  operationsStore.listChanges(database, last.replayId, { what }, null, 1_000);

const adminOf = (): LogAdmin => ({
  ensureTopics: (specs) => admin.ensureTopics(specs),
  topics: () => admin.topics(),
  positions: (names, group) => admin.positions(names, group),
  read: (topic, partition, offset, limit) => admin.read(topic, partition, offset, limit),
  offsetsAt: (topic, moment) => admin.offsetsAt(topic, moment),
  readOn: (topic, partition, offset) => admin.readOn(topic, partition, offset),
  close: () => admin.close(),
});

const parcels = LINES - 2;
const logged = (MANIFESTS - 1) * parcels;

describe('Manifests that are read again', () => {
  it('come out the same by the same readers, every line of them', async () => {
    const counts = await reread(formats);
    expect(last).toMatchObject({ state: 'done', done: MANIFESTS * LINES, total: MANIFESTS * LINES });
    expect(counts['readings']).toEqual({ same: logged });
    expect(counts['lines']).toEqual({
      unchanged: logged,
      'not in the log': parcels,
      rejected: MANIFESTS,
      scans: MANIFESTS,
    });
    expect(counts['readers']).toEqual({ 'watchpost-json@2 → watchpost-json@2': MANIFESTS * LINES });
    expect(counts['reading']).toBeUndefined();
    expect(await operationsStore.countChanges(database, last.replayId)).toBe(0);
  });

  it('say which fields another reader reads otherwise, and what is decided by them', async () => {
    const counts = await reread(
      mended((line) => {
        if (line.kind !== 'shipment') return line;
        const articles = line.shipment.articles.map((each) => ({ ...each, description: 'books', hs: '490199' }));
        return { ...line, shipment: { ...line.shipment, articles } };
      }),
    );
    expect(counts['readings']).toEqual({ otherwise: logged });
    expect(counts['reading']).toEqual({ 'articles.description': logged, 'articles.hs': logged });
    expect(counts['lines']).toMatchObject({ changed: logged });
    expect(counts['readers']).toEqual({ 'watchpost-json@2 → watchpost-json@3': MANIFESTS * LINES });
    const [change] = await changesOfLast('decision');
    expect(change).toMatchObject({ partner, ordinal: 1, old: { band: 'critical' } });
    expect(change!.new!.score).toBeLessThan(change!.old!.score);
    expect(change!.detail.reading).toEqual([
      { field: 'articles.0.description', old: 'ANPP CAS 21409-26-7', new: 'books' },
      { field: 'articles.0.hs', old: '293339', new: '490199' },
    ]);
    expect(change!.rules.some((rule) => rule.startsWith('-'))).toBe(true);
  });

  it('tell of a field that no decision hung on, of lines that appear and of lines that vanish', async () => {
    const counts = await reread(mended(lineOfMendedReader()));
    expect(counts['lines']).toMatchObject({ vanished: MANIFESTS, appeared: MANIFESTS });
    expect(counts['reading']).toMatchObject({ category: logged - (MANIFESTS - 1), outcome: 2 * MANIFESTS });
    expect(counts['found']).toEqual({ reading: logged - (MANIFESTS - 1), appeared: MANIFESTS, vanished: MANIFESTS });
    expect((await changesOfLast('vanished'))[0]).toMatchObject({ old: { band: 'critical' }, new: null });
    const [appeared] = await changesOfLast('appeared');
    expect(appeared).toMatchObject({ old: null, new: { recommendation: 'HOLD' } });
    expect(appeared!.detail.reading).toEqual([{ field: 'outcome', old: 'line.empty', new: 'shipment' }]);
    const [reading] = await changesOfLast('reading');
    expect(reading!.detail.reading).toEqual([{ field: 'category', old: null, new: 'gift' }]);
  });

  it('are counted once each, though a worker falls over twice', async () => {
    const counts = await reread(formats, 2);
    expect(last).toMatchObject({ state: 'done', done: MANIFESTS * LINES });
    expect(counts['readings']).toEqual({ same: logged });
  });

  it('are told of by the plan: exactly, unless lines would have to be looked at', async () => {
    const plans = new PlanService(admin, codec, database, archive);
    const asked = { mode: 'reread', format: null, scenario: scenario.label, rate: 100, share: null } as const;
    const { plan } = await plans.plan({ ...asked, scope: { partner } });
    expect(plan).toMatchObject({
      shipments: { count: MANIFESTS * LINES, exact: true },
      bytes: { exact: true },
      raw: { manifests: MANIFESTS, lines: MANIFESTS * LINES },
      seconds: (MANIFESTS * LINES) / 100,
    });
    const narrowed = await plans.plan({ ...asked, scope: { partner, recommendation: 'HOLD' } });
    expect(narrowed.plan.shipments.exact).toBe(false);
    const without = new PlanService(admin, codec, database, null);
    await expect(without.plan({ ...asked, scope: {} })).rejects.toMatchObject({ code: 'replay.no-archive' });
  });
});

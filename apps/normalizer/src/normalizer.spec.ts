import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  catalogueIds,
  createCodec,
  eventHeaders,
  topics,
  topicSpecs,
  type ManifestReceived,
} from '@watchpost/contracts';
import { BatchStrategy, createMemoryLog, type EventProducer, type MemoryLog } from '@watchpost/messaging';
import { loadConfig, httpSettings, startService, type RunningService } from '@watchpost/platform';
import { NormalizerModule } from './normalizer.module.ts';

const codec = createCodec(catalogueIds());
const receivedAt = Date.UTC(2026, 10, 20, 12);
const manifestId = '019aa000-0000-7000-8000-000000000001';

const good = (itemId: string): string =>
  JSON.stringify({
    ids: { itemId },
    consignee: { name: 'Elm Street Library' },
    grossMassKg: 1.2,
    articles: [{ description: 'atlas' }],
  });
const bad = JSON.stringify({ ids: { itemId: 'RB123456785GB' }, consignee: { name: 'x' }, pieces: -1 });
const scan = JSON.stringify({
  type: 'tracking',
  ids: { itemId: 'RB123456785GB' },
  event: 'EMC',
  at: '2026-11-20T08:00:00Z',
});

describe('the normalizer', () => {
  let log: MemoryLog;
  let service: RunningService;
  let producer: EventProducer;

  beforeEach(async () => {
    log = createMemoryLog();
    await (await log.admin()).ensureTopics(topicSpecs({ replicationFactor: 1 }));
    service = await startService({
      name: 'normalizer',
      description: 'test',
      config: loadConfig(httpSettings, { LOG_LEVEL: 'silent' }),
      module: NormalizerModule.with({ log, clock: { now: () => receivedAt }, logLevel: 'silent' }),
      strategy: (app) => app.get(BatchStrategy),
    });
    await service.app.get(BatchStrategy).joined();
    producer = await log.producer();
  });
  afterEach(() => service.stop());

  const chunk = (body: Buffer, more: Partial<ManifestReceived> = {}) => {
    const event: ManifestReceived = {
      manifestId,
      sequence: 7,
      partner: 'post-a',
      testMode: false,
      formatHint: null,
      contentType: 'application/x-ndjson',
      receivedAt,
      size: body.length,
      digest: '',
      chunk: 0,
      chunks: 1,
      body,
      ...more,
    };
    const headers = eventHeaders({
      topic: topics.manifestsReceived,
      id: 'e',
      source: 'intake',
      time: receivedAt,
      subject: event.manifestId,
    });
    return {
      topic: topics.manifestsReceived.name,
      key: event.manifestId,
      value: codec.encode(topics.manifestsReceived, event),
      headers,
    };
  };
  const declared = () =>
    log.records(topics.shipmentsDeclared.name).map(({ value }) => codec.decode(topics.shipmentsDeclared, value!));
  const reports = () =>
    log.records(topics.manifestsProcessed.name).map(({ value }) => codec.decode(topics.manifestsProcessed, value!));

  it('turns every line into a shipment, a tracking event or a rejection, and reports each', async () => {
    await producer.send([chunk(Buffer.from([good('RA000000014KR'), bad, scan].join('\n')))]);
    await log.settled();
    expect(declared().map(({ shipment, ordinal }) => [ordinal, shipment.itemId])).toEqual([[1, 'RA000000014KR']]);
    expect(log.records(topics.trackingObserved.name)).toHaveLength(1);
    const [report] = reports();
    expect(report).toMatchObject({ format: 'watchpost-json', last: true, slice: 0 });
    expect(report!.lines.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['DECLARED', null],
      ['REJECTED', 'number.negative'],
      ['RECORDED', null],
    ]);
  });

  it('says of what it cannot read that it is unknown', async () => {
    await producer.send([chunk(Buffer.from('a letter, not a manifest'))]);
    await log.settled();
    expect(reports()).toMatchObject([
      { format: 'unknown', last: true, lines: [], findings: [{ code: 'format.unknown' }] },
    ]);
  });

  it('reads a manifest of several chunks, cut anywhere, while another takes its turn between them', async () => {
    const whole = Buffer.from(Array.from({ length: 2_500 }, (_, n) => good(`H-${n}`)).join('\n'));
    const cuts = [0, 100_003, 200_001, whole.length];
    const parts = [0, 1, 2].map((n) => chunk(whole.subarray(cuts[n], cuts[n + 1]), { chunk: n, chunks: 3 }));
    const other = chunk(Buffer.from(good('RA000000028KR')), { manifestId: '019aa000-0000-7000-8000-000000000002' });
    await producer.send([parts[0]!, other, parts[1]!, parts[2]!]);
    await log.settled();
    expect(declared()).toHaveLength(2_501);
    const slices = reports().filter((report) => report.manifestId === manifestId);
    expect(slices.map(({ slice, last, lines }) => [slice, last, lines.length])).toEqual([
      [0, false, 1_000],
      [1, false, 1_000],
      [2, true, 500],
    ]);
  });

  it('gives the same records under the same ids when a manifest is delivered again', async () => {
    const record = chunk(Buffer.from(good('RA000000014KR')));
    await producer.send([record]);
    await log.settled();
    await producer.send([record]);
    await log.settled();
    const [first, second] = log.records(topics.shipmentsDeclared.name);
    expect(second!.headers['ce_id']).toBe(first!.headers['ce_id']);
    expect(second!.value).toEqual(first!.value);
  });

  it('parks a chunk whose beginning never came, and goes on', async () => {
    await producer.send([
      chunk(Buffer.from('rest'), { chunk: 3, chunks: 4 }),
      chunk(Buffer.from(good('RA000000014KR')), { manifestId: '019aa000-0000-7000-8000-000000000003' }),
    ]);
    await log.settled();
    const [parked] = log.records('manifests.received.v1.normalizer.dlq');
    expect(parked!.headers['wp_dlq_code']).toBe('manifest.chunk-missing');
    expect(declared()).toHaveLength(1);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deadLetterTopicOf, type ManifestProcessed, topics } from '@watchpost/contracts';
import { QualityTally } from '@watchpost/domain';
import { formats, type FormatReader } from '@watchpost/formats';
import { createMemoryLog, type MemoryLog, type OutgoingRecord } from '@watchpost/messaging';
import {
  chunkOf,
  chunksOf,
  codec,
  line,
  lines,
  manifestId,
  NormalizerBench,
  receivedAt,
  traceparent,
} from '../test/normalizer-bench.ts';
import { type NormalizerParts } from './normalizer.module.ts';

const bad = JSON.stringify({ ids: { itemId: 'RB123456785GB' }, consignee: { name: 'x' }, pieces: -1 });
const scan = JSON.stringify({
  type: 'tracking',
  ids: { itemId: 'RB123456785GB' },
  event: 'EMC',
  at: '2026-11-20T08:00:00Z',
});
const dead = deadLetterTopicOf(topics.manifestsReceived.name, 'normalizer');

/** A reader with a fault of its own: it fails on a word. */
const faulty: FormatReader = {
  version: 1,
  id: 'csv',
  title: 'faulty',
  syntax: 'table',
  recognise: (head) => (Buffer.from(head).includes('faulty') ? 1 : 0),
  open: () => ({
    push: (chunk) => {
      if (Buffer.from(chunk).includes('now')) throw new TypeError('undefined is not a parcel');
      return null;
    },
    end: () => {
      throw new Error('never reached');
    },
  }),
};

describe('the normalizer', () => {
  let log: MemoryLog;
  let bench: NormalizerBench | undefined;

  const start = async (parts: Omit<NormalizerParts, 'log'> = {}): Promise<void> => {
    bench = await NormalizerBench.start(log.connect(), parts);
  };
  const take = async (...records: readonly OutgoingRecord[]): Promise<void> => {
    await bench!.producer.send(records);
    await log.settled();
  };
  const declared = () =>
    log.records(topics.shipmentsDeclared.name).map(({ value }) => codec.decode(topics.shipmentsDeclared, value!));
  const reports = (id = manifestId(1)): readonly ManifestProcessed[] =>
    log
      .records(topics.manifestsProcessed.name)
      .map(({ value }) => codec.decode(topics.manifestsProcessed, value!))
      .filter((report) => report.manifestId === id);
  const slices = (id?: string) => reports(id).map(({ slice, last, lines }) => [slice, last, lines.length]);

  beforeEach(() => {
    log = createMemoryLog();
  });
  afterEach(async () => {
    await bench?.stop();
    bench = undefined;
  });

  it('tells of units on a topic of their own, under ids that a second reading gives again, and reports none of them as a line', async () => {
    await start();
    const manifest = 'FFM/8\n1/KE0031/21NOV/ICN\nDFW//21NOV1540\n180-12345675ICNDFW/T1K10/LAMPS\nLAST\n';
    await take(chunkOf(Buffer.from(manifest)));
    await bench!.stop();
    await start();
    await take(chunkOf(Buffer.from(manifest)));
    const records = log.records(topics.unitsObserved.name);
    const ofMaster = records.filter(({ key }) => key!.toString() === 'MASTER_BILL 180-12345675');
    expect(codec.decode(topics.unitsObserved, ofMaster[0]!.value!)).toMatchObject({
      unit: { kind: 'MASTER_BILL', number: '180-12345675' },
      version: { ordinal: 1 },
      conveyance: { id: 'KE0031' },
      portOfArrival: 'DFW',
      within: [{ kind: 'CONVEYANCE', number: 'KE31 2026-11-21' }],
    });
    expect(ofMaster).toHaveLength(2);
    expect(new Set(records.map(({ headers }) => headers['ce_id'])).size).toBe(2);
    expect(reports()[0]!.lines).toHaveLength(1);
  });

  it('turns every line into a shipment, a tracking event or a rejection, and reports each', async () => {
    await start();
    await take(chunkOf(Buffer.from([line('H1'), bad, scan].join('\n'))));
    expect(declared().map(({ shipment, ordinal }) => [ordinal, shipment.itemId])).toEqual([[1, 'H1']]);
    expect(log.records(topics.trackingObserved.name)).toHaveLength(1);
    const [report] = reports();
    expect(report).toMatchObject({ format: 'watchpost-json', last: true, slice: 0, messages: 1 });
    expect(report!.lines.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['DECLARED', null],
      ['REJECTED', 'number.negative'],
      ['RECORDED', null],
    ]);
  });

  it('goes on with the trace, and says in the headers where a line came from', async () => {
    await start();
    await take(chunkOf(Buffer.from(line('H1')), { testMode: true }));
    const [record] = log.records(topics.shipmentsDeclared.name);
    expect(record!.headers).toMatchObject({
      ce_source: 'normalizer',
      ce_type: 'watchpost.shipments.declared.v1',
      traceparent,
      wp_manifest: manifestId(1),
      wp_ordinal: '1',
      wp_partner: 'post-a',
      wp_test: 'true',
    });
    expect(log.records(topics.manifestsProcessed.name)[0]!.headers).toMatchObject({ traceparent, wp_test: 'true' });
  });

  it('says of what it cannot read that it is unknown', async () => {
    await start();
    await take(chunkOf(Buffer.from('a letter, not a manifest')));
    expect(reports()).toMatchObject([
      { format: 'unknown', last: true, lines: [], findings: [{ code: 'format.unknown' }] },
    ]);
  });

  it('follows the character set that the sender names', async () => {
    await start();
    const csv = Buffer.from('item id,sender name,contents\nH1,Müller,Lebkuchen\n', 'latin1');
    await take(chunkOf(csv, { contentType: 'text/csv; charset=ISO-8859-1' }));
    expect(declared()[0]!.shipment.consignor!.name).toBe('Müller');
  });

  it('reads a manifest of several chunks, cut anywhere, while another takes its turn between them', async () => {
    await start();
    const [first, ...rest] = chunksOf(lines('H', 2_500), 3);
    await take(first!, chunkOf(Buffer.from(line('X')), { manifestId: manifestId(2) }), ...rest);
    expect(declared()).toHaveLength(2_501);
    expect(slices()).toEqual([
      [0, false, 1_000],
      [1, false, 1_000],
      [2, true, 500],
    ]);
    expect(slices(manifestId(2))).toEqual([[0, true, 1]]);
  });

  it('says in the last slice, and there alone, what lowers the quality of the whole', async () => {
    // Readers are let go between two chunks and begin anew: what they had found is not counted twice.
    await start({ openReaders: 2 });
    const body = Buffer.from(
      Array.from({ length: 1_500 }, (_, at) => (at % 3 === 0 ? bad : line(`H${at}`))).join('\n'),
    );
    const manifests = [1, 2, 3, 4].map((n) => chunksOf(body, 3, { manifestId: manifestId(n) }));
    for (const turn of [0, 1, 2]) for (const chunks of manifests) await take(chunks[turn]!);
    for (const n of [1, 2, 3, 4]) {
      const told = reports(manifestId(n));
      const tally = new QualityTally();
      for (const { findings } of told) for (const finding of findings) tally.add(finding);
      const { loss, codes } = tally.totals(1_500);
      expect(told.map(({ quality }) => quality)).toEqual([null, { lines: 1_500, loss, codes }]);
      expect(codes).toContainEqual({ code: 'number.negative', lines: 500, gain: expect.any(Number) });
    }
  });

  it('reports no line before it is acknowledged', async () => {
    const acknowledged = new Set<string>();
    const early: string[] = [];
    const watched = log.connect();
    const producer = await watched.producer();
    const send = async (records: readonly OutgoingRecord[]): Promise<void> => {
      for (const { topic, value } of records) {
        if (topic !== topics.manifestsProcessed.name) continue;
        const { lines: reported } = codec.decode(topics.manifestsProcessed, value!);
        early.push(...reported.map(({ ordinal }) => `${ordinal}`).filter((ordinal) => !acknowledged.has(ordinal)));
      }
      await producer.send(records);
      for (const { topic, headers } of records) {
        if (topic === topics.shipmentsDeclared.name) acknowledged.add(headers!['wp_ordinal']!);
      }
    };
    watched.producer = async () => ({ send, close: () => producer.close() });
    bench = await NormalizerBench.start(watched);
    const partner = await log.producer();
    await partner.send(chunksOf(lines('H', 3_000), 4));
    await log.settled();
    expect(acknowledged.size).toBe(3_000);
    expect(early).toEqual([]);
    expect(slices().at(-1)).toEqual([2, true, 1_000]);
  });

  it('gives the same records under the same ids when a manifest is delivered again', async () => {
    await start();
    const record = chunkOf(Buffer.from(line('H1')));
    await take(record);
    await take(record);
    const [first, second] = log.records(topics.shipmentsDeclared.name);
    expect(second!.headers['ce_id']).toBe(first!.headers['ce_id']);
    expect(second!.value).toEqual(first!.value);
  });

  it('passes over chunks that were published twice', async () => {
    await start();
    const [a, b, c] = chunksOf(lines('H', 30), 3);
    await take(a!, b!, a!, b!, c!, b!, c!);
    expect(declared()).toHaveLength(30);
    expect(log.records(dead)).toHaveLength(0);
  });

  it('reads a manifest from its first chunk again when another one takes over half-way', async () => {
    await start();
    const [a, b, c] = chunksOf(lines('H', 2_100), 3);
    await take(a!, b!);
    await bench!.stop();
    await start();
    await take(c!);
    expect(slices().at(-1)).toEqual([2, true, 100]);
    expect(new Set(declared().map(({ lineId }) => lineId)).size).toBe(2_100);
    const byId = new Map(log.records(topics.manifestsProcessed.name).map((r) => [r.headers['ce_id'], r.value]));
    expect(byId.size).toBe(3);
  });

  it('reads more manifests at a time than it keeps readers for', async () => {
    await start({ openReaders: 2 });
    const manifests = Array.from({ length: 6 }, (_, n) =>
      chunksOf(lines(`M${n}`, 1_500), 3, { manifestId: manifestId(n + 1) }),
    );
    for (const turn of [0, 1, 2]) for (const chunks of manifests) await take(chunks[turn]!);
    for (let n = 1; n <= 6; n += 1) {
      expect(slices(manifestId(n))).toEqual([
        [0, false, 1_000],
        [1, true, 500],
      ]);
    }
    expect(new Set(declared().map(({ lineId }) => lineId)).size).toBe(9_000);
  });

  it('waits for a log that is away, and loses and doubles nothing', async () => {
    await start();
    const chunks = chunksOf(lines('H', 1_200), 2);
    await bench!.producer.send([chunks[0]!]);
    log.goAway();
    await new Promise((resolve) => setTimeout(resolve, 300));
    log.comeBack();
    await bench!.producer.send([chunks[1]!]);
    await log.settled();
    expect(new Set(declared().map(({ lineId }) => lineId)).size).toBe(1_200);
    expect(slices().at(-1)).toEqual([1, true, 200]);
  });

  it('reads a table by the mapping that came with its first chunk, and parks one whose mapping cannot be used', async () => {
    await start();
    const columns = ['Sendung', 'Absender', 'Inhalt'].map((column, at) => ({
      column,
      field: ['itemId', 'consignorName', 'description'][at],
    }));
    const reading = JSON.stringify({ mapping: { kind: 'separated', separator: ';', columns } });
    const table = Buffer.from('Sendung;Absender;Inhalt\nH-1;Hafen KG;Atlas\nH-2;Hafen KG;Globus\n');
    const [first, second] = [table.subarray(0, 30), table.subarray(30)];
    await take(
      chunkOf(first, { chunk: 0, chunks: 2, reading }),
      chunkOf(table, { manifestId: manifestId(2), reading: '{"mapping":{"kind":"round"}}' }),
      chunkOf(second, { chunk: 1, chunks: 2 }),
    );
    const read = declared().map(({ shipment }) => [shipment.itemId, shipment.articles[0]!.description]);
    expect(read.sort()).toEqual([
      ['H-1', 'Atlas'],
      ['H-2', 'Globus'],
    ]);
    const [parked] = log.records(dead);
    expect(parked!.headers).toMatchObject({ wp_manifest: manifestId(2), wp_dlq_code: 'reader.failed' });
  });

  it('parks a line that its partner’s settings hold, reports why, and does the same when it reads again', async () => {
    await start();
    const reading = '{"findingCosts":{"code":"quarantine"}}';
    const held = JSON.stringify({ ...(JSON.parse(line('H-2')) as object), origin: 'QQ' });
    const chunk = chunkOf(Buffer.from([line('H-1'), held, line('H-3')].join('\n')), { reading });
    await take(chunk);
    expect(declared().map(({ shipment }) => shipment.itemId)).toEqual(expect.arrayContaining(['H-1', 'H-3']));
    const [letter, ...more] = log.records('shipments.declared.v1.scorer.dlq');
    expect(more).toEqual([]);
    const event = codec.decode(topics.shipmentsDeclared, letter!.value!);
    expect(event).toMatchObject({ ordinal: 2, shipment: { itemId: 'H-2' } });
    expect(letter!.key!.toString()).toBe(event.shipmentId);
    expect(letter!.headers).toMatchObject({
      wp_manifest: manifestId(1),
      wp_ordinal: '2',
      wp_dlq_topic: 'shipments.declared.v1',
      wp_dlq_group: 'scorer',
      wp_dlq_code: 'quarantine',
      wp_dlq_reason: expect.stringContaining('code.country: ') as unknown,
      wp_dlq_first_failed_at: String(receivedAt),
    });
    const [report] = reports();
    expect(report!.lines.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['DECLARED', null],
      ['DECLARED', 'code.country'],
      ['DECLARED', null],
    ]);
    expect(report!.findings.filter(({ severity }) => severity === 'error')).toMatchObject([
      { line: 2, code: 'code.country' },
    ]);
    await take(chunk);
    const [, again] = log.records('shipments.declared.v1.scorer.dlq');
    expect(again).toMatchObject({ headers: letter!.headers, value: letter!.value });
  });

  it('parks a manifest whose reader fails, all its chunks, and goes on with the others', async () => {
    await start({ formats: [faulty, ...formats] });
    const [a, b, c] = ['faulty begins', 'now', 'and goes on'].map((text, chunk) =>
      chunkOf(Buffer.from(text), { chunk, chunks: 3, formatHint: 'csv' }),
    );
    await take(a!, b!, chunkOf(Buffer.from(line('X')), { manifestId: manifestId(2) }), c!);
    const parked = log.records(dead);
    expect(parked.map(({ headers }) => headers['wp_dlq_code'])).toEqual([
      'reader.failed',
      'reader.failed',
      'reader.failed',
    ]);
    expect(new Set(parked.map(({ headers }) => headers['wp_manifest']))).toEqual(new Set([manifestId(1)]));
    expect(slices(manifestId(2))).toEqual([[0, true, 1]]);
  });

  it('parks a chunk whose beginning never came, and goes on', async () => {
    await start();
    await take(
      chunkOf(Buffer.from('rest'), { chunk: 3, chunks: 4 }),
      chunkOf(Buffer.from(line('X')), { manifestId: manifestId(2) }),
    );
    const [parked] = log.records(dead);
    expect(parked!.headers['wp_dlq_code']).toBe('manifest.chunk-missing');
    expect(declared()).toHaveLength(1);
  });

  it('rejects a line that makes a record larger than the log takes', async () => {
    await start();
    const articles = Array.from({ length: 900 }, (_, n) => ({ description: `${n} ${'é'.repeat(560)}` }));
    const large = JSON.stringify({ ids: { itemId: 'H2' }, consignee: { name: 'x' }, articles });
    await take(chunkOf(Buffer.from([line('H1'), large, line('H3')].join('\n'))));
    const [report] = reports();
    expect(report!.lines.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['DECLARED', null],
      ['REJECTED', 'line.too-large'],
      ['DECLARED', null],
    ]);
  });

  it('keeps its reports below what the log takes, however much there is to find', async () => {
    await start();
    const row = JSON.stringify({
      ids: { itemId: 'x' },
      consignee: { name: '\u0007'.repeat(100) },
      origin: '国'.repeat(120),
      value: { amount: '1', currency: '国'.repeat(120) },
    });
    await take(...chunksOf(Buffer.from(Array.from({ length: 3_000 }, () => row).join('\n')), 9));
    expect(reports().flatMap((report) => report.lines)).toHaveLength(3_000);
    for (const { value } of log.records(topics.manifestsProcessed.name)) expect(value!.length).toBeLessThan(900_000);
  });
});

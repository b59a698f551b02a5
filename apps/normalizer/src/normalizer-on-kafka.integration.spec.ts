import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogueIds, createCodec, headers, topics } from '@watchpost/contracts';
import { createKafkaLog, type EventLog, type LogAdmin, type LogRecord } from '@watchpost/messaging';
import { chunksOf, lines, NormalizerBench } from '../test/normalizer-bench.ts';

const brokers = process.env['WATCHPOST_TEST_KAFKA_BROKERS']!.split(',');
const codec = createCodec(catalogueIds());
const connect = (): EventLog => createKafkaLog({ brokers, clientId: 'normalizer-test' });

describe('The normalizer on Kafka', () => {
  let log: EventLog;
  let admin: LogAdmin;
  let bench: NormalizerBench;

  beforeAll(async () => {
    log = connect();
    admin = await log.admin();
    bench = await NormalizerBench.start(connect());
  });
  afterAll(async () => {
    await bench.stop();
    await admin.close();
    await log.close();
  });

  /** Records of a topic that belong to the manifest: the broker is shared with other tests. */
  const recordsOf = async (topic: string, manifestId: string): Promise<readonly LogRecord[]> => {
    const found: LogRecord[] = [];
    for (const { partition, low, high } of await admin.positions([topic], null)) {
      for (let offset = low; offset < high;) {
        const records = await admin.read(topic, partition, offset, 2_000);
        if (records.length === 0) break;
        found.push(...records.filter((record) => record.headers[headers.manifest] === manifestId));
        offset = records.at(-1)!.offset + 1;
      }
    }
    return found;
  };
  const reportsOf = async (manifestId: string) =>
    (await recordsOf(topics.manifestsProcessed.name, manifestId)).map(({ value }) =>
      codec.decode(topics.manifestsProcessed, value!),
    );
  const lastReportOf = async (manifestId: string): Promise<void> => {
    const deadline = Date.now() + 30_000;
    while (!(await reportsOf(manifestId)).some(({ last }) => last)) {
      if (Date.now() > deadline) throw new Error(`${manifestId} was not read in time`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };

  it('declares every line of manifests of several chunks that come interleaved, each report after its lines', async () => {
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    const chunked = ids.map((manifestId, n) => chunksOf(lines(`K${n}`, 2_300), 4, { manifestId }));
    for (const turn of [0, 1, 2, 3]) await bench.producer.send(chunked.map((chunks) => chunks[turn]!));
    for (const manifestId of ids) {
      await lastReportOf(manifestId);
      const declared = await recordsOf(topics.shipmentsDeclared.name, manifestId);
      const ordinals = declared.map((record) => Number(record.headers[headers.ordinal])).sort((a, b) => a - b);
      expect(ordinals).toEqual(Array.from({ length: 2_300 }, (_, n) => n + 1));
      const reports = await reportsOf(manifestId);
      expect(reports.map(({ slice, last, lines: { length } }) => [slice, last, length])).toEqual([
        [0, false, 1_000],
        [1, false, 1_000],
        [2, true, 300],
      ]);
    }
  });

  it('begins a manifest anew where another one had stopped half-way, under the same ids', async () => {
    const manifestId = randomUUID();
    const chunks = chunksOf(lines('R', 2_300), 4, { manifestId });
    await bench.producer.send(chunks.slice(0, 3));
    const deadline = Date.now() + 30_000;
    while ((await reportsOf(manifestId)).length === 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await bench.stop();
    bench = await NormalizerBench.start(connect());
    await bench.producer.send(chunks.slice(3));
    await lastReportOf(manifestId);
    const ids = (await recordsOf(topics.shipmentsDeclared.name, manifestId)).map(
      (record) => record.headers[headers.id],
    );
    expect(ids.length).toBeGreaterThan(2_300);
    expect(new Set(ids).size).toBe(2_300);
  });
});

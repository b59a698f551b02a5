import { catalogueIds, createCodec } from '@watchpost/contracts';
import { createKafkaLog, type LogAdmin, type OutgoingRecord } from '@watchpost/messaging';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { declaredOf } from '../in-process/declared-records.ts';
import { ManifestSupply } from '../load/manifest-supply.ts';
import { PARTNER } from '../stack/bench-stack.ts';
import type { CopyCost } from './copy.ts';

export interface KafkaCopy {
  /** Records a second that kafkajs by itself copies from topic to topic. */
  readonly kafkajsCopy: number;
  /** CPU microseconds of its process for a record: what a slow or busy machine is told by. */
  readonly kafkajsMicros: number;
  /** The same through libs/messaging, decoding and encoding each record. */
  readonly messagingCopy: number;
  readonly messagingMicros: number;
  readonly records: number;
  /** Of a value, on average. */
  readonly valueBytes: number;
}

const SOURCE = 'bench.copied-from';
const DISTINCT = 20_000;
const ROUNDS = 3;

/** Declared shipments, headers and all, copied from a topic of 12 partitions to another, in turns by kafkajs alone and through libs/messaging. */
export async function measureKafkaCopy(brokers: string, records: number): Promise<KafkaCopy> {
  const log = createKafkaLog({ brokers: brokers.split(',') });
  const costs: Record<'bare' | 'ours', CopyCost[]> = { bare: [], ours: [] };
  try {
    const admin = await log.admin();
    await makeTopic(admin, SOURCE);
    const samples = sampleRecords();
    const producer = await log.producer();
    for (let sent = 0; sent < records; sent += samples.length) await producer.send(samples.slice(0, records - sent));
    for (let round = 0; round < ROUNDS; round++) {
      for (const way of ['bare', 'ours'] as const) {
        const target = `bench.copied-to.${way}.${round}`;
        await makeTopic(admin, target);
        costs[way].push(await copy(way, brokers, target, records));
      }
    }
    const valueBytes = samples.reduce((sum, { value }) => sum + value!.length, 0) / samples.length;
    const [bare, ours] = [best(costs.bare), best(costs.ours)];
    return {
      kafkajsCopy: bare.recordsASecond,
      kafkajsMicros: bare.micros,
      messagingCopy: ours.recordsASecond,
      messagingMicros: ours.micros,
      records,
      valueBytes: Math.round(valueBytes),
    };
  } finally {
    await log.close();
  }
}

const makeTopic = (admin: LogAdmin, name: string) => admin.ensureTopics([{ name, partitions: 12, config: {} }]);

function sampleRecords(): readonly OutgoingRecord[] {
  const codec = createCodec(catalogueIds());
  const documents = new ManifestSupply('copy', 0).write(DISTINCT);
  return documents.flatMap(({ body }, i) =>
    declaredOf(codec, body, PARTNER, { sequence: i + 1, receivedAt: Date.now() }).map(({ key, value, headers }) => ({
      topic: SOURCE,
      key,
      value,
      headers,
    })),
  );
}

async function copy(way: string, brokers: string, target: string, records: number): Promise<CopyCost> {
  const flags = [
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=TimeoutNegativeWarning',
    '--experimental-transform-types',
  ];
  const program = join(import.meta.dirname, 'copy.ts');
  const argv = [...flags, program, way, brokers, SOURCE, target, String(records)];
  const { stdout } = await promisify(execFile)(process.execPath, argv);
  return JSON.parse(stdout) as CopyCost;
}

/** The fastest round, and the cheapest: whatever else runs on this machine only ever adds. */
const best = (costs: readonly CopyCost[]): CopyCost => ({
  recordsASecond: Math.max(...costs.map(({ recordsASecond }) => recordsASecond)),
  micros: Math.min(...costs.map(({ micros }) => micros)),
});

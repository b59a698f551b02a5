/**
 * Copies a topic to another, in a process of its own, and prints what that cost: `bare` with kafkajs as its manual says, bytes to bytes; `ours` through
 * libs/messaging, each record decoded and encoded again. `copy.ts bare|ours brokers from to records`
 */
import { catalogueIds, createCodec, topics } from '@watchpost/contracts';
import { createKafkaLog } from '@watchpost/messaging';
import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';

const [way, brokers, from, to, wanted] = process.argv.slice(2) as [string, string, string, string, string];
const records = Number(wanted);
const CHUNK = 1_000;
const MOST_MS = 120_000;

interface Stopwatch {
  /** Counts records that were written; the first call starts the clock. */
  readonly copied: (count: number) => void;
  readonly started: () => void;
  readonly done: Promise<CopyCost>;
}

export interface CopyCost {
  readonly recordsASecond: number;
  /** CPU microseconds of the copying process for a record. */
  readonly micros: number;
}

function stopwatch(): Stopwatch {
  const { promise, resolve } = Promise.withResolvers<CopyCost>();
  let at = 0;
  let cpu = process.cpuUsage();
  let count = 0;
  return {
    started: () => {
      if (at > 0) return;
      at = performance.now();
      cpu = process.cpuUsage();
    },
    copied: (more) => {
      count += more;
      if (count < records) return;
      const { user, system } = process.cpuUsage(cpu);
      resolve({
        recordsASecond: Math.round((count * 1_000) / (performance.now() - at)),
        micros: Math.round(((user + system) / count) * 100) / 100,
      });
    },
    done: promise,
  };
}

async function bare(): Promise<CopyCost> {
  const client = new kafkajs.Kafka({ brokers: brokers.split(','), logLevel: kafkajs.logLevel.NOTHING });
  const consumer = client.consumer({
    groupId: `bench-${randomUUID()}`,
    maxWaitTimeInMs: 100,
    maxBytesPerPartition: 1_048_576,
  });
  const producer = client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await Promise.all([consumer.connect(), producer.connect()]);
  await consumer.subscribe({ topics: [from], fromBeginning: true });
  const { started, copied, done } = stopwatch();
  await consumer.run({
    eachBatchAutoResolve: false,
    eachBatch: async ({ batch: { messages }, resolveOffset, heartbeat }) => {
      started();
      for (let i = 0; i < messages.length; i += CHUNK) {
        const chunk = messages.slice(i, i + CHUNK);
        const copies = chunk.map(({ key, value, headers }) => ({ key, value, ...(headers && { headers }) }));
        await producer.send({ topic: to, messages: copies });
        resolveOffset(chunk.at(-1)!.offset);
        await heartbeat();
        copied(chunk.length);
      }
    },
  });
  return done;
}

async function ours(): Promise<CopyCost> {
  const log = createKafkaLog({ brokers: brokers.split(',') });
  const codec = createCodec(catalogueIds());
  const producer = await log.producer();
  const { started, copied, done } = stopwatch();
  const consumer = log.consumer({ group: `bench-${randomUUID()}`, topics: [from] }, async (batch) => {
    started();
    await producer.send(
      batch.map(({ key, value, headers }) => {
        const event = codec.decode(topics.shipmentsDeclared, value!);
        return { topic: to, key, value: codec.encode(topics.shipmentsDeclared, event), headers };
      }),
    );
    copied(batch.length);
  });
  await consumer.start();
  return done;
}

const cost = await Promise.race([way === 'bare' ? bare() : ours(), pause(MOST_MS).then(() => null)]);
process.stdout.write(`${JSON.stringify(cost)}\n`);
process.exit(cost === null ? 1 : 0);

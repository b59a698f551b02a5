import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type KafkaEngine, startKafka } from '@watchpost/engines';
import {
  createKafkaLog,
  deadLetterOf,
  type EventLog,
  type EventProducer,
  type RecordOutcome,
} from '@watchpost/messaging';

const directory = mkdtempSync(join(tmpdir(), 'watchpost-broker-away-'));
const startBroker = (port?: number): Promise<KafkaEngine> =>
  startKafka({ directory, heapMib: 384, needMib: 256, ...(port === undefined ? {} : { port }) });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const TOPIC = 'things.made.v1';
const GROUP = 'away';
const KEYS = 20;

/** A broker of its own, which is frozen, killed and started again while records flow. */
describe('While the broker is away', () => {
  let broker: KafkaEngine;
  let log: EventLog;
  let producer: EventProducer;
  let next = 0;
  const handled: { key: string; value: number }[] = [];
  const sends: Promise<void>[] = [];

  beforeAll(async () => {
    broker = await startBroker();
    log = createKafkaLog({ brokers: [...broker.brokers], sessionTimeoutMs: 10_000 });
    const letters = deadLetterOf(anyRecord, anyLetter).topic;
    await (await log.admin()).ensureTopics([TOPIC, letters].map((name) => ({ name, partitions: 6, config: {} })));
    producer = await log.producer();
    const consumer = log.consumer({ group: GROUP, topics: [TOPIC] }, async (records): Promise<RecordOutcome[]> => {
      for (const { key, value } of records) handled.push({ key: key!.toString(), value: Number(value!.toString()) });
      return [];
    });
    await consumer.start();
  }, 300_000);

  afterAll(async () => {
    await producer?.close();
    await log?.close();
    await broker?.stop();
    rmSync(directory, { recursive: true, force: true });
  }, 120_000);

  /** Sends from many callers at a steady rate, whatever the broker does; nobody waits for the answer here. */
  const flow = async (forMs: number): Promise<void> => {
    for (const end = performance.now() + forMs; performance.now() < end; await pause(10)) {
      const records = Array.from({ length: 5 }, () => ({
        topic: TOPIC,
        key: `k${next % KEYS}`,
        value: Buffer.from(String(next++)),
      }));
      const sent = producer.send(records);
      // Seen when all are waited for.
      sent.catch(() => undefined);
      sends.push(sent);
    }
  };

  const nothingIsLost = async (): Promise<void> => {
    await Promise.all(sends);
    for (const end = Date.now() + 200_000; new Set(handled.map(({ value }) => value)).size < next; await pause(50)) {
      if (Date.now() > end)
        throw new Error(`${next - new Set(handled.map(({ value }) => value)).size} records are missing`);
    }
    // A repeated request may put records there twice, but never moves one before an earlier one of its key.
    const first = new Map<string, number>();
    const seen = new Set<number>();
    for (const { key, value } of handled) {
      if (seen.has(value)) continue;
      seen.add(value);
      expect(value).toBeGreaterThan(first.get(key) ?? -1);
      first.set(key, value);
    }
  };

  it('a broker that hangs costs delay', async () => {
    await flow(500);
    process.kill(broker.pid!, 'SIGSTOP');
    await flow(12_000);
    process.kill(broker.pid!, 'SIGCONT');
    await flow(500);
    await nothingIsLost();
  }, 400_000);

  it('a broker that is killed and started again costs delay', async () => {
    await flow(500);
    process.kill(broker.pid!, 'SIGKILL');
    await flow(6_000);
    broker = await startBroker(Number(broker.brokers[0]!.split(':')[1]));
    await flow(500);
    await nothingIsLost();
  }, 400_000);

  it('parks nothing, and takes in what comes afterwards', async () => {
    const admin = await log.admin();
    const letters = await admin.positions([deadLetterOf(anyRecord, anyLetter).topic], null);
    expect(letters.reduce((sum, { high }) => sum + high, 0)).toBe(0);
    await flow(100);
    await nothingIsLost();
  }, 300_000);
});

const anyRecord = { topic: TOPIC, partition: 0, offset: 0, key: null, value: null, headers: {}, timestamp: 0 };
const anyLetter = { group: GROUP, code: '', reason: '', stage: '', attempts: 1, firstFailedAt: 0 };

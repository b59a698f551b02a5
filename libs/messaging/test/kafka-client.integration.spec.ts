import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  type BatchHandler,
  type ConsumerOptions,
  createKafkaLog,
  type EventConsumer,
  type EventLog,
  silentObserver,
} from '../src/index.ts';
import { brokerClass, consumerGroupClass, offsetManagerClass } from '../src/kafkajs/client-internals.ts';
import { until } from './event-log.contract.ts';

const brokers = process.env['WATCHPOST_TEST_KAFKA_BROKERS']!.split(',');
const SESSION_MS = 6000;

/** What goes wrong with kafkajs left to itself, against the real broker. */
describe('A consumer on kafkajs', () => {
  let log: EventLog;
  let topic: string;
  let group: string;
  const consumers: EventConsumer[] = [];
  const occasions: string[] = [];

  beforeEach(async () => {
    topic = `things.${randomUUID().slice(0, 8)}.v1`;
    group = `client-${topic}`;
    occasions.length = 0;
    log = createKafkaLog({
      brokers,
      sessionTimeoutMs: SESSION_MS,
      rebalanceTimeoutMs: 20_000,
      commitIntervalMs: 10,
      observer: {
        ...silentObserver,
        assigned: ({ revoked }) => void occasions.push(`assigned, ${revoked} revoked`),
        crashed: ({ restart, reason }) => void occasions.push(`${restart ? 'crashed' : 'ended'}: ${reason}`),
      },
    });
    await (await log.admin()).ensureTopics([{ name: topic, partitions: 4, config: {} }]);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
    await log.close();
  });

  const consume = (handler: BatchHandler, options: Partial<ConsumerOptions> = {}): EventConsumer => {
    const consumer = log.consumer({ group, topics: [topic], ...options }, handler);
    consumers.push(consumer);
    return consumer;
  };

  const produce = async (count: number, bytes = 10): Promise<void> => {
    const producer = await log.producer();
    const value = Buffer.alloc(bytes, 'x');
    await producer.send(Array.from({ length: count }, (_, index) => ({ topic, key: `k${index}`, value })));
  };

  it('starts again when it falls over for a reason that kafkajs does not repeat', async () => {
    let handled = 0;
    const consumer = consume(async (records) => void (handled += records.length));
    await consumer.start();
    const fetch = jest.spyOn(consumerGroupClass.prototype as unknown as { fetch(): Promise<never> }, 'fetch');
    fetch.mockImplementationOnce(() =>
      Promise.reject(Object.assign(new TypeError('broken inside'), { retriable: false })),
    );
    await until(() => occasions.some((occasion) => occasion.startsWith('crashed')));
    await produce(20);
    await until(() => handled === 20);
    expect(consumer.status()).toMatchObject({ running: true, failure: null });
  }, 40_000);

  it('stays a member while a handler takes longer than the broker is patient', async () => {
    const seen: string[] = [];
    const consumer = consume(async (records, context) => {
      await new Promise((resolve) => setTimeout(resolve, SESSION_MS + 2500));
      expect(context.isStale()).toBe(false);
      for (const { partition, offset } of records) seen.push(`${partition}/${offset}`);
    });
    await consumer.start();
    await produce(10);
    await until(() => seen.length === 10, 40_000);
    expect(new Set(seen).size).toBe(10);
    expect(occasions).toEqual(['assigned, 0 revoked']);
  }, 60_000);

  it('finishes what it has begun before another member gets its partitions', async () => {
    const seen: string[] = [];
    const handler: BatchHandler = async (records) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      for (const { partition, offset } of records) seen.push(`${partition}/${offset}`);
    };
    await consume(handler, { maxBatchRecords: 10 }).start();
    await produce(200);
    await until(() => seen.length > 0);
    await consume(handler, { maxBatchRecords: 10 }).start();
    await until(() => new Set(seen).size === 200, 60_000);
    expect(seen).toHaveLength(200);
  }, 90_000);

  it('keeps what it holds in memory through a rebalance that leaves it its partitions', async () => {
    const held = Promise.withResolvers<{ kind: 'done' }>();
    const first: number[] = [];
    const one = consume(async (records) => {
      first.push(...records.map(({ partition }) => partition));
      return records.map(() => ({ kind: 'held', until: held.promise }));
    });
    await one.start();
    await produce(40);
    await until(() => first.length === 40);
    const two = consume(async (records) => records.map(() => ({ kind: 'held', until: held.promise })));
    await two.start();
    await until(() => one.status().assigned.length === 2);
    const kept = new Set(one.status().assigned.map(({ partition }) => partition));
    await until(() => two.status().pending === first.filter((partition) => !kept.has(partition)).length);
    expect(first).toHaveLength(40);
    held.resolve({ kind: 'done' });
    await until(() => one.status().pending === 0 && two.status().pending === 0);
  }, 60_000);

  it('fetches no more than it may keep while a handler is behind', async () => {
    const gate = Promise.withResolvers<void>();
    const consumer = consume(() => gate.promise, { maxBatchBytes: 1024 * 1024 });
    await produce(600, 100_000);
    await consumer.start();
    await until(() => consumer.status().pending > 0);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    // Twice the batch, one fetch over it, and the batch in hand.
    expect(consumer.status().pending * 100_000).toBeLessThan(12 * 1024 * 1024);
    gate.resolve();
    await until(() => consumer.status().pending === 0 && consumer.status().lag === 0, 40_000);
  }, 60_000);

  it('takes in what comes after its topic was made anew', async () => {
    const seen: string[] = [];
    const consumer = consume(async (records) => void seen.push(...records.map(({ value }) => value!.toString())));
    await consumer.start();
    await produce(50);
    await until(() => seen.length === 50);
    const { Kafka, logLevel } = (await import('kafkajs')).default;
    const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [topic] });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await admin.createTopics({ topics: [{ topic, numPartitions: 4 }], waitForLeaders: true });
    await admin.disconnect();
    const producer = await log.producer();
    await producer.send([0, 1, 2, 3].map((partition) => ({ topic, partition, key: 'k', value: Buffer.from('anew') })));
    await until(() => seen.filter((value) => value === 'anew').length === 4, 60_000);
  }, 90_000);

  it('keeps the places of two consumers of one group apart, whichever is given its partitions last', async () => {
    const other = `${topic}.other`;
    await (await log.admin()).ensureTopics([{ name: other, partitions: 4, config: {} }]);
    delayAnswersTo('syncGroup', (request, earlier) => (request.memberId === earlier[0]!.memberId ? 0 : 500));
    const seen: string[] = [];
    const handler: BatchHandler = async (records) => void seen.push(...records.map((record) => record.topic));
    await consume(handler).start();
    await consume(handler, { topics: [other] }).start();
    // The first has fetched before the second has its partitions; now it fetches again.
    await until(() => consumers.every((consumer) => consumer.status().assigned.length === 4));
    const producer = await log.producer();
    const records = Array.from({ length: 20 }, (_, index) => ({ key: `k${index}`, value: Buffer.from('v') }));
    await producer.send(records.flatMap((record) => [topic, other].map((name) => ({ ...record, topic: name }))));
    await until(() => seen.length >= 40);
    expect(seen.filter((name) => name === topic)).toHaveLength(20);
    expect(occasions.filter((occasion) => !occasion.startsWith('assigned'))).toEqual([]);
  }, 60_000);

  it('commits what it has done before it leaves, also where the broker refuses at first', async () => {
    const gate = Promise.withResolvers<void>();
    const consumer = consume(() => gate.promise);
    await consumer.start();
    await produce(20);
    await until(() => consumer.status().pending === 20);
    const commit = jest.spyOn(offsetManagerClass.prototype, 'commitOffsets');
    const refusal = Object.assign(new Error('The group is rebalancing'), { type: 'REBALANCE_IN_PROGRESS' });
    commit.mockRejectedValueOnce(refusal).mockRejectedValueOnce(refusal);
    const stopped = consumer.stop();
    gate.resolve();
    await stopped;
    const positions = await (await log.admin()).positions([topic], group);
    expect(positions.reduce((sum, { committed }) => sum + (committed ?? 0), 0)).toBe(20);
  }, 40_000);

  it('ends its client whole: nothing is left that keeps the process or asks the broker', async () => {
    await consume(async () => undefined).start();
    await produce(5);
    const before = process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
    await log.close();
    await until(
      () => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length <= before - 2,
      5000,
    );
  }, 30_000);
});

type GroupRequest = { readonly memberId: string };

/** Lets the client have the broker's answers to one kind of request later; `ms` is told of all requests of the kind up to this one. */
function delayAnswersTo(kind: 'syncGroup', ms: (request: GroupRequest, all: readonly GroupRequest[]) => number): void {
  const prototype = brokerClass.prototype as unknown as Record<typeof kind, (request: GroupRequest) => Promise<object>>;
  const ask = prototype[kind];
  const all: GroupRequest[] = [];
  jest.spyOn(prototype, kind).mockImplementation(async function (this: object, request) {
    all.push(request);
    const answer = await ask.call(this as never, request);
    await new Promise((resolve) => setTimeout(resolve, ms(request, all)));
    return answer;
  });
}

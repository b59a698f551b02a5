import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deadLetterTopicOf } from '@watchpost/contracts';
import {
  type BatchHandler,
  type ConsumerOptions,
  type EventConsumer,
  type EventLog,
  type EventProducer,
  type LogAdmin,
  type LogRecord,
  LogUnavailableError,
  type OutgoingRecord,
  type RecordOutcome,
  RecordRefusedError,
} from '../src/index.ts';

/** One adapter under the contract: a new connection to the same log each time. */
export type OpenLog = () => EventLog;

const PARTITIONS = 4;
const GROUP = 'contract';

/** What every adapter of the event log keeps to. */
export function describeEventLog(name: string, open: OpenLog): void {
  describe(`${name} keeps the contract of the event log`, () => {
    let log: EventLog;
    let admin: LogAdmin;
    let producer: EventProducer;
    let topic: string;
    let group: string;
    let consumers: EventConsumer[];

    beforeEach(async () => {
      const run = randomUUID().slice(0, 8);
      topic = `things.made.${run}.v1`;
      group = `${GROUP}-${run}`;
      consumers = [];
      log = open();
      admin = await log.admin();
      await admin.ensureTopics([topicNamed(topic), { ...topicNamed(deadLetterTopicOf(topic, group)), partitions: 1 }]);
      producer = await log.producer({ lingerMs: 1 });
    });

    afterEach(async () => {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      await producer.close();
      await log.close();
    });

    const consume = async (handler: BatchHandler, options: Partial<ConsumerOptions> = {}, at = log) => {
      const consumer = at.consumer({ group, topics: [topic], lingerMs: 1, retryBaseMs: 20, ...options }, handler);
      consumers.push(consumer);
      await consumer.start();
      return consumer;
    };

    const committed = async (): Promise<number> => {
      const positions = await admin.positions([topic], group);
      return positions.reduce((sum, { committed: offset }) => sum + (offset ?? 0), 0);
    };

    const deadLetters = async (): Promise<readonly LogRecord[]> =>
      admin.read(deadLetterTopicOf(topic, group), 0, 0, 1000);

    const things = (count: number, keys = count): OutgoingRecord[] =>
      Array.from({ length: count }, (_, index) => thing(topic, `key-${index % keys}`, String(index)));

    it('hands over every record with its key, value, headers and timestamp', async () => {
      const seen: LogRecord[] = [];
      await consume(collect(seen));
      const headers = { ce_id: 'a', wp_place: 'Straße 5' };
      await producer.send([{ topic, key: 'k', value: Buffer.from('v'), headers, timestamp: 1_700_000_000_123 }]);
      await until(() => seen.length === 1);
      expect(seen[0]).toMatchObject({ topic, offset: 0, timestamp: 1_700_000_000_123, headers });
      expect(seen[0]!.key?.toString()).toBe('k');
      expect(seen[0]!.value?.toString()).toBe('v');
    });

    it('hands over tombstones and records without a key', async () => {
      const seen: LogRecord[] = [];
      await consume(collect(seen));
      await producer.send([
        { topic, key: 'k', value: null },
        { topic, key: null, value: Buffer.from('v') },
      ]);
      await until(() => seen.length === 2);
      expect(seen.find((record) => record.value === null)?.key?.toString()).toBe('k');
      expect(seen.find((record) => record.key === null)?.value?.toString()).toBe('v');
    });

    it('puts keys where the Java client puts them', async () => {
      await producer.send(['a', 'b', 'c', 'RB123456785GB', 'Zürich'].map((key) => thing(topic, key, 'v')));
      const found: Record<string, number> = {};
      for (let partition = 0; partition < PARTITIONS; partition += 1) {
        for (const record of await admin.read(topic, partition, 0, 100)) found[record.key!.toString()] = partition;
      }
      // Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % 4 of org.apache.kafka.common.utils.Utils.
      expect(found).toEqual(javaPartitions);
    });

    it('finds the first record of a moment, and reads on from it to the end', async () => {
      const at = (timestamp: number) => ({ ...thing(topic, 'k', String(timestamp)), partition: 2, timestamp });
      await producer.send([at(1_700_000_000_000), at(1_700_000_001_000), at(1_700_000_002_000)]);
      expect(await admin.offsetsAt(topic, 1_700_000_000_500)).toEqual([0, 0, 1, 0]);
      expect(await admin.offsetsAt(topic, 1_700_000_003_000)).toEqual([0, 0, 3, 0]);
      const { records, next } = await admin.readOn(topic, 2, 1);
      expect(records.map(({ offset }) => offset)).toEqual([1, 2]);
      expect(next).toBe(3);
      expect(await admin.readOn(topic, 2, 3)).toEqual({ records: [], next: 3 });
    });

    it('keeps the order of a key over concurrent sends', async () => {
      const seen: LogRecord[] = [];
      const all = things(600, 7);
      await Promise.all(chunks(all, 3).map((some) => producer.send(some)));
      await consume(collect(seen));
      await until(() => seen.length === all.length);
      for (const values of byKey(seen).values()) {
        expect(values).toEqual([...values].sort((left, right) => Number(left) - Number(right)));
      }
    });

    it('refuses a record that is too large and sends the others', async () => {
      const huge = { ...thing(topic, 'huge', ''), value: Buffer.alloc(2_000_000) };
      const refused = producer.send([huge]);
      const others = producer.send(things(20));
      await expect(refused).rejects.toBeInstanceOf(RecordRefusedError);
      await others;
      const seen: LogRecord[] = [];
      await consume(collect(seen));
      await until(() => seen.length === 20);
    });

    it('takes many large records at once, cutting requests by bytes for each partition', async () => {
      const large = Array.from({ length: 24 }, (_, index) => ({
        ...thing(topic, `k${index}`, ''),
        partition: 0,
        value: Buffer.alloc(300_000, index),
      }));
      await producer.send(large);
      const seen: LogRecord[] = [];
      await consume(collect(seen));
      await until(() => seen.length === large.length);
      expect(seen.map((record) => record.value![0])).toEqual(large.map((_, index) => index));
    });

    it('refuses records for a topic that does not exist', async () => {
      await expect(producer.send([thing(`${topic}.missing`, 'k', 'v')])).rejects.toBeInstanceOf(RecordRefusedError);
      await producer.send(things(1));
    }, 30_000);

    it('merges partitions into one batch, one call at a time', async () => {
      await producer.send(things(400));
      let running = 0;
      let most = 0;
      const sizes: number[] = [];
      const partitions = new Set<number>();
      await consume(async (records) => {
        most = Math.max(most, (running += 1));
        sizes.push(records.length);
        if (sizes.length === 1) for (const { partition } of records) partitions.add(partition);
        await pause(5);
        running -= 1;
      });
      await until(() => total(sizes) === 400);
      expect(most).toBe(1);
      expect(partitions.size).toBe(PARTITIONS);
      expect(sizes.length).toBeLessThan(20);
    });

    it('never hands over more records than asked for, nor two topics at once', async () => {
      const other = `${topic}.other`;
      await admin.ensureTopics([topicNamed(other)]);
      await producer.send([...things(200), ...things(200).map((record) => ({ ...record, topic: other }))]);
      const calls: { topics: Set<string>; size: number }[] = [];
      await consume(
        async (records) => {
          calls.push({ topics: new Set(records.map((record) => record.topic)), size: records.length });
        },
        { topics: [topic, other], maxBatchRecords: 50 },
      );
      await until(() => total(calls.map(({ size }) => size)) === 400);
      expect(calls.every(({ topics, size }) => topics.size === 1 && size <= 50)).toBe(true);
    });

    it('goes on where it stopped', async () => {
      const first: LogRecord[] = [];
      const before = await consume(collect(first));
      await producer.send(things(50));
      await until(() => first.length === 50);
      await before.stop();
      expect(await committed()).toBe(50);
      await producer.send([thing(topic, 'new', 'new')]);
      const second: LogRecord[] = [];
      await consume(collect(second));
      await until(() => second.length > 0);
      await pause(50);
      expect(second.map((record) => record.value?.toString())).toEqual(['new']);
    });

    it('begins at the end where the group asks for it', async () => {
      await producer.send(things(10));
      const seen: LogRecord[] = [];
      await consume(collect(seen), { from: 'latest' });
      await until(async () => {
        await producer.send([thing(topic, 'late', 'late')]);
        return seen.length > 0;
      });
      expect(new Set(seen.map((record) => record.value?.toString()))).toEqual(new Set(['late']));
    });

    it('parks dead records with bytes, key, headers and timestamp, and moves on', async () => {
      const seen: LogRecord[] = [];
      await consume(async (records) => {
        seen.push(...records);
        return records.map((record) => (valueOf(record) === '3' ? dead('test.poison', 'it is poison') : undefined));
      });
      await producer.send(
        things(10).map((record) => ({ ...record, headers: { wp_manifest: 'm' }, timestamp: 1234567890 })),
      );
      await until(async () => (await committed()) === 10);
      const [letter, ...more] = await deadLetters();
      expect(more).toEqual([]);
      const origin = seen.find((record) => valueOf(record) === '3')!;
      expect(letter!.value).toEqual(Buffer.from('3'));
      expect(letter!.key).toEqual(Buffer.from('key-3'));
      expect(letter!.timestamp).toBe(1234567890);
      expect(letter!.headers).toMatchObject({
        wp_manifest: 'm',
        wp_dlq_topic: topic,
        wp_dlq_partition: String(origin.partition),
        wp_dlq_offset: String(origin.offset),
        wp_dlq_timestamp: '1234567890',
        wp_dlq_group: group,
        wp_dlq_code: 'test.poison',
        wp_dlq_reason: 'it is poison',
        wp_dlq_stage: 'handle',
        wp_dlq_place: '/lines/3',
        wp_dlq_attempts: '1',
      });
      expect(Number(letter!.headers['wp_dlq_first_failed_at'])).toBeGreaterThan(0);
    });

    it('isolates a record that makes its handler throw, and handles all others', async () => {
      const handled = new Set<string>();
      await consume(
        async (records) => {
          if (records.some((record) => valueOf(record) === '37')) throw new Error('cannot do 37');
          for (const record of records) handled.add(valueOf(record));
        },
        { maxAttempts: 2 },
      );
      await producer.send(things(100));
      await until(async () => (await committed()) === 100);
      expect(handled.size).toBe(99);
      const letters = await deadLetters();
      expect(letters.map(valueOf)).toEqual(['37']);
      expect(letters[0]!.headers).toMatchObject({ wp_dlq_code: 'handler.failed', wp_dlq_attempts: '2' });
      expect(letters[0]!.headers['wp_dlq_reason']).toContain('cannot do 37');
    });

    it('keeps later records of a key behind one that is tried again; other keys go on', async () => {
      const order: string[] = [];
      let tries = 0;
      await consume(
        async (records) => {
          for (const record of records) order.push(valueOf(record));
          return records.map((record) => (valueOf(record) === 'a1' && (tries += 1) < 3 ? again(60) : undefined));
        },
        { maxBatchRecords: 1 },
      );
      await producer.send([
        thing(topic, 'a', 'a1'),
        thing(topic, 'a', 'a2'),
        thing(topic, 'b', 'b1'),
        thing(topic, 'a', 'a3'),
      ]);
      await until(() => order.includes('a3'));
      expect(order.filter((value) => value.startsWith('a'))).toEqual(['a1', 'a1', 'a1', 'a2', 'a3']);
      expect(order.indexOf('b1')).toBeLessThan(order.lastIndexOf('a1'));
      expect(await deadLetters()).toEqual([]);
    });

    it('gives a record up after its tries', async () => {
      let tries = 0;
      await consume(
        async (records) =>
          records.map((record) => {
            if (valueOf(record) !== '0') return undefined;
            tries += 1;
            return again(5);
          }),
        { maxAttempts: 3 },
      );
      await producer.send(things(3));
      await until(async () => (await committed()) === 3);
      expect(tries).toBe(3);
      expect((await deadLetters())[0]!.headers).toMatchObject({ wp_dlq_code: 'test.away', wp_dlq_attempts: '3' });
    });

    it('repeats a batch as long as what it needs is away, and parks nothing', async () => {
      let tries = 0;
      const handled: string[] = [];
      await consume(
        async (records) => {
          tries += 1;
          if (tries <= 8)
            throw tries % 2 === 0
              ? new LogUnavailableError('away')
              : Object.assign(new Error('away'), { transient: true });
          handled.push(...records.map(valueOf));
        },
        { maxAttempts: 2, retryBaseMs: 2 },
      );
      await producer.send(things(20, 1));
      await until(() => handled.length === 20);
      expect(handled).toEqual(things(20).map((_, index) => String(index)));
      expect(await deadLetters()).toEqual([]);
    });

    it('commits no further than the lowest record that is held', async () => {
      const held = Promise.withResolvers<RecordOutcome>();
      const seen: LogRecord[] = [];
      await consume(async (records) => {
        seen.push(...records);
        return records.map((record) => (valueOf(record) === '2' ? { kind: 'held', until: held.promise } : undefined));
      });
      await producer.send(things(10).map((record) => ({ ...record, partition: 0 })));
      await until(() => seen.length === 10);
      await until(async () => (await committed()) === 2);
      await pause(150);
      expect(await committed()).toBe(2);
      held.resolve({ kind: 'done' });
      await until(async () => (await committed()) === 10);
    });

    it('delivers what was held again after a restart', async () => {
      const first: string[] = [];
      const before = await consume(async (records) => {
        first.push(...records.map(valueOf));
        return records.map((record) =>
          valueOf(record) === '2' ? { kind: 'held', until: new Promise(() => {}) } : undefined,
        );
      });
      await producer.send(things(5).map((record) => ({ ...record, partition: 0 })));
      await until(() => first.length === 5);
      await before.stop();
      const second: string[] = [];
      await consume(async (records) => void second.push(...records.map(valueOf)));
      await until(() => second.length === 3);
      expect(second).toEqual(['2', '3', '4']);
    });

    it('parks a held record whose bytes it has let go', async () => {
      const held = Promise.withResolvers<RecordOutcome>();
      await consume(async (records) =>
        records.map((record) => (valueOf(record) === '1' ? { kind: 'held', until: held.promise } : undefined)),
      );
      await producer.send(things(3).map((record) => ({ ...record, headers: { wp_manifest: 'm' } })));
      await until(async () => (await committed()) >= 2);
      held.resolve(dead('test.late', 'found out later'));
      await until(async () => (await committed()) === 3);
      const [letter] = await deadLetters();
      expect(valueOf(letter!)).toBe('1');
      expect(letter!.headers).toMatchObject({ wp_manifest: 'm', wp_dlq_code: 'test.late' });
    });

    it('shares partitions out, and gives them to those who stay', async () => {
      const seen: LogRecord[] = [];
      const revoked: number[] = [];
      const first = await consume(collect(seen), {
        onRevoked: (partitions) => revoked.push(...partitions.map(({ partition }) => partition)),
      });
      await until(() => first.status().assigned.length === PARTITIONS);
      const other = open();
      try {
        const second = await consume(collect(seen), {}, other);
        await until(() => first.status().assigned.length === 2 && second.status().assigned.length === 2);
        // Two are enough; where the machine is so slow that the group begins a second time, it may have had to let go of all.
        expect(revoked).toEqual(expect.arrayContaining(second.status().assigned.map(({ partition }) => partition)));
        await producer.send(things(100));
        await until(() => seen.length >= 100);
        await second.stop();
        await until(() => first.status().assigned.length === PARTITIONS);
        await producer.send(things(100));
        await until(() => seen.length >= 200);
        expect(new Set(seen.map((record) => `${record.partition}/${record.offset}`)).size).toBe(200);
      } finally {
        await other.close();
      }
    }, 180_000);

    it('finishes the batch that runs before it stops, and commits it', async () => {
      const begun = Promise.withResolvers<void>();
      let finished = false;
      let told = false;
      const consumer = await consume(async (_records, { signal }) => {
        signal.addEventListener('abort', () => (told = true));
        begun.resolve();
        await pause(150);
        finished = true;
      });
      await producer.send(things(5));
      await begun.promise;
      await consumer.stop();
      expect({ finished, told }).toEqual({ finished: true, told: true });
      await until(async () => (await committed()) > 0);
      expect(consumer.status().running).toBe(false);
    });

    it('says how it is doing', async () => {
      const gate = Promise.withResolvers<void>();
      const consumer = await consume(async () => gate.promise);
      await producer.send(things(12));
      await until(() => consumer.status().pending === 12);
      expect(consumer.status()).toMatchObject({ running: true, retrying: 0, lag: 12, failure: null });
      expect(consumer.status().lastFetchAt).toBeGreaterThan(0);
      gate.resolve();
      await until(() => consumer.status().pending === 0 && consumer.status().lag === 0);
    });

    it('creates topics that are missing and reports where others differ', async () => {
      const fresh = topicNamed(`${topic}.fresh`);
      expect(await admin.ensureTopics([fresh])).toEqual([]);
      expect(await admin.topics()).toContain(fresh.name);
      const drift = await admin.ensureTopics([
        { ...fresh, partitions: 9, config: { ...fresh.config, 'retention.ms': '1000' } },
      ]);
      expect(drift).toEqual([
        { topic: fresh.name, setting: 'partitions', expected: '9', actual: String(PARTITIONS) },
        { topic: fresh.name, setting: 'retention.ms', expected: '1000', actual: '604800000' },
      ]);
    });

    it('tells positions, and reads without a group', async () => {
      await producer.send(things(30).map((record) => ({ ...record, partition: 2 })));
      const positions = await admin.positions([topic], group);
      expect(positions.find(({ partition }) => partition === 2)).toEqual({
        topic,
        partition: 2,
        low: 0,
        high: 30,
        committed: null,
      });
      expect((await admin.read(topic, 2, 10, 5)).map(valueOf)).toEqual(['10', '11', '12', '13', '14']);
      expect((await admin.read(topic, 2, 28, 5)).map(valueOf)).toEqual(['28', '29']);
      expect(await admin.read(topic, 2, 30, 5)).toEqual([]);
    });
  });
}

const javaPartitions = { a: 0, b: 0, c: 2, RB123456785GB: 3, Zürich: 1 };

const topicNamed = (name: string) => ({
  name,
  partitions: PARTITIONS,
  replicationFactor: 1,
  config: { 'cleanup.policy': 'delete', 'retention.ms': '604800000' },
});

const thing = (topic: string, key: string, value: string): OutgoingRecord => ({
  topic,
  key,
  value: Buffer.from(value),
});
const valueOf = (record: LogRecord): string => record.value!.toString();
const dead = (code: string, reason: string): RecordOutcome => ({ kind: 'dead', code, reason, place: '/lines/3' });
const again = (afterMs: number): RecordOutcome => ({ kind: 'retry', afterMs, code: 'test.away', reason: 'away' });
const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const collect =
  (into: LogRecord[]): BatchHandler =>
  async (records) =>
    void into.push(...records);

function byKey(records: readonly LogRecord[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const record of records) {
    const key = record.key!.toString();
    found.set(key, [...(found.get(key) ?? []), valueOf(record)]);
  }
  return found;
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

/** Waits for something to become true, and says what where it does not. */
export async function until(met: () => boolean | Promise<boolean>, withinMs = 50_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await met())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${met.toString()}`);
    await pause(10);
  }
}

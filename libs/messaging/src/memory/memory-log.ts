import { type Clock, systemClock } from '@watchpost/domain';
import {
  type BatchHandler,
  type ConsumerOptions,
  type EventConsumer,
  type EventLog,
  type EventProducer,
  type LogAdmin,
  type LogRecord,
  LogUnavailableError,
  type PartitionPosition,
} from '../event-log.ts';
import { type ConsumerObserver, silentObserver } from '../observer.ts';
import { timersOf } from '../timers.ts';
import { MemoryBroker } from './memory-broker.ts';
import { MemoryConsumer } from './memory-consumer.ts';

export interface MemoryLogOptions {
  /** Tells the time of records, and wakes what waits for another try where it can (`after`, as a test's clock has it). */
  readonly clock?: Clock;
  readonly observer?: ConsumerObserver;
}

/** The event log without a broker: partitions, groups, offsets and everything else of the contract, in one process and in a fixed order. */
export interface MemoryLog extends EventLog {
  /** Resolves when nothing moves any more: what is still there is held, waits for another try, or for a handler that waits for something else. */
  settled(): Promise<void>;
  /** Every record of a topic, partition by partition. */
  records(topic: string): readonly LogRecord[];
  /** A group reads everything again from the beginning, as after lost offsets. */
  rewind(group: string): Promise<void>;
  /** As a broker that does not answer, until {@link MemoryLog.comeBack}. */
  goAway(): void;
  comeBack(): void;
  /** Another connection to the same log, for a service of its own; closing it ends only its own consumers. */
  connect(): MemoryLog;
}

const RECORDS_A_FETCH = 500;

export const createMemoryLog = ({ clock = systemClock, observer = silentObserver }: MemoryLogOptions = {}): MemoryLog =>
  new InMemoryLog(new MemoryBroker(timersOf(clock), observer));

class InMemoryLog implements MemoryLog {
  readonly #broker: MemoryBroker;
  readonly #consumers: MemoryConsumer[] = [];

  constructor(broker: MemoryBroker) {
    this.#broker = broker;
  }

  connect(): MemoryLog {
    return new InMemoryLog(this.#broker);
  }

  async producer(): Promise<EventProducer> {
    const broker = this.#broker;
    let closed = false;
    return {
      send: async (records) => {
        if (closed) throw new LogUnavailableError('the producer is closed');
        await broker.publish(records);
      },
      close: async () => {
        closed = true;
      },
    };
  }

  consumer(options: ConsumerOptions, handler: BatchHandler): EventConsumer {
    const id = `${options.group}-${String(this.#broker.nextMember()).padStart(4, '0')}`;
    const consumer = new MemoryConsumer(id, this.#broker, options, handler);
    this.#consumers.push(consumer);
    return consumer;
  }

  async admin(): Promise<LogAdmin> {
    const broker = this.#broker;
    return {
      ensureTopics: async (specs) => broker.create(specs),
      topics: async () => broker.topicNames(),
      positions: async (topics, group) => topics.flatMap((topic) => this.#positionsOf(topic, group)),
      read: async (topic, partition, offset, limit) => broker.read(topic, partition, offset, limit),
      offsetsAt: async (topic, moment) =>
        broker.partitionsOf(topic).map((partition) => {
          const records = broker.read(topic, partition, 0, Number.MAX_SAFE_INTEGER);
          const first = records.findIndex(({ timestamp }) => timestamp >= moment);
          return first < 0 ? records.length : first;
        }),
      readOn: async (topic, partition, offset) => {
        const records = broker.read(topic, partition, offset, RECORDS_A_FETCH);
        return { records, next: offset + records.length };
      },
      close: () => Promise.resolve(),
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer.stop()));
  }

  async settled(): Promise<void> {
    // Two turns in a row without work: what the last handler published has been looked for as well.
    for (let quiet = 0; quiet < 2;) {
      await new Promise((resolve) => setImmediate(resolve));
      quiet = this.#broker.idle ? quiet + 1 : 0;
    }
  }

  records(topic: string): readonly LogRecord[] {
    return this.#broker
      .partitionsOf(topic)
      .flatMap((partition) => this.#broker.read(topic, partition, 0, Number.MAX_SAFE_INTEGER));
  }

  rewind(group: string): Promise<void> {
    return this.#broker.rewind(group);
  }

  goAway(): void {
    this.#broker.available = false;
  }

  comeBack(): void {
    this.#broker.available = true;
    this.#broker.wake();
  }

  #positionsOf(topic: string, group: string | null): PartitionPosition[] {
    return this.#broker.partitionsOf(topic).map((partition) => ({
      topic,
      partition,
      low: 0,
      high: this.#broker.endOf({ topic, partition }),
      committed: group === null ? null : this.#broker.committed(group, topic, partition),
    }));
  }
}

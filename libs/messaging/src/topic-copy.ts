import { randomUUID } from 'node:crypto';
import { type Codec, type TopicDefinition, UndecodableError } from '@watchpost/contracts';
import { type EventConsumer, type EventLog, type LogAdmin, type LogRecord } from './event-log.ts';

export interface TopicCopyOptions<T> {
  readonly log: EventLog;
  readonly admin: LogAdmin;
  readonly codec: Codec;
  /** A compacted topic. */
  readonly topic: TopicDefinition<T>;
  /** Who keeps the copy; part of the name of its consumer group. */
  readonly service: string;
  /** Takes one event into the copy. Events come in order, each perhaps again. */
  readonly apply: (event: T) => void;
  /** Told of a record that cannot be read; the copy goes on without it. */
  readonly onUnreadable?: (record: LogRecord, error: UndecodableError) => void;
}

/**
 * A local copy of a compacted topic, in memory: everything from the beginning, then what comes. Each process reads all of it, so each has a
 * consumer group of its own.
 */
export class TopicCopy<T> {
  readonly #options: TopicCopyOptions<T>;
  readonly #consumer: EventConsumer;
  /** Next offset by partition. */
  readonly #read = new Map<number, number>();
  #caughtUp = false;
  #starting: Promise<void> | null = null;

  constructor(options: TopicCopyOptions<T>) {
    this.#options = options;
    this.#consumer = options.log.consumer(
      { group: `${options.service}.copy.${randomUUID()}`, topics: [options.topic.name], from: 'earliest' },
      (records) => this.#take(records),
    );
  }

  /** Begins to read; does not wait for the broker. */
  start(): void {
    this.#starting ??= this.#consumer.start();
    this.#starting.catch(() => undefined);
  }

  async stop(): Promise<void> {
    await this.#consumer.stop();
  }

  /** Whether everything was read that was there when it was first asked for; stays true. Rejects where the broker is away. */
  async isCaughtUp(): Promise<boolean> {
    if (this.#caughtUp) return true;
    const { admin, topic } = this.#options;
    const positions = await admin.positions([topic.name], null);
    this.#caughtUp =
      positions.length > 0 &&
      positions.every(({ partition, low, high }) => low === high || (this.#read.get(partition) ?? 0) >= high);
    return this.#caughtUp;
  }

  async #take(records: readonly LogRecord[]): Promise<void> {
    await this.#options.codec.prepare(records.map(({ value }) => value));
    for (const record of records) {
      if (record.value !== null) this.#apply(record, record.value);
      this.#read.set(record.partition, record.offset + 1);
    }
  }

  #apply(record: LogRecord, value: Buffer): void {
    const { codec, topic, apply, onUnreadable } = this.#options;
    try {
      apply(codec.decode(topic, value));
    } catch (error) {
      if (!(error instanceof UndecodableError)) throw error;
      onUnreadable?.(record, error);
    }
  }
}

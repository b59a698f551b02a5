/**
 * The event log as the services see it. Two adapters stand behind it, kafkajs and in-memory, and pass one contract suite.
 */

import { type ConsumerObserver } from './observer.ts';

/** UTF-8 text; names are lower case. */
export type RecordHeaders = Readonly<Record<string, string>>;

/** A record as it lies in the log. */
export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | null;
  /** null is a tombstone. */
  readonly value: Buffer | null;
  readonly headers: RecordHeaders;
  /** Epoch milliseconds. */
  readonly timestamp: number;
}

/** A record whose value was decoded. */
export interface EventRecord<T> extends LogRecord {
  readonly event: T;
}

export interface OutgoingRecord {
  readonly topic: string;
  readonly key: string | Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: RecordHeaders;
  /** Only where it is known already; otherwise murmur2 over the key's bytes decides, as the Java client does. */
  readonly partition?: number;
  /** Epoch milliseconds; the producer's clock where absent. */
  readonly timestamp?: number;
}

export interface EventProducer {
  /**
   * Resolves when every record is acknowledged by all in-sync replicas. Records of one key keep the order of the calls.
   * Concurrent calls are gathered into few requests, which are cut by bytes for each partition so that none is larger than
   * the broker takes. Waits (back-pressure) while more than the allowed bytes are in flight; retries a broker that is away for as
   * long as `deliveryTimeoutMs`, then rejects with {@link LogUnavailableError}. A record that can never be taken (too large) rejects
   * with {@link RecordRefusedError} and harms no other.
   */
  send(records: readonly OutgoingRecord[]): Promise<void>;
  /** Sends what was gathered, then disconnects. */
  close(): Promise<void>;
}

/**
 * How one record of a batch ended.
 *  - `done`: its effect is durable; the offset may pass it.
 *  - `retry`: something outside was away; later records of its key wait behind it, other keys go on. After the consumer's
 *    `maxAttempts` it is dead.
 *  - `dead`: it can never pass; it goes to `<topic>.<group>.dlq` and the partition moves on.
 *  - `held`: it is not finished yet (the first chunks of a manifest); the committed offset stays before it until the promise
 *    resolves. If its partition is taken away before that, the record will be delivered again to whoever gets it.
 */
export type RecordOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly code: string; readonly reason: string }
  | {
      readonly kind: 'dead';
      readonly code: string;
      readonly reason: string;
      readonly place?: string;
      /** Where in the service it failed; `handle` unless said. */
      readonly stage?: string;
    }
  | { readonly kind: 'held'; readonly until: Promise<RecordOutcome> };

/** One outcome a record, in the batch's order; `undefined` (the whole array or one element) means done. */
export type BatchOutcomes = void | undefined | readonly (RecordOutcome | undefined)[];

export interface BatchContext {
  /** Aborts when the partitions of this batch are being given up or the consumer stops: finish soon, start nothing new. */
  readonly signal: AbortSignal;
  /** True once a partition of the batch belongs to somebody else: its effects must not be published any more. */
  isStale(): boolean;
  /** Keeps the membership alive; heartbeats also go out by themselves every few seconds while a handler runs. */
  heartbeat(): Promise<void>;
}

/**
 * Handles records of one topic, of one or several partitions at once, each partition's in offset order. A consumer of several topics calls it
 * for each topic by itself, side by side; there is never more than one call at a time for a topic.
 * Throwing {@link LogUnavailableError} or an error with `transient: true` repeats the whole batch after a pause, without end: something
 * all records need is away. Any other throw is somebody's mistake: the batch is cut in halves until the records that cause it stand
 * alone; those are tried `maxAttempts` times and then dead with code `handler.failed`.
 */
export type BatchHandler = (records: readonly LogRecord[], context: BatchContext) => Promise<BatchOutcomes>;

export interface ConsumerOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** Where a group without offsets begins; `earliest` unless said. */
  readonly from?: 'earliest' | 'latest';
  /** Records handed over at once, over all partitions; 2,000 unless said. */
  readonly maxBatchRecords?: number;
  /** Bytes handed over at once; 8 MiB unless said. */
  readonly maxBatchBytes?: number;
  /** How long a batch may be gathered while it is not full; 5 ms unless said. */
  readonly lingerMs?: number;
  /** Tries of a record before it is dead; 5 unless said. */
  readonly maxAttempts?: number;
  /** First pause between tries, doubled each time, with jitter; 200 ms unless said. */
  readonly retryBaseMs?: number;
  /**
   * Told when partitions have gone to somebody else: no call for them is running any more, or `isStale()` is true for it. Drop what is held
   * for them; it will be delivered again to whoever has them now.
   */
  readonly onRevoked?: (partitions: readonly { topic: string; partition: number }[]) => void;
  /** For metrics and logs; the log's own unless said. */
  readonly observer?: ConsumerObserver;
}

export interface EventConsumer {
  /** Resolves when the group has given this member its partitions (possibly none). */
  start(): Promise<void>;
  /** Stops fetching, waits for the running batch, commits, leaves the group. */
  stop(): Promise<void>;
  /** For `/livez`, `/readyz` and metrics. */
  status(): ConsumerStatus;
}

export interface ConsumerStatus {
  readonly running: boolean;
  /** Epoch milliseconds of the last fetch that came back, with or without records. */
  readonly lastFetchAt: number | null;
  readonly assigned: readonly { topic: string; partition: number }[];
  /** Records fetched and not settled. */
  readonly pending: number;
  /** Records waiting for another try, and those of their keys behind them. */
  readonly retrying: number;
  /** Records between what is settled and the end of the assigned partitions, as of the last fetch of each. */
  readonly lag: number;
  /** Set once the consumer has ended for a reason it cannot mend. */
  readonly failure: string | null;
}

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor?: number;
  readonly config: Readonly<Record<string, string>>;
}

export interface PartitionPosition {
  readonly topic: string;
  readonly partition: number;
  /** First offset still there. */
  readonly low: number;
  /** Offset the next record will get. */
  readonly high: number;
  /** Next offset the group will read; null where it has committed none. */
  readonly committed: number | null;
}

/** Consecutive records of one partition. */
export interface Stretch {
  readonly records: readonly LogRecord[];
  /** Where to read on; the offset that was asked for where there is nothing yet. */
  readonly next: number;
}

export interface LogAdmin {
  /** Creates what is missing. Never changes a topic that exists: answers what differs from the specification instead. */
  ensureTopics(topics: readonly TopicSpec[]): Promise<readonly TopicDrift[]>;
  topics(): Promise<readonly string[]>;
  positions(topics: readonly string[], group: string | null): Promise<readonly PartitionPosition[]>;
  /** Reads records of one partition from an offset on, at most `limit`, without a group. */
  read(topic: string, partition: number, offset: number, limit: number): Promise<readonly LogRecord[]>;
  /** For each partition, in order, the offset of its first record of that moment (epoch milliseconds) or later; its end where there is none. */
  offsetsAt(topic: string, moment: number): Promise<readonly number[]>;
  /**
   * What one fetch brings from an offset on, without a group: some megabytes, for who reads a long stretch. What lies before the first offset that is
   * still there is passed over.
   */
  readOn(topic: string, partition: number, offset: number): Promise<Stretch>;
  close(): Promise<void>;
}

export interface TopicDrift {
  readonly topic: string;
  readonly setting: string;
  readonly expected: string;
  readonly actual: string;
}

/**
 * Where topics, producers and consumers come from. `close` ends everything that was made through it; consumers first, so that nothing is handled
 * whose effects could not be published any more.
 */
export interface EventLog {
  producer(options?: ProducerOptions): Promise<EventProducer>;
  consumer(options: ConsumerOptions, handler: BatchHandler): EventConsumer;
  admin(): Promise<LogAdmin>;
  close(): Promise<void>;
}

export interface ProducerOptions {
  /** Gather until so many bytes are there, or `lingerMs` have passed; 256 KiB and 2 ms unless said. */
  readonly batchBytes?: number;
  readonly lingerMs?: number;
  /** Bytes in flight before `send` waits; 32 MiB unless said. */
  readonly maxInFlightBytes?: number;
  /** 120,000 unless said. */
  readonly deliveryTimeoutMs?: number;
}

/** The broker cannot be reached, or not in time. What it asks for is patience. */
export class LogUnavailableError extends Error {
  readonly transient = true;
  override readonly name = 'LogUnavailableError';
}

/** The broker will never take this record. */
export class RecordRefusedError extends Error {
  override readonly name = 'RecordRefusedError';
  constructor(
    readonly record: OutgoingRecord,
    reason: string,
  ) {
    super(reason);
  }
}

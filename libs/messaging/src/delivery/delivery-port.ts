import { type DeadLetter } from '../dead-letter.ts';
import { type ConsumerOptions, type LogRecord } from '../event-log.ts';
import { type ConsumerObserver } from '../observer.ts';
import { type Timers } from '../timers.ts';
import { type PartitionState } from './partition-state.ts';

/** What delivery needs of the adapter it runs in. */
export interface DeliveryPort {
  readonly timers: Timers;
  readonly observer: ConsumerObserver;
  /** 0 (inclusive) to 1, for jitter. */
  random(): number;
  /** Something was settled: commit the watermarks soon. */
  settled(): void;
  /** Parks a record; resolves once it is durable. */
  deadLetter(record: LogRecord, letter: DeadLetter): Promise<void>;
  /** Reads a record again whose bytes were let go. @returns null where it is not there any more */
  reread(topic: string, partition: number, offset: number): Promise<LogRecord | null>;
  /** Stop or start taking records of this partition from the log. */
  pause(state: PartitionState): void;
  resume(state: PartitionState): void;
  /** True while it is not certain that the partitions are still this consumer's (no word from the group for too long). */
  doubtful(): boolean;
  heartbeat(): Promise<void>;
}

export interface DeliveryLimits {
  readonly maxBatchRecords: number;
  readonly maxBatchBytes: number;
  readonly maxAttempts: number;
  readonly retryBaseMs: number;
  /** Bytes that may wait for one topic's handler before its partitions are paused. */
  readonly maxBacklogBytes: number;
  /** Bytes that may wait behind parked keys of one partition before it is paused. */
  readonly maxParkedBytes: number;
}

export function limitsOf(options: ConsumerOptions): DeliveryLimits {
  const maxBatchBytes = options.maxBatchBytes ?? 8 * 1024 * 1024;
  return {
    maxBatchRecords: options.maxBatchRecords ?? 2000,
    maxBatchBytes,
    maxAttempts: options.maxAttempts ?? 5,
    retryBaseMs: options.retryBaseMs ?? 200,
    maxBacklogBytes: 2 * maxBatchBytes,
    maxParkedBytes: 4 * 1024 * 1024,
  };
}

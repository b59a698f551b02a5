import { type Message } from 'kafkajs';
import { type OutgoingRecord } from '../event-log.ts';
import { sizeOfText } from './wire/byte-writer.ts';

/** One call of `send`, which ends when all its records have. */
export class SendCall {
  readonly #ended = Promise.withResolvers<void>();
  #left: number;
  #failure: Error | null = null;

  constructor(records: number) {
    this.#left = records;
    if (records === 0) this.#ended.resolve();
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** One record is acknowledged, or failed for good. The first failure is the call's. */
  settle(failure: Error | null): void {
    this.#failure ??= failure;
    this.#left -= 1;
    if (this.#left > 0) return;
    if (this.#failure === null) this.#ended.resolve();
    else this.#ended.reject(this.#failure);
  }
}

/** A record as kafkajs writes it, with what we have to remember about it: one object for each. */
export interface OutgoingMessage extends Message {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestamp?: string;
  readonly bytes: number;
  readonly record: OutgoingRecord;
  readonly call: SendCall;
  /** Machine milliseconds (`performance.now()`) after which it has failed. */
  readonly deadline: number;
}

/** Length prefixes, deltas and attributes around one record, at most. */
const RECORD_OVERHEAD = 32;

export function outgoingMessage(record: OutgoingRecord, call: SendCall, deadline: number): OutgoingMessage {
  const key = typeof record.key === 'string' ? Buffer.from(record.key) : record.key;
  const message = {
    key,
    value: record.value,
    headers: (record.headers ?? {}) as Record<string, string>,
    bytes: sizeOf(record, key),
    record,
    call,
    deadline,
  };
  return record.timestamp === undefined ? message : { ...message, timestamp: String(record.timestamp) };
}

function sizeOf(record: OutgoingRecord, key: Buffer | null): number {
  let bytes = RECORD_OVERHEAD + (key?.length ?? 0) + (record.value?.length ?? 0);
  const { headers } = record;
  for (const name in headers) bytes += name.length + sizeOfText(headers[name]!) + 6;
  return bytes;
}

/**
 * The messages of one topic, by partition. kafkajs sorts messages to their partitions by copying a growing list for each; here they are sorted already,
 * and it is handed the result.
 */
export class PartitionedMessages extends Array<OutgoingMessage> {
  readonly #byPartition: Readonly<Record<number, readonly OutgoingMessage[]>>;

  constructor(byPartition: Readonly<Record<number, readonly OutgoingMessage[]>>) {
    super();
    this.#byPartition = byPartition;
  }

  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  override reduce(): never {
    return this.#byPartition as never;
  }
}

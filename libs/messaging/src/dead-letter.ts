import { deadLetterHeaders, deadLetterTopicOf } from '@watchpost/contracts';
import { type LogRecord, type OutgoingRecord } from './event-log.ts';

/** Why a record is parked. */
export interface DeadLetter {
  readonly group: string;
  /** Stable: dead letters are listed by it. */
  readonly code: string;
  readonly reason: string;
  /** `decode`, `handle`, or what the handler calls it. */
  readonly stage: string;
  readonly place?: string;
  readonly attempts: number;
  /** Epoch milliseconds. */
  readonly firstFailedAt: number;
}

/** A reason is for people; more than this only makes the record too large. */
const LONGEST_REASON = 2000;

/**
 * The record for `<topic>.<group>.dlq`: bytes, key, headers and timestamp as they were, and beside them why and where it failed. A record that was redriven
 * and failed again carries the latest failure.
 */
export function deadLetterOf(record: LogRecord, letter: DeadLetter): OutgoingRecord {
  const { [deadLetterHeaders.place]: _earlierPlace, ...headers } = record.headers;
  return {
    topic: deadLetterTopicOf(record.topic, letter.group),
    key: record.key,
    value: record.value,
    timestamp: record.timestamp,
    headers: {
      ...headers,
      [deadLetterHeaders.topic]: record.topic,
      [deadLetterHeaders.partition]: String(record.partition),
      [deadLetterHeaders.offset]: String(record.offset),
      [deadLetterHeaders.timestamp]: String(record.timestamp),
      ...headersOf(letter),
    },
  };
}

/**
 * A record that its writer parks instead of sending it: for those who list, redrive or discard it a dead letter like any other, but that it does not say
 * where it lay, since it never did.
 * @param letter whose group would have read it
 */
export const parkedUnsent = (record: OutgoingRecord, letter: DeadLetter): OutgoingRecord => ({
  ...record,
  topic: deadLetterTopicOf(record.topic, letter.group),
  headers: { ...record.headers, [deadLetterHeaders.topic]: record.topic, ...headersOf(letter) },
});

const headersOf = (letter: DeadLetter): Record<string, string> => ({
  [deadLetterHeaders.group]: letter.group,
  [deadLetterHeaders.code]: letter.code,
  [deadLetterHeaders.reason]: letter.reason.slice(0, LONGEST_REASON),
  [deadLetterHeaders.stage]: letter.stage,
  ...(letter.place === undefined ? {} : { [deadLetterHeaders.place]: letter.place }),
  [deadLetterHeaders.attempts]: String(letter.attempts),
  [deadLetterHeaders.firstFailedAt]: String(letter.firstFailedAt),
});

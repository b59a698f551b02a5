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
      [deadLetterHeaders.group]: letter.group,
      [deadLetterHeaders.code]: letter.code,
      [deadLetterHeaders.reason]: letter.reason.slice(0, LONGEST_REASON),
      [deadLetterHeaders.stage]: letter.stage,
      ...(letter.place === undefined ? {} : { [deadLetterHeaders.place]: letter.place }),
      [deadLetterHeaders.attempts]: String(letter.attempts),
      [deadLetterHeaders.firstFailedAt]: String(letter.firstFailedAt),
    },
  };
}

import { deadLetterHeaders as dlq, deadLetterOrigin, headers } from '@watchpost/contracts';
import { type LogRecord, type OutgoingRecord } from '@watchpost/messaging';
import { type operationsStore } from '@watchpost/persistence';

/** Headers may be anything: what cannot stand in a column is cut or left out, so that the odd record is listed like any other. */
const LONGEST_TEXT = 2000;
const NUL = String.fromCharCode(0);

const textOf = (record: LogRecord, name: string): string | null =>
  record.headers[name]?.replaceAll(NUL, '').slice(0, LONGEST_TEXT) ?? null;

function wholeNumberOf(record: LogRecord, name: string, largest: number): number | null {
  const number = Number(record.headers[name] ?? Number.NaN);
  return Number.isInteger(number) && number >= 0 && number <= largest ? number : null;
}

const LARGEST_INT = 2_147_483_647;
/** The last moment that PostgreSQL and JavaScript both can name is far behind this one: year 9999. */
const LARGEST_TIME = 253_402_300_799_999;

/** What the headers of a dead letter say about it. @param parkedAt epoch milliseconds */
export function letterOf(record: LogRecord, parkedAt: number): operationsStore.NewDeadLetter {
  const origin = deadLetterOrigin(record.topic);
  return {
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    originTopic: origin?.topic ?? textOf(record, dlq.topic) ?? record.topic,
    service: origin?.group ?? textOf(record, dlq.group) ?? 'unknown',
    code: textOf(record, dlq.code) ?? 'unknown',
    reason: textOf(record, dlq.reason) ?? '',
    stage: textOf(record, dlq.stage) ?? 'unknown',
    place: textOf(record, dlq.place),
    partner: textOf(record, headers.partner),
    manifestId: textOf(record, headers.manifest),
    ordinal: wholeNumberOf(record, headers.ordinal, LARGEST_INT),
    attempts: wholeNumberOf(record, dlq.attempts, LARGEST_INT) ?? 1,
    firstFailedAt: wholeNumberOf(record, dlq.firstFailedAt, LARGEST_TIME),
    parkedAt,
    bytes: record.value?.length ?? 0,
  };
}

const parkingHeaders = new Set<string>(Object.values(dlq));

/** The record as it was before it was parked, marked with the redrive that sends it on its way again. */
export function revived(record: LogRecord, originTopic: string, redriveId: string): OutgoingRecord {
  const own = Object.entries(record.headers).filter(([name]) => !parkingHeaders.has(name));
  return {
    topic: originTopic,
    key: record.key,
    value: record.value,
    headers: { ...Object.fromEntries(own), [headers.redrive]: redriveId },
    timestamp: record.timestamp,
  };
}

/** `shipments.declared.v1.scorer.dlq:0:42` */
export const letterIdOf = ({ topic, partition, offset }: operationsStore.DeadLetterPlace): string =>
  `${topic}:${partition}:${offset}`;

/** @returns undefined where it is no id of a dead letter */
export function placeOf(id: string): operationsStore.DeadLetterPlace | undefined {
  const match = /^(?<topic>[\w.-]{1,249}):(?<partition>\d{1,6}):(?<offset>\d{1,15})$/.exec(id)?.groups;
  return match && { topic: match['topic']!, partition: Number(match['partition']), offset: Number(match['offset']) };
}

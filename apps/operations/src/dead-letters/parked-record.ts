import { deadLetterHeaders as dlq, deadLetterOrigin, headers } from '@watchpost/contracts';
import { type ShipmentVersion, isUuid } from '@watchpost/domain';
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

const uuidOf = (text: string | null): string | null => (text !== null && isUuid(text) ? text : null);

/**
 * What a dead letter says about itself by its headers, and the version of the shipment that its value states.
 * @param parkedAt epoch milliseconds
 */
export function letterOf(
  record: LogRecord,
  parkedAt: number,
  version: ShipmentVersion | null = null,
): operationsStore.NewDeadLetter {
  return {
    ...originOf(record),
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
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
    key: record.key?.toString().replaceAll(NUL, '').slice(0, LONGEST_TEXT) ?? null,
    shipmentId: uuidOf(textOf(record, headers.subject)),
    ...versionColumns(version),
    testMode: record.headers[headers.testMode] === 'true',
    again: placeOf(record.headers[headers.redriveOf] ?? '') ?? null,
  };
}

function originOf(record: LogRecord): { readonly originTopic: string; readonly service: string } {
  const origin = deadLetterOrigin(record.topic);
  return {
    originTopic: origin?.topic ?? textOf(record, dlq.topic) ?? record.topic,
    service: origin?.group ?? textOf(record, dlq.group) ?? 'unknown',
  };
}

const versionColumns = (version: ShipmentVersion | null) => ({
  issuedAt: version?.issuedAt ?? null,
  sequence: version?.sequence ?? null,
  versionOrdinal: version?.ordinal ?? null,
});

const parkingHeaders = new Set<string>(Object.values(dlq));

/** The record as it was before it was parked, marked with the redrive that sends it on its way again. */
export function revived(record: LogRecord, originTopic: string, redriveId: string): OutgoingRecord {
  const own = Object.entries(record.headers).filter(([name]) => !parkingHeaders.has(name));
  return {
    topic: originTopic,
    key: record.key,
    value: record.value,
    headers: { ...Object.fromEntries(own), [headers.redrive]: redriveId, [headers.redriveOf]: letterIdOf(record) },
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

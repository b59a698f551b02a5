import { crc32c } from './crc32c.ts';
import { type ByteWriter, sizeOfText, sizeOfVarint, sizeOfVarlong } from './byte-writer.ts';

/** A record to be written: as kafkajs has it in a message. Ours have bytes for key and value, and texts for headers. */
export interface WritableRecord {
  readonly key?: Bytes | null | undefined;
  readonly value: Bytes | null;
  readonly headers?: Readonly<Record<string, HeaderValue>>;
  /** Epoch milliseconds as text. */
  readonly timestamp?: string;
}

type Bytes = Buffer | string;
type HeaderValue = Bytes | readonly Bytes[] | undefined;

/** Everything of a batch before its records. */
export const BATCH_HEADER_BYTES = 61;
/** Of the length of a record, and of what is before its key, at most. */
const RECORD_HEADER_BYTES = 5 + 1 + 10 + 5;
const MAGIC = 2;
/** Where the checksum begins: behind itself. */
const CRC_AT = 17;

/** Bytes that records take at most, whatever their timestamps are. */
export function mostBytesOf(records: readonly WritableRecord[]): number {
  let bytes = BATCH_HEADER_BYTES;
  for (const { key, value, headers } of records) {
    bytes += RECORD_HEADER_BYTES + 15 + mostBytes(key) + mostBytes(value);
    for (const name in headers) bytes += 10 + 3 * name.length + mostHeaderBytes(headers[name]);
  }
  return bytes;
}

const mostBytes = (value: Bytes | null | undefined): number =>
  typeof value === 'string' ? 3 * value.length : (value?.length ?? 0);

const mostHeaderBytes = (value: HeaderValue): number =>
  Array.isArray(value)
    ? value.reduce<number>((sum, each) => sum + 10 + mostBytes(each as Bytes), 0)
    : mostBytes(value as Bytes | undefined);

/**
 * Writes one record batch (format 2, not compressed, without transaction). kafkajs makes an encoder of half a KiB for every record and every header of
 * it; with the dozen headers that an event has, that was the larger part of what a record cost.
 * @param now epoch milliseconds, for records that do not say
 */
export function writeRecordBatch(writer: ByteWriter, records: readonly WritableRecord[], now: number): void {
  const start = writer.at;
  const [first, last] = timesOf(records, now);
  writer.at = start + BATCH_HEADER_BYTES;
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index]!;
    const time = record.timestamp === undefined ? now : Number(record.timestamp);
    writeRecord(writer, record, index, time - first);
  }
  const end = writer.at;
  writer.at = start;
  writer.int64(0); // base offset: the broker's to give
  writer.int32(end - start - 12);
  writer.int32(0); // leader epoch: the broker's
  writer.int8(MAGIC);
  writer.at += 4;
  writer.int16(0); // neither compressed nor of a transaction; timestamps are the producer's
  writer.int32(records.length - 1);
  writer.int64(first);
  writer.int64(last);
  writer.int64(-1); // no producer id
  writer.int16(-1);
  writer.int32(-1);
  writer.int32(records.length);
  writer.bytes.writeUInt32BE(crc32c(writer.bytes, start + CRC_AT + 4, end), start + CRC_AT);
  writer.at = end;
}

function timesOf(records: readonly WritableRecord[], now: number): [first: number, last: number] {
  let first = Infinity;
  let last = -Infinity;
  for (const { timestamp } of records) {
    const time = timestamp === undefined ? now : Number(timestamp);
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return [first, last];
}

function writeRecord(writer: ByteWriter, record: WritableRecord, offset: number, delay: number): void {
  const { key = null, value, headers } = record;
  let count = 0;
  let size = 1 + sizeOfVarlong(delay) + sizeOfVarint(offset) + sizeOfBytes(key) + sizeOfBytes(value);
  for (const name in headers) {
    for (const each of valuesOf(headers[name])) {
      size += sizeOfBytes(name) + sizeOfBytes(each);
      count += 1;
    }
  }
  writer.varint(size + sizeOfVarint(count));
  writer.int8(0);
  writer.varlong(delay);
  writer.varint(offset);
  writeBytes(writer, key);
  writeBytes(writer, value);
  writer.varint(count);
  for (const name in headers) {
    for (const each of valuesOf(headers[name])) {
      writeBytes(writer, name);
      writeBytes(writer, each);
    }
  }
}

/** A name that stands several times comes as a list. */
function valuesOf(value: HeaderValue): readonly Bytes[] {
  if (Array.isArray(value)) return value as readonly Bytes[];
  return value === undefined ? [] : [value as Bytes];
}

/** With the length before it. */
function sizeOfBytes(bytes: Bytes | null): number {
  if (bytes === null) return 1;
  const length = typeof bytes === 'string' ? sizeOfText(bytes) : bytes.length;
  return sizeOfVarint(length) + length;
}

function writeBytes(writer: ByteWriter, bytes: Bytes | null): void {
  if (bytes === null) return writer.varint(-1);
  if (typeof bytes !== 'string') {
    writer.varint(bytes.length);
    return writer.raw(bytes);
  }
  const length = sizeOfText(bytes);
  writer.varint(length);
  writer.text(bytes, length);
}

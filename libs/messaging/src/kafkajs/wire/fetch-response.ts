import { ByteReader } from './byte-reader.ts';
import { FetchedRecord, FetchedRecords, NO_TRANSACTION } from './fetched-record.ts';

export const FETCH_VERSION = 11;

const BATCH_HEADER = 12;
const MAGIC = 2;
const COMPRESSION_MASK = 0x07;
const LOG_APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

/** Decodes the records of one partition where the fast way cannot: compressed ones, or of an older format. */
export type RecordDecoder = (records: Buffer) => Promise<readonly unknown[]>;

/** The answer to a fetch, version 11, as kafkajs has it. */
export async function decodeFetch(raw: Buffer, decodeOtherwise: RecordDecoder) {
  const reader = new ByteReader(raw);
  const clientSideThrottleTime = reader.int32();
  const errorCode = reader.int16();
  const sessionId = reader.int32();
  const responses: { topicName: string; partitions: object[] }[] = [];
  for (let topics = reader.int32(); topics > 0; topics -= 1) {
    const topicName = reader.text16();
    const partitions: object[] = [];
    for (let left = reader.int32(); left > 0; left -= 1) partitions.push(await readPartition(reader, decodeOtherwise));
    responses.push({ topicName, partitions });
  }
  return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses };
}

async function readPartition(reader: ByteReader, decodeOtherwise: RecordDecoder): Promise<object> {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const highWatermark = reader.int64Text();
  const lastStableOffset = reader.int64Text();
  const lastStartOffset = reader.int64Text();
  const abortedTransactions: object[] = [];
  for (let left = reader.int32(); left > 0; left -= 1) {
    abortedTransactions.push({ producerId: reader.int64Text(), firstOffset: reader.int64Text() });
  }
  const preferredReadReplica = reader.int32();
  const length = reader.int32();
  const records = length > 0 ? reader.buffer.subarray(reader.at, reader.at + length) : null;
  if (records !== null) reader.at += length;
  const messages = records === null ? [] : (readBatches(records) ?? (await decodeOtherwise(records)));
  return {
    partition,
    errorCode,
    highWatermark,
    lastStableOffset,
    lastStartOffset,
    abortedTransactions,
    preferredReadReplica,
    messages,
  };
}

/**
 * The records of whole batches; what the broker cut off at the end is left out.
 * @returns null where a batch is compressed or of an older format
 */
export function readBatches(bytes: Buffer): FetchedRecord[] | null {
  const records = new FetchedRecords();
  const reader = new ByteReader(bytes);
  while (reader.left > BATCH_HEADER) {
    const firstOffset = reader.int64();
    const end = reader.int32() + reader.at;
    if (end > bytes.length) break;
    if (bytes[reader.at + 4] !== MAGIC) return null;
    if (!readBatch(reader, firstOffset, records)) return null;
    reader.at = end;
  }
  return records.every(({ batchContext }) => batchContext === NO_TRANSACTION) ? records : Array.from(records);
}

/** @returns false where the batch is compressed */
function readBatch(reader: ByteReader, firstOffset: number, into: FetchedRecord[]): boolean {
  reader.at += 9; // leader epoch, magic, checksum (TCP has one of its own)
  const attributes = reader.int16();
  if ((attributes & COMPRESSION_MASK) !== 0) return false;
  reader.at += 4;
  const firstTime = reader.int64();
  const lastTime = reader.int64();
  const producerId = reader.int64Text();
  const isOfTransaction = (attributes & (TRANSACTIONAL | CONTROL)) !== 0;
  const context = isOfTransaction ? { producerId, inTransaction: (attributes & TRANSACTIONAL) !== 0 } : NO_TRANSACTION;
  reader.at += 6;
  const isControl = (attributes & CONTROL) !== 0;
  const appended = (attributes & LOG_APPEND_TIME) !== 0;
  for (let left = reader.int32(); left > 0; left -= 1) {
    const size = reader.varint();
    const end = reader.at + size;
    reader.at += 1;
    const delay = reader.varlong();
    const offset = firstOffset + reader.varint();
    const key = reader.bytes();
    const value = reader.bytes();
    const time = appended ? lastTime : firstTime + delay;
    into.push(new FetchedRecord(offset, time, key, value, isControl, context, reader.buffer, reader.at));
    reader.at = end;
  }
  return true;
}

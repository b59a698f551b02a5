import { type HeaderSource } from '../../delivery/delivered-record.ts';
import { type RecordHeaders } from '../../event-log.ts';
import { ByteReader } from './byte-reader.ts';

/** What kafkajs wants to know of the batch that a record came in, to leave out what an aborted transaction wrote. */
export interface BatchContext {
  readonly producerId: string;
  readonly inTransaction: boolean;
}

type HeaderBuffers = Record<string, Buffer | (Buffer | null)[] | null>;

/** Of batches outside transactions: nobody asks who wrote them. */
export const NO_TRANSACTION: BatchContext = { producerId: '-1', inTransaction: false };

/** A record as kafkajs hands it on. Its headers stay bytes until somebody asks for them. */
export class FetchedRecord implements HeaderSource {
  constructor(
    readonly offset: number,
    readonly timestamp: number,
    readonly key: Buffer | null,
    readonly value: Buffer | null,
    readonly isControlRecord: boolean,
    readonly batchContext: BatchContext,
    private readonly bytes: Buffer,
    private readonly headersAt: number,
  ) {}

  /** As kafkajs has them, for whoever reads with the client itself. */
  get headers(): HeaderBuffers {
    const headers = Object.create(null) as HeaderBuffers;
    this.#eachHeader((name, value) => {
      const known = headers[name];
      if (known === undefined) headers[name] = value;
      else headers[name] = Array.isArray(known) ? [...known, value] : [known, value];
    });
    return headers;
  }

  textHeaders(): RecordHeaders {
    const headers: Record<string, string> = {};
    this.#eachHeader((name, value) => {
      if (value !== null) put(headers, name.toLowerCase(), value.utf8Slice(0, value.length));
    });
    return headers;
  }

  textHeader(name: string): string | undefined {
    const reader = new ByteReader(this.bytes, this.headersAt);
    let found: string | undefined;
    for (let left = reader.varint(); left > 0; left -= 1) {
      const length = reader.varint();
      const matches = length === name.length && isNamed(this.bytes, reader.at, name);
      reader.at += length;
      const size = reader.varint();
      if (size < 0) continue;
      if (matches) found = reader.text(size);
      else reader.at += size;
    }
    return found;
  }

  #eachHeader(take: (name: string, value: Buffer | null) => void): void {
    const reader = new ByteReader(this.bytes, this.headersAt);
    for (let left = reader.varint(); left > 0; left -= 1) take(reader.text(reader.varint()), reader.bytes());
  }
}

/**
 * The records of one partition where none is of a transaction or for the broker's own use. kafkajs goes through them twice with questions that are answered
 * for all by the first: whether they lie behind the offset that was asked for, and whether they are control records.
 */
export class FetchedRecords extends Array<FetchedRecord> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  override filter(wanted: (record: FetchedRecord, index: number, all: FetchedRecord[]) => unknown): FetchedRecord[] {
    return this.length === 0 || wanted(this[0]!, 0, this) ? this : super.filter(wanted);
  }
}

/** ASCII, in whatever case it was written. */
function isNamed(bytes: Buffer, at: number, name: string): boolean {
  for (let index = name.length - 1; index >= 0; index -= 1) {
    const byte = bytes[at + index]!;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
    if (lower !== name.charCodeAt(index)) return false;
  }
  return true;
}

/** Names come from outside: the one that means something to every object is set as any other. */
function put(headers: Record<string, string>, name: string, value: string): void {
  if (name !== '__proto__') headers[name] = value;
  else Object.defineProperty(headers, name, { value, enumerable: true });
}

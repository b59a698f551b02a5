import { type LogRecord, type RecordHeaders } from '../event-log.ts';
import { type PartitionState } from './partition-state.ts';

/** Header values as they come over the wire. */
export type WireHeaders = Readonly<Record<string, Buffer | string | readonly (Buffer | string)[] | undefined>>;

/** Headers that are read when they are wanted. */
export interface HeaderSource {
  /** Names in lower case; of a header that stands several times the last one, as in CloudEvents' Kafka binding. */
  textHeaders(): RecordHeaders;
  /** One of them, by its name in lower-case ASCII. */
  textHeader(name: string): string | undefined;
}

const NO_HEADERS: RecordHeaders = Object.freeze({});

/**
 * A record on its way through a consumer. One object for each record: what the handler sees, what the decoder adds, and what delivery has to
 * remember about it.
 */
export class DeliveredRecord implements LogRecord {
  /** Set by the decoder: the event, for handlers that take decoded records. */
  event: unknown = undefined;
  /** Tries that failed so far. */
  attempts = 0;
  /** Epoch milliseconds of the first of them; 0 where there was none. */
  firstFailedAt = 0;
  /** It made a batch fail: it is tried alone from then on. */
  suspect = false;
  /** Its place among the records of its partition; given when it is taken in. */
  sequence = 0;
  /** Of the assignment it was taken in under. */
  state: PartitionState | null = null;
  #headers: RecordHeaders | WireHeaders | HeaderSource | null;
  #read: boolean;

  constructor(
    readonly topic: string,
    readonly partition: number,
    readonly offset: number,
    readonly key: Buffer | null,
    readonly value: Buffer | null,
    headers: WireHeaders | HeaderSource | null,
    readonly timestamp: number,
  ) {
    this.#headers = headers;
    this.#read = headers === null;
  }

  /** Read from the wire's form when somebody asks: most records are handled without. */
  get headers(): RecordHeaders {
    if (!this.#read) {
      this.#headers = textHeaders(this.#headers as WireHeaders | HeaderSource);
      this.#read = true;
    }
    return (this.#headers as RecordHeaders | null) ?? NO_HEADERS;
  }

  /** One header, without reading the others. */
  header(name: string): string | undefined {
    if (this.#read || this.#headers === null) return this.headers[name];
    const wire = this.#headers as WireHeaders | HeaderSource;
    if (isSource(wire)) return wire.textHeader(name);
    const written = Object.hasOwn(wire, name) ? name : Object.keys(wire).find((each) => each.toLowerCase() === name);
    return written === undefined ? undefined : textOf(wire[written]);
  }

  get bytes(): number {
    return (this.value?.length ?? 0) + (this.key?.length ?? 0);
  }
}

/** Of a header that stands several times the last one counts, as in CloudEvents' Kafka binding. */
function textHeaders(wire: WireHeaders | HeaderSource): RecordHeaders {
  if (isSource(wire)) return wire.textHeaders();
  const headers = Object.create(null) as Record<string, string>;
  for (const name in wire) {
    const value = textOf(wire[name]);
    if (value !== undefined) headers[name.toLowerCase()] = value;
  }
  return headers;
}

function textOf(found: WireHeaders[string]): string | undefined {
  const value = Array.isArray(found) ? (found.at(-1) as Buffer | string | undefined) : (found as Buffer | string);
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : value.toString('utf8');
}

/**
 * One header of a record, by its lower-case name. For who handles thousands a second and wants two or three of a dozen headers; otherwise `record.headers` has
 * them all.
 */
export const headerOf = (record: LogRecord, name: string): string | undefined =>
  record instanceof DeliveredRecord ? record.header(name) : record.headers[name];

/** The headers of a record written elsewhere may be called anything, but none of their values is a function. */
const isSource = (headers: WireHeaders | HeaderSource): headers is HeaderSource =>
  typeof headers['textHeaders'] === 'function';

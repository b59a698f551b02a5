import { BEGINNING_LENGTH, beginningAt } from '../beginnings.ts';
import type { Boundary } from '../reader.ts';

/** A row as bytes, without its line break. */
export interface CsvRow {
  readonly bytes: Buffer;
  readonly offset: number;
  /** Line of text at which it begins, from 1. */
  readonly row: number;
  readonly state: 'whole' | 'oversized';
  /** Lines of text it goes over. */
  readonly lines: number;
}

/** A quoted cell may go over line breaks, but not without end: a forgotten quotation mark costs its line, not the rest. */
const LINES_OF_A_ROW = 64;

const enum Byte {
  Newline = 0x0a,
  Return = 0x0d,
  Quote = 0x22,
}

export interface RowSigns {
  /** Bytes of the document before the first row. */
  readonly from: number;
  /** null where quotation marks are text like any other, so that a row is a line. */
  readonly quote: '"' | null;
  /** Whether a row may be the beginning of another document; in UTF-16 none is looked for. */
  readonly others: 'looked for' | 'none';
  /** How many bytes of the document these were. */
  readonly widthOf: (bytes: Buffer) => number;
}

interface Line {
  readonly bytes: Buffer;
  readonly offset: number;
  readonly row: number;
  readonly quotes: number;
}

/**
 * Rows out of bytes in pieces: lines of text, joined while a quotation mark is open. Works on bytes since in every character set that CSV
 * comes in (UTF-8, ISO 8859, Windows, the Chinese, Japanese and Korean ones) the signs of CSV are those of ASCII.
 */
export class RowSplitter {
  #held: Buffer[] = [];
  #size = 0;
  #start: number;
  #offset: number;
  #row = 1;
  #open: Line[] = [];
  /** Whether the line that is held may still turn out to begin another document. */
  #mayBeOther = false;

  /**
   * @param take answers whether the row could be read; of one that could not only the first line is given up, and it is told again with
   * that line alone
   */
  constructor(
    private readonly limit: number,
    private readonly newline: number,
    private readonly signs: RowSigns,
    private readonly take: (row: CsvRow, attempt: 'joined' | 'alone') => 'read' | 'unreadable',
  ) {
    this.#start = signs.from;
    this.#offset = signs.from;
  }

  /** @returns where a row begins another document */
  push(bytes: Uint8Array): Boundary | null {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let from = 0;
    for (let at = chunk.indexOf(this.newline); at >= 0; at = chunk.indexOf(this.newline, from)) {
      this.#hold(chunk.subarray(from, at));
      if (this.#isOther('whole')) return this.#leave(chunk.subarray(at));
      this.#offset += this.signs.widthOf(chunk.subarray(from, at + 1));
      this.#line(this.#offset);
      from = at + 1;
    }
    if (from >= chunk.length) return null;
    this.#hold(Buffer.from(chunk.subarray(from)));
    if (this.#isOther('begun')) return this.#leave(Buffer.alloc(0));
    this.#offset += this.signs.widthOf(chunk.subarray(from));
    return null;
  }

  end(): Boundary | null {
    const boundary = this.#isOther('whole') ? this.#leave(Buffer.alloc(0)) : null;
    if (this.#size > 0) this.#line(this.#offset);
    while (this.#open.length > 0) this.#giveUpFirst();
    return boundary;
  }

  /** Looked at once for each line that begins a row: when it is whole, or as much of it is held as has to be. */
  #isOther(state: 'whole' | 'begun'): boolean {
    if (!this.#mayBeOther || (state === 'begun' && this.#size < BEGINNING_LENGTH)) return false;
    this.#mayBeOther = false;
    const [first] = this.#held;
    if (first === undefined || this.#open.length > 0) return false;
    const held = this.#held.length === 1 ? first : Buffer.concat(this.#held);
    return beginningAt(held.toString('latin1', 0, BEGINNING_LENGTH), 0, 'all') !== null;
  }

  /** @param after bytes behind those that are held */
  #leave(after: Buffer): Boundary {
    const rest = Buffer.concat([...this.#held, after]);
    this.#held = [];
    this.#size = 0;
    return { rest, row: this.#row, end: 'whole' };
  }

  #hold(part: Buffer): void {
    const room = this.limit + 1 - this.#size;
    this.#size += part.length;
    if (room > 0 && part.length > 0) this.#held.push(part.subarray(0, room));
  }

  #line(next: number): void {
    const whole = this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held);
    const bytes = whole.at(-1) === Byte.Return ? whole.subarray(0, -1) : whole;
    const line = {
      bytes,
      offset: this.#start,
      row: this.#row,
      quotes: this.signs.quote === null ? 0 : countQuotes(bytes),
    };
    this.#held = [];
    this.#size = 0;
    this.#start = next;
    this.#row += 1;
    this.#mayBeOther = this.signs.others === 'looked for';
    this.#add(line);
  }

  #add(line: Line): void {
    this.#open.push(line);
    const quotes = this.#open.reduce((sum, { quotes }) => sum + quotes, 0);
    if (quotes % 2 === 0) return this.#complete();
    const size = this.#open.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (this.#open.length >= LINES_OF_A_ROW || size > this.limit) return this.#giveUpFirst();
    // What waits is kept beyond the chunk it lies in.
    this.#open[this.#open.length - 1] = { ...line, bytes: Buffer.from(line.bytes) };
  }

  #complete(): void {
    const lines = this.#open;
    if (this.#take(lines, lines.length === 1 ? 'alone' : 'joined') === 'read' || lines.length === 1) {
      this.#open = [];
      return;
    }
    this.#giveUpFirst();
  }

  /** Tells the first line alone, then begins anew with the second. */
  #giveUpFirst(): void {
    const [first, ...rest] = this.#open;
    this.#open = [];
    if (first) this.#take([first], 'alone');
    for (const line of rest) this.#add(line);
  }

  #take(lines: readonly Line[], attempt: 'joined' | 'alone'): 'read' | 'unreadable' {
    const [first] = lines;
    const separator = Buffer.from([this.newline]);
    const bytes =
      lines.length === 1
        ? first!.bytes
        : Buffer.concat(lines.flatMap(({ bytes }, at) => (at === 0 ? [bytes] : [separator, bytes])));
    const state = bytes.length > this.limit ? 'oversized' : 'whole';
    return this.take({ bytes, offset: first!.offset, row: first!.row, lines: lines.length, state }, attempt);
  }
}

function countQuotes(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(Byte.Quote); at >= 0; at = bytes.indexOf(Byte.Quote, at + 1)) count++;
  return count;
}

/** The byte that ends lines: a newline, or a carriage return in files that know no newline. */
export const lineBreakOf = (head: Buffer): number =>
  head.includes(Byte.Newline) || !head.includes(Byte.Return) ? Byte.Newline : Byte.Return;

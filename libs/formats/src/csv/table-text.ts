import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { firstInvalidUtf8 } from '../charset/utf8.ts';
import type { Boundary } from '../reader.ts';
import type { FindingLog } from '../findings.ts';
import type { LineDraft } from '../values/line-draft.ts';
import type { RowText } from './cells.ts';
import { type CsvRow, lineBreakOf, RowSplitter } from './row-splitter.ts';

/** Bytes that are held at most until the first row is seen. */
const HEAD_BYTES = 64 * 1024;
const start = { offset: 0, row: 1, segment: null, path: null };

export interface TableTextSettings {
  /** null for UTF-8. A byte order mark wins. */
  readonly charset: string | null;
  /** Bytes of a row. */
  readonly limit: number;
  readonly quote: '"' | null;
}

export interface TableTextTaker {
  /** The first row and what came with it, before any row is taken; UTF-16 as UTF-8. */
  begin(head: Buffer): void;
  /** Every row with anything in it. @param text null where the row is too large or its bytes are none of the character set */
  row(row: CsvRow, text: RowText | null, attempt: 'joined' | 'alone'): 'read' | 'unreadable';
}

/** Bytes of a table to rows of text: byte order mark, character set, line breaks. */
export class TableText {
  #rows: RowSplitter | null = null;
  #head: Buffer = Buffer.alloc(0);
  /** Null for UTF-8. */
  #decoder: TextDecoder | null = null;
  /** UTF-16 goes on as UTF-8, since rows are found by bytes; null where it is none, undefined until two bytes were seen. */
  #utf16: TextDecoder | null | undefined = undefined;

  constructor(
    private readonly log: FindingLog,
    private readonly settings: TableTextSettings,
    private readonly taker: TableTextTaker,
  ) {}

  push(chunk: Uint8Array): Boundary | null {
    if (this.#utf16 === undefined) return this.#first(chunk);
    return this.#take(this.#utf16 ? Buffer.from(this.#utf16.decode(chunk, { stream: true })) : chunk);
  }

  end(): Boundary | null {
    if (this.#utf16) this.#take(Buffer.from(this.#utf16.decode()));
    const boundary = this.#rows ? null : this.#begin();
    const late = this.#rows!.end();
    return boundary ?? late;
  }

  #first(chunk: Uint8Array): Boundary | null {
    this.#head = Buffer.concat([this.#head, chunk]);
    const [first, second] = this.#head;
    if (second === undefined) return null;
    const name = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
    this.#utf16 = name === null ? null : new TextDecoder(name, { ignoreBOM: true });
    const held = this.#head;
    this.#head = Buffer.alloc(0);
    return this.#take(this.#utf16 ? Buffer.from(this.#utf16.decode(held, { stream: true })) : held);
  }

  #take(chunk: Uint8Array): Boundary | null {
    if (this.#rows) return this.#rows.push(chunk);
    this.#head = Buffer.concat([this.#head, chunk]);
    const isEnough =
      this.#head.length >= HEAD_BYTES || (this.#head.length > 3 && holdsRow(this.#head.toString('latin1')));
    return isEnough ? this.#begin() : null;
  }

  #begin(): Boundary | null {
    const head = this.#head;
    this.#head = Buffer.alloc(0);
    this.#decoder = this.#utf16 ? null : this.#decoderFor();
    const isMarked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
    if (isMarked) this.#decoder = null;
    const body = isMarked ? head.subarray(3) : head;
    const from = isMarked ? (this.#utf16 ? 2 : 3) : 0;
    this.taker.begin(body);
    const others = this.#utf16 ? 'none' : 'looked for';
    const signs = { from, quote: this.settings.quote, others, widthOf: this.#utf16 ? utf16Width : lengthOf } as const;
    this.#rows = new RowSplitter(
      this.settings.limit,
      lineBreakOf(body.subarray(0, HEAD_BYTES)),
      signs,
      (row, attempt) => this.#row(row, attempt),
    );
    return this.#rows.push(body);
  }

  #decoderFor(): TextDecoder | null {
    const { charset } = this.settings;
    if (charset === null) return null;
    try {
      const decoder = new TextDecoder(charset, { fatal: true, ignoreBOM: true });
      return decoder.encoding === 'utf-8' || decoder.encoding.startsWith('utf-16') ? null : decoder;
    } catch {
      this.log.report('charset.unknown', null, start, { value: charset });
      return null;
    }
  }

  #row(row: CsvRow, attempt: 'joined' | 'alone'): 'read' | 'unreadable' {
    if (row.bytes.length === 0 || row.bytes.every((byte) => byte === 0x20 || byte === 0x09)) return 'read';
    return this.taker.row(row, row.state === 'oversized' ? null : this.#decode(row), attempt);
  }

  /** null where the bytes are none of the character set. */
  #decode({ bytes, offset, row }: CsvRow): RowText | null {
    const decoder = this.#decoder;
    if (decoder === null) {
      const bytesOf = this.#utf16 ? utf16Bytes : utf8Bytes;
      return isUtf8(bytes) ? { text: bytes.toString('utf8'), offset, row, bytesOf } : null;
    }
    try {
      // One byte a character, and two in the sets of the East: there the offset is exact up to the first other one.
      const wide = /^(gb|big5|euc|shift)/.test(decoder.encoding);
      const bytesOf = (text: string) =>
        (wide ? Array.from(text, (c) => (c < '\u0080' ? 1 : 2)) : []).reduce((a, b) => a + b, wide ? 0 : text.length);
      return { text: decoder.decode(bytes), offset, row, bytesOf };
    } catch {
      return null;
    }
  }

  /** The first byte of a row that is none of the character set, from its start, and what would be right. */
  invalidOf({ bytes }: CsvRow): { readonly at: number; readonly expected: string } {
    const at = this.#decoder === null ? firstInvalidUtf8(bytes) : 0;
    return { at, expected: this.#decoder?.encoding ?? 'utf-8' };
  }
}

export function reportCharset(
  draft: LineDraft,
  { bytes, offset, row }: CsvRow,
  { at, expected }: { readonly at: number; readonly expected: string },
): void {
  const place = { offset: offset + at, row, segment: null, path: `row ${row}` };
  draft.report('charset.invalid', place, { value: `0x${bytes.subarray(at, at + 4).toString('hex')}`, expected });
}

const utf8Bytes = (text: string): number => Buffer.byteLength(text);
const utf16Bytes = (text: string): number => text.length * 2;
const lengthOf = (bytes: Buffer): number => bytes.length;

/** Bytes in UTF-16 of a stretch of UTF-8, cut anywhere: a lead byte of four is a pair, a byte that goes on is counted with its lead. */
function utf16Width(bytes: Buffer): number {
  let units = 0;
  for (const byte of bytes) units += byte >= 0xf0 ? 2 : (byte & 0xc0) === 0x80 ? 0 : 1;
  return units * 2;
}

/** A line with something in it, and the beginning of what follows it. A carriage return ends lines only where no newline comes. */
const holdsRow = (text: string): boolean => /\n./.test(text.trimStart());

import { beginningAt } from '../beginnings.ts';
import { type ByteText, isPlain } from '../charset/byte-text.ts';
import type { Boundary } from '../reader.ts';
import type { PhysicalLine } from './line.ts';

/** Bytes of a line of text; the standard allows 69. */
export const LINE_BYTES = 16 * 1024;

/** Lines of text out of bytes in pieces; they end with a line feed, a carriage return, or both. */
export class LineSplitter {
  #text = '';
  #base = 0;
  #row = 1;
  #state: 'reading' | 'passing over' | 'over' = 'reading';
  /** Where the first line that is pending begins it was not told from another document. */
  #isUnclear = false;
  #lines = 0;

  constructor(
    private readonly charset: ByteText,
    private readonly take: (line: PhysicalLine) => void,
    /** A line that is longer than is read. */
    private readonly oversized: (line: PhysicalLine) => void,
  ) {}

  /** @returns where a line begins another document */
  push(chunk: Uint8Array): Boundary | null {
    let text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    if (this.#base === 0 && this.#text === '' && text.startsWith('\u00ef\u00bb\u00bf')) {
      text = text.slice(3);
      this.#base = 3;
    }
    const scanned = this.#isUnclear ? 0 : this.#text.length;
    this.#text += text;
    this.#read(scanned, 'more');
    return this.#boundary();
  }

  end(): Boundary | null {
    this.#read(0, 'all');
    if (this.#text !== '' && this.#isOwn(0, 'all')) {
      this.#line(0, this.#text.length);
      this.#text = '';
    }
    return this.#boundary();
  }

  #boundary(): Boundary | null {
    if (this.#state !== 'over') return null;
    const rest = Buffer.from(this.#text, 'latin1');
    this.#text = '';
    return rest.length === 0 ? null : { rest, row: this.#row, end: 'whole' };
  }

  #isOwn(from: number, extent: 'more' | 'all'): boolean {
    if (this.#state !== 'reading' || this.#lines === 0) return this.#state !== 'over';
    const syntax = beginningAt(this.#text, from, extent);
    this.#isUnclear = syntax === 'unclear';
    if (syntax === null || syntax === 'cargo-imp') return true;
    if (syntax !== 'unclear') this.#state = 'over';
    return false;
  }

  #read(scanned: number, extent: 'more' | 'all'): void {
    const text = this.#text;
    let from = 0;
    // A carriage return at the end may be half of a line break.
    const limit = extent === 'more' && text.endsWith('\r') ? text.length - 1 : text.length;
    for (let end = nextBreak(text, scanned, limit); end >= 0; end = nextBreak(text, from, limit)) {
      if (!this.#isOwn(from, extent)) break;
      this.#line(from, end);
      from = end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1);
      this.#row += 1;
    }
    const isLong = text.length - from > LINE_BYTES && this.#state === 'reading';
    if (isLong && this.#isOwn(from, extent)) {
      this.oversized({ text: text.slice(from, from + 60), offset: this.#base + from, row: this.#row, bytes: null });
      this.#state = 'passing over';
    }
    const rest = this.#state === 'passing over' ? limit : from;
    this.#base += rest;
    this.#text = text.slice(rest);
  }

  #line(from: number, end: number): void {
    this.#lines += 1;
    if (this.#state === 'passing over') {
      this.#state = 'reading';
      return;
    }
    const text = this.#text.slice(from, end);
    const line = { text, offset: this.#base + from, row: this.#row, bytes: isPlain(text) ? null : this.charset };
    if (text.length > LINE_BYTES) this.oversized({ ...line, text: text.slice(0, 60), bytes: null });
    else this.take(line);
  }
}

function nextBreak(text: string, from: number, limit: number): number {
  for (let at = from; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) return at;
  }
  return -1;
}

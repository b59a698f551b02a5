import { type ByteText, isPlain } from '../charset/byte-text.ts';
import type { Boundary } from '../reader.ts';
import { BEGINNING, beginsInterchange, readBeginning, type X12Beginning, type X12Separators } from './separators.ts';
import { X12Segment } from './segment.ts';

/** Bytes of a segment; the longest of the standard has a few hundred. */
const SEGMENT_BYTES = 32 * 1024;
/** An ISA that begins a line of what should be one segment. */
const lateInterchange = /[\r\n](?=ISA[^\w\s])/;

export interface X12Tokens {
  /** Asked where a segment should begin, but the first. `unclear` where more has to be seen to tell. */
  begins(text: string, at: number, extent: 'more' | 'all'): 'segment' | 'another' | 'unclear';
  /** The separators of what follows. */
  beginning(beginning: X12Beginning, place: { readonly offset: number; readonly row: number }): void;
  segment(segment: X12Segment): void;
  /** A segment that does not end within 32 KiB; it is passed over. */
  oversized(place: { readonly offset: number; readonly row: number }): void;
}

/**
 * Cuts X12 into segments. The separators are those of each interchange's own ISA; line breaks after and within segments are none of the
 * text. Works on one character a byte: every sign of X12 is ASCII.
 */
export class X12Tokenizer {
  #text = '';
  /** Bytes before `#text`. */
  #base = 0;
  #row = 1;
  #separators: X12Separators | null = null;
  #isPlain = true;
  /** Where an interchange began whose header has not ended yet: its beginning is told once. */
  #begunAt = -1;
  /** Of an ISA that ends without the terminator. */
  #headLength: number | null = null;
  #state: 'reading' | 'passing over' | 'over' = 'reading';
  /** Characters of `#text` in which no terminator is. */
  #scanned = 0;

  constructor(
    private readonly charset: ByteText,
    private readonly tokens: X12Tokens,
  ) {}

  /** @returns where something begins that is no segment */
  push(chunk: Uint8Array): Boundary | null {
    this.#add(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1'));
    this.#read('more');
    return this.#boundary();
  }

  end(): Boundary | null {
    this.#read('all');
    return this.#boundary();
  }

  #boundary(): Boundary | null {
    if (this.#state !== 'over') return null;
    const rest = Buffer.from(this.#text, 'latin1');
    this.#text = '';
    return rest.length === 0 ? null : { rest, row: this.#row, end: 'whole' };
  }

  /** What is left over at the end has no terminator; null where nothing is. */
  get unterminated(): X12Segment | null {
    const text = this.#text.trimEnd();
    if (text === '' || this.#separators === null || this.#state === 'passing over') return null;
    return this.#segmentOf(0, text.length, this.#text.indexOf('\n') >= 0);
  }

  #add(text: string): void {
    if (this.#base === 0 && this.#text === '' && text.startsWith('\u00ef\u00bb\u00bf')) {
      this.#base = 3;
      text = text.slice(3);
    }
    // One pass over a whole chunk is cheaper than one over each segment of it.
    this.#isPlain = isPlain(text) && (this.#text === '' || isPlain(this.#text));
    this.#text += text;
  }

  #read(extent: 'more' | 'all'): void {
    const text = this.#text;
    let at = this.#state === 'passing over' ? this.#passOver(0) : 0;
    let nextBreak = text.indexOf('\n');
    const countRows = (until: number): void => {
      for (; nextBreak >= 0 && nextBreak < until; nextBreak = text.indexOf('\n', nextBreak + 1)) this.#row += 1;
    };
    while (this.#state === 'reading') {
      const start = segmentStart(text, at);
      countRows(start);
      at = start;
      if (start === text.length || !this.#begin(start, extent)) break;
      const { terminator } = this.#separators!;
      const end = this.#endOf(start, terminator, nextBreak);
      this.#scanned = 0;
      if (end < 0) {
        this.#wait(start);
        break;
      }
      at = end + 1;
      if (end - start > SEGMENT_BYTES) {
        this.tokens.oversized({ offset: this.#base + start, row: this.#row });
        countRows(at);
        continue;
      }
      const segment = this.#segmentOf(start, end, nextBreak >= 0 && nextBreak < end);
      countRows(at);
      this.tokens.segment(segment);
    }
    if (this.#state === 'passing over') at = text.length;
    this.#base += at;
    this.#text = text.slice(at);
  }

  /** Where the segment ends; -1 where its end has not been seen. @param nextBreak line break after its start */
  #endOf(start: number, terminator: string, nextBreak: number): number {
    const length = this.#headLength;
    this.#headLength = null;
    if (length !== null) return start + length - 1;
    const end = this.#text.indexOf(terminator, Math.max(start, this.#scanned));
    if (end < 0 || nextBreak < 0 || nextBreak >= end) return end;
    // Something that is no segment may stand before an interchange.
    const late = lateInterchange.exec(this.#text.slice(start, Math.min(end, start + SEGMENT_BYTES)));
    return late === null ? end : start + late.index;
  }

  /** @returns false where more has to be seen first */
  #begin(start: number, extent: 'more' | 'all'): boolean {
    const text = this.#text;
    if (this.#separators !== null && !this.#isOwn(start, extent)) return false;
    const isInterchange = text.startsWith('ISA', start);
    if (this.#separators !== null && !isInterchange) return text.length - start > 3 || extent === 'all';
    if (this.#base + start === this.#begunAt) return true;
    if (text.length - start < BEGINNING && extent === 'more') return false;
    const isCut = text[start + 3] === this.#separators?.terminator;
    if (this.#separators !== null && (isCut || !beginsInterchange(text, start))) return true;
    const beginning = readBeginning(text.slice(start, start + BEGINNING));
    if (beginning === null) return this.#skipTo(start);
    this.#begunAt = this.#base + start;
    this.#separators = beginning.separators;
    this.#headLength = beginning.length;
    this.tokens.beginning(beginning, { offset: this.#base + start, row: this.#row });
    return true;
  }

  #isOwn(start: number, extent: 'more' | 'all'): boolean {
    const begins = this.tokens.begins(this.#text, start, extent);
    if (begins === 'another') this.#state = 'over';
    return begins === 'segment';
  }

  /** Neither an interchange nor a group nor a message begins here: signs are taken from the first group that is seen. */
  #skipTo(start: number): boolean {
    const head = this.#text.slice(start, start + BEGINNING);
    const found = /([^\w\s])\s*GS([^\w\s])[A-Z]{2}\2/.exec(head);
    const separators = { element: found?.[2] ?? '*', component: null, terminator: found?.[1] ?? '~' };
    this.#separators = separators;
    this.tokens.beginning({ separators, kind: 'bare', length: null }, { offset: this.#base + start, row: this.#row });
    return true;
  }

  /** For the end of the segment that begins here; one that is too long is given up. */
  #wait(start: number): void {
    this.#scanned = this.#text.length - start;
    if (this.#scanned <= SEGMENT_BYTES) return;
    this.#scanned = 0;
    this.tokens.oversized({ offset: this.#base + start, row: this.#row });
    this.#countAll(start);
    this.#state = 'passing over';
  }

  #countAll(from: number): void {
    for (let at = this.#text.indexOf('\n', from); at >= 0; at = this.#text.indexOf('\n', at + 1)) this.#row += 1;
  }

  #passOver(from: number): number {
    const end = this.#text.indexOf(this.#separators!.terminator, from);
    if (end < 0) {
      this.#countAll(from);
      return this.#text.length;
    }
    this.#state = 'reading';
    return end + 1;
  }

  #segmentOf(start: number, end: number, hasBreaks: boolean): X12Segment {
    const { element, terminator } = this.#separators!;
    let text = this.#text.slice(start, end);
    let raw: string | null = null;
    if (terminator === '\n') text = text.endsWith('\r') ? text.slice(0, -1) : text;
    else if (hasBreaks) {
      raw = text;
      text = text.replace(/[\r\n]+/g, '');
    }
    const charset = this.#isPlain || isPlain(text) ? null : this.charset;
    return new X12Segment(text, element, this.#base + start, this.#row, raw, charset);
  }
}

/** Past carriage return, line feed, blank, tab, and the end sign of old systems: nothing, between two segments. */
function segmentStart(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (
      code > 0x20 ||
      (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09 && code !== 0x1a && code !== 0)
    )
      return at;
  }
  return text.length;
}

import { BEGINNING_LENGTH, beginningAt } from '../beginnings.ts';
import type { Boundary } from '../reader.ts';
import { GatheredBytes } from './gathered-bytes.ts';
import type { SplitterSink, SplitValue } from './split-value.ts';

const enum Byte {
  Tab = 0x09,
  Newline = 0x0a,
  Return = 0x0d,
  Space = 0x20,
  Quote = 0x22,
  Comma = 0x2c,
  Colon = 0x3a,
  OpenArray = 0x5b,
  Backslash = 0x5c,
  CloseArray = 0x5d,
  OpenObject = 0x7b,
  CloseObject = 0x7d,
}

/** First bytes of what is no JSON and may be another document. */
const beginsOther = new Set(Buffer.from('UIF<'));

/** Open brackets that are kept: beyond them a document is hopeless, and what is in it is passed over. */
const KEPT_BRACKETS = 4_096;

/**
 * Cuts a stream into the values that are lines, without holding more than one of them: values one after another (NDJSON), the elements
 * of an array at the top, or the elements of the named arrays of one document object. A broken value costs itself: an opening brace
 * where none can stand begins the next one.
 */
export class ValueSplitter {
  #offset = 0;
  #row = 1;
  readonly #open: number[] = [];
  #string: 'none' | 'plain' | 'escaped' = 'none';
  /** Last byte that is no white space, outside of strings. */
  #last = 0;
  /** Open brackets around a line: 0 at the top, 1 in an array at the top, 2 in an array of the document object. */
  #lineDepth = 0;
  #array: string | null = null;
  #index = 0;
  /** What the bytes that are gathered will be. */
  #gathering: 'nothing' | 'value' | 'scalar' | 'frame' = 'nothing';
  readonly #gathered: GatheredBytes;
  #isBroken = false;
  #start = 0;
  #startRow = 1;
  #frame: Buffer[] = [];
  #frameStart = 0;
  #frameRow = 1;
  #framesPassed = 0;
  #chunk: Buffer = Buffer.alloc(0);
  /** Bytes of a beginning that could not be told from another document yet. */
  #unclear: Buffer | null = null;
  #values = 0;

  constructor(
    private readonly arrays: RegExp,
    private readonly limit: number,
    private readonly sink: SplitterSink,
  ) {
    this.#gathered = new GatheredBytes(limit);
  }

  /** @returns where another document begins, between two values */
  push(bytes: Uint8Array): Boundary | null {
    return this.#read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 'more');
  }

  #read(bytes: Buffer, extent: 'more' | 'all'): Boundary | null {
    const chunk = this.#unclear === null ? bytes : Buffer.concat([this.#unclear, bytes]);
    this.#unclear = null;
    this.#chunk = chunk;
    this.#gathered.next(chunk);
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (this.#string !== 'none') {
        at = this.#throughString(at);
        continue;
      }
      if (byte === Byte.Newline) this.#newline(at);
      else if (byte !== Byte.Space && byte !== Byte.Tab && byte !== Byte.Return) {
        const begins = this.#isBetween ? anotherAt(chunk, at, extent) : 'value';
        if (begins !== 'value') return this.#leave(at, begins);
        this.#significant(at, byte);
        this.#last = byte;
      }
    }
    if (this.#gathering !== 'nothing') this.#gathered.keep();
    this.#offset += chunk.length;
    return null;
  }

  /** Outside of everything, behind a value. */
  get #isBetween(): boolean {
    return this.#values > 0 && this.#gathering === 'nothing' && this.#open.length === 0;
  }

  #leave(at: number, begins: 'another' | 'unclear'): Boundary | null {
    const rest = Buffer.from(this.#chunk.subarray(at));
    this.#offset += at;
    if (begins === 'another') return { rest, row: this.#row, end: 'whole' };
    this.#unclear = rest;
    return null;
  }

  /** What was held back is read, too. */
  finish(): Boundary | null {
    return this.#unclear === null ? null : this.#read(Buffer.alloc(0), 'all');
  }

  end(): 'whole' | 'truncated' {
    this.#chunk = Buffer.alloc(0);
    this.#gathered.next(this.#chunk);
    const isTruncated = this.#open.length > 0 || this.#string !== 'none';
    if (this.#gathering === 'value') this.#emit(0, 'truncated');
    else if (this.#gathering === 'scalar') this.#emit(0, 'whole');
    return isTruncated ? 'truncated' : 'whole';
  }

  /** Goes on to the end of the string or of the chunk. @returns the last byte that was dealt with */
  #throughString(from: number): number {
    const chunk = this.#chunk;
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (this.#string === 'escaped') this.#string = 'plain';
      else if (byte === Byte.Backslash) this.#string = 'escaped';
      else if (byte === Byte.Quote) {
        this.#string = 'none';
        this.#last = byte;
        return at;
      } else if (byte === Byte.Newline) {
        // No string goes over a line break: the quotation mark that is missing is this line's own affair.
        this.#string = 'none';
        this.#last = Byte.Quote;
        this.#isBroken = true;
        this.#newline(at);
        return at;
      }
    }
    return chunk.length;
  }

  #newline(at: number): void {
    if (this.#gathering === 'scalar' && this.#lineDepth === 0) this.#emit(at, 'whole');
    this.#row += 1;
  }

  #significant(at: number, byte: number): void {
    switch (byte) {
      case Byte.Quote:
        if (this.#gathering === 'nothing') this.#begin(at, 'scalar');
        this.#string = 'plain';
        return;
      case Byte.OpenObject:
      case Byte.OpenArray:
        return this.#opening(at, byte);
      case Byte.CloseObject:
      case Byte.CloseArray:
        return this.#closing(at, byte);
      case Byte.Comma:
        return this.#comma(at);
      default:
        if (this.#gathering === 'nothing') this.#begin(at, 'scalar');
    }
  }

  #comma(at: number): void {
    if (this.#gathering === 'scalar') this.#emit(at, 'whole');
    if (this.#gathering !== 'nothing') return;
    if (this.#lineDepth === 0 || this.#last === Byte.Comma || this.#last === Byte.OpenArray) this.#stray(at);
  }

  #opening(at: number, byte: number): void {
    if (this.#gathering === 'scalar') this.#emit(at, 'broken');
    if (byte === Byte.OpenObject && this.#gathering === 'value' && !this.#mayHoldObject()) {
      this.#emit(at, 'broken');
      this.#open.length = Math.min(this.#open.length, this.#lineDepth);
    }
    if (this.#gathering === 'nothing') return this.#openingOutside(at, byte);
    if (byte === Byte.OpenArray && this.#open.length === 1 && this.#lineDepth === 0 && this.#beginsLines(at)) return;
    if (this.#open.length < KEPT_BRACKETS) this.#open.push(byte);
    else this.#isBroken = true;
  }

  #openingOutside(at: number, byte: number): void {
    if (byte === Byte.OpenArray && this.#open.length === 0) {
      this.#lineDepth = 1;
      this.#array = '';
      this.#index = 0;
      this.#open.push(byte);
      return;
    }
    if (this.#lineDepth > 0 && this.#last !== Byte.Comma && this.#last !== Byte.OpenArray) this.#stray(at);
    this.#begin(at, 'value');
    this.#open.push(byte);
  }

  /** An object can stand after a colon, and in an array after its bracket or a comma. */
  #mayHoldObject(): boolean {
    if (this.#open.length > this.#lineDepth && this.#open.at(-1) === Byte.OpenArray) {
      return this.#last === Byte.OpenArray || this.#last === Byte.Comma;
    }
    return this.#last === Byte.Colon;
  }

  /** Whether the bracket opens an array of lines: what was gathered so far belongs to the document then. */
  #beginsLines(at: number): boolean {
    const before = this.#gathered.upTo(at);
    const name = this.arrays.exec(before.subarray(-200).toString('latin1'))?.[1];
    if (name === undefined) return false;
    if (this.#gathering === 'value') {
      this.#frameStart = this.#start;
      this.#frameRow = this.#startRow;
    }
    this.#frame.push(Buffer.from(before), Buffer.from('['));
    this.#drop();
    this.#open.push(Byte.OpenArray);
    this.#lineDepth = 2;
    this.#array = name;
    this.#index = 0;
    if (this.#framesPassed++ === 0) this.#passFrame('before', ']}', at + 1);
    return true;
  }

  #closing(at: number, byte: number): void {
    if (this.#gathering === 'scalar') this.#emit(at, this.#lineDepth === 0 ? 'broken' : 'whole');
    const opened = byte === Byte.CloseObject ? Byte.OpenObject : Byte.OpenArray;
    const match = this.#open.lastIndexOf(opened);
    if (match < 0) return this.#gathering === 'nothing' ? this.#stray(at) : undefined;
    if (match < this.#open.length - 1) this.#isBroken = true;
    if (match < this.#lineDepth && this.#gathering === 'value') this.#emit(at, 'broken');
    this.#open.length = match;
    if (match < this.#lineDepth) return this.#closeLines(at, byte);
    if (match === this.#lineDepth && this.#gathering === 'value')
      this.#emit(at + 1, this.#isBroken ? 'broken' : 'whole');
    else if (match === 0 && this.#gathering === 'frame') this.#closeDocument(at);
  }

  /** The array of lines ends: what follows are members of the document again, or nothing. */
  #closeLines(at: number, byte: number): void {
    if (this.#last === Byte.Comma) this.#stray(at);
    const isDocument = this.#lineDepth === 2;
    this.#lineDepth = 0;
    this.#array = null;
    if (!isDocument) return;
    this.#begin(at, 'frame');
    if (byte === Byte.CloseArray) return;
    // The brace of the document stands where the bracket of the array should.
    this.#frame.push(Buffer.from(']'));
    this.#closeDocument(at);
  }

  #closeDocument(at: number): void {
    this.#frame.push(Buffer.from(this.#gathered.upTo(at + 1)));
    this.#drop();
    this.#values += 1;
    this.#passFrame('end', '', at + 1);
    this.#frame = [];
    this.#framesPassed = 0;
    this.#index = 0;
  }

  #passFrame(at: 'before' | 'end', closing: string, end: number): void {
    const text = `${Buffer.concat(this.#frame).toString('utf8')}${closing}`;
    this.sink.frame({ text, offset: this.#frameStart, row: this.#frameRow, at, end: this.#offset + end });
  }

  #begin(at: number, what: 'value' | 'scalar' | 'frame'): void {
    this.#gathering = what;
    this.#gathered.begin(at);
    this.#start = this.#offset + at;
    this.#startRow = this.#row;
    this.#isBroken = false;
  }

  #drop(): void {
    this.#gathering = 'nothing';
    this.#gathered.drop();
  }

  #emit(to: number, state: SplitValue['state']): void {
    const size = this.#gathered.size(to);
    const bytes = this.#gathered.upTo(to);
    const value: SplitValue = {
      bytes,
      offset: this.#start,
      row: this.#startRow,
      array: this.#array,
      index: this.#index++,
      state: size > this.limit ? 'oversized' : state,
    };
    this.#drop();
    this.#values += 1;
    this.sink.value(value);
  }

  #stray(at: number): void {
    this.sink.stray(this.#offset + at, this.#row, this.#chunk[at]!);
  }
}

function anotherAt(chunk: Buffer, at: number, extent: 'more' | 'all'): 'another' | 'unclear' | 'value' {
  if (!beginsOther.has(chunk[at]!)) return 'value';
  const seen = chunk.toString('latin1', at, at + BEGINNING_LENGTH);
  const syntax = beginningAt(seen, 0, seen.length < BEGINNING_LENGTH ? extent : 'all');
  if (syntax === 'unclear') return syntax;
  return syntax === null || syntax === 'watchpost-json' ? 'value' : 'another';
}

import { isAscii } from 'node:buffer';
import type { Boundary } from '../reader.ts';
import type { Stretch } from './segment.ts';
import type { ServiceCharacters } from './service-characters.ts';
import { charactersOf, charactersShownBy, defaultCharacters, UNA_LENGTH } from './service-characters.ts';

/** Takes what the splitter finds, in the order of the document. */
export interface SegmentSink {
  /** Asked where a segment should begin, but the first. `unclear` where more has to be seen to tell. */
  begins(text: string, at: number, extent: 'more' | 'all'): 'segment' | 'another' | 'unclear';
  /** @param from its first byte in the stretch @param to its terminator; line breaks within it are kept */
  segment(stretch: Stretch, from: number, to: number, row: number, letters: 'ascii' | 'encoded'): void;
  /** A segment of more bytes than are held; it is passed over. */
  oversized(offset: number, row: number): void;
  /** New service characters hold from here on. `unusable`: a service string advice that tells nothing apart; `shown`: none was sent, and the header uses others than the default. */
  characters(characters: ServiceCharacters, offset: number, row: number, source: 'advice' | 'shown' | 'unusable'): void;
  /** The document ends within a segment. */
  cut(raw: string, offset: number, row: number): void;
}

/** Chunks below this are gathered: so many small ones do not have a long segment looked through again for each. */
const GATHERED_BYTES = 4 * 1024;
/** Bytes from the beginning of an interchange that are waited for to see its characters. */
const HEADER_BYTES = 1024;

/** Bytes to segments: the tokenizer of every EDIFACT message. Holds one segment at most. */
export class SegmentSplitter {
  #characters = defaultCharacters;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  /** Of the first byte that is pending. */
  #offset = 0;
  #row = 1;
  /** Within a segment that is too large: everything up to its terminator is passed over. */
  #state: 'unbegun' | 'reading' | 'passing over' | 'over' = 'unbegun';

  constructor(
    private readonly sink: SegmentSink,
    private readonly limit: number,
  ) {}

  /** @returns where something begins that is no segment */
  push(chunk: Uint8Array): Boundary | null {
    this.#pending.push(Buffer.from(chunk));
    this.#pendingBytes += chunk.length;
    if (this.#pendingBytes >= GATHERED_BYTES) this.#run('more');
    return this.#boundary();
  }

  end(): Boundary | null {
    this.#run('all');
    const boundary = this.#boundary();
    const rest = Buffer.concat(this.#pending).toString('latin1');
    if (rest.length > 0) this.sink.cut(rest, this.#offset, this.#row);
    return boundary;
  }

  #boundary(): Boundary | null {
    if (this.#state !== 'over') return null;
    const rest = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    return rest.length === 0 ? null : { rest, row: this.#row, end: 'whole' };
  }

  #run(extent: 'more' | 'all'): void {
    const bytes = this.#pending.length === 1 ? this.#pending[0]! : Buffer.concat(this.#pending);
    const stretch = { bytes, text: bytes.toString('latin1'), offset: this.#offset };
    const used = this.#split(stretch, isAscii(bytes) ? 'ascii' : 'encoded', extent);
    this.#offset += used;
    this.#pending = used < bytes.length ? [bytes.subarray(used)] : [];
    this.#pendingBytes = bytes.length - used;
    if (this.#pendingBytes > this.limit && this.#state !== 'over') this.#passOver();
  }

  #passOver(): void {
    if (this.#state !== 'passing over') this.sink.oversized(this.#offset, this.#row);
    this.#state = 'passing over';
    const held = this.#pending[0]!;
    // A release character at the end holds for what comes.
    const kept = isReleased(held.toString('latin1'), held.length, 0, this.#characters.release) ? 1 : 0;
    const dropped = held.subarray(0, held.length - kept);
    for (let at = dropped.indexOf(0x0a); at >= 0; at = dropped.indexOf(0x0a, at + 1)) this.#row += 1;
    this.#offset += dropped.length;
    this.#pending = [Buffer.from(held.subarray(held.length - kept))];
    this.#pendingBytes = kept;
  }

  /** @returns how many characters are done with */
  #split(stretch: Stretch, letters: 'ascii' | 'encoded', extent: 'more' | 'all'): number {
    const { bytes, text } = stretch;
    let at = 0;
    let newline = text.indexOf('\n');
    const countRows = (end: number): void => {
      for (; newline >= 0 && newline < end; newline = text.indexOf('\n', newline + 1)) this.#row += 1;
    };
    for (;;) {
      if (this.#state !== 'passing over') {
        while (at < bytes.length && isFiller(bytes[at]!)) at += 1;
        countRows(at);
        const begin = this.#begin(text, at, extent);
        if (begin === null) return at;
        at = begin;
        if (at < bytes.length && isFiller(bytes[at]!)) continue;
      }
      const end = this.#endOf(text, at);
      if (end < 0) return at;
      const row = this.#row;
      countRows(end + 1);
      if (this.#state !== 'passing over' && end > at) this.#segment(stretch, at, end, row, letters);
      this.#state = 'reading';
      at = end + 1;
    }
  }

  #segment(stretch: Stretch, from: number, to: number, row: number, letters: 'ascii' | 'encoded'): void {
    if (to - from > this.limit) return this.sink.oversized(this.#offset + from, row);
    const own = letters === 'ascii' || isAscii(stretch.bytes.subarray(from, to)) ? 'ascii' : 'encoded';
    this.sink.segment(stretch, from, to, row, own);
  }

  /** @returns where the segment begins behind service string advice; null where more has to be seen, or none begins */
  #begin(text: string, at: number, extent: 'more' | 'all'): number | null {
    if (extent === 'more' && isTooShort(text, at)) return null;
    if (at < text.length && !this.#isOwn(text, at, extent)) return null;
    return this.#header(text, at);
  }

  #isOwn(text: string, at: number, extent: 'more' | 'all'): boolean {
    if (this.#state === 'unbegun') return true;
    const begins = this.sink.begins(text, at, extent);
    if (begins === 'another') this.#state = 'over';
    return begins === 'segment';
  }

  /** Takes a service string advice, and the characters that a header is written with. @returns where the next segment begins */
  #header(text: string, at: number): number {
    if (text.charCodeAt(at) !== 0x55 || !text.startsWith('UN', at)) return at;
    if (text.startsWith('UNA', at) && at + UNA_LENGTH <= text.length && !/[A-Za-z0-9]/.test(text[at + 3]!)) {
      const found = charactersOf(text.slice(at, at + UNA_LENGTH));
      if (found) this.#characters = found;
      this.#tell(found ? 'advice' : 'unusable', at);
      return at + UNA_LENGTH;
    }
    if (!text.startsWith('UNB', at)) return at;
    const shown = charactersShownBy(text.slice(at, at + HEADER_BYTES), this.#characters);
    if (shown === null || shown === this.#characters) return at;
    const isDefault = shown === defaultCharacters;
    this.#characters = shown;
    this.#tell(isDefault ? 'advice' : 'shown', at);
    return at;
  }

  #tell(source: 'advice' | 'shown' | 'unusable', at: number): void {
    this.sink.characters(this.#characters, this.#offset + at, this.#row, source);
  }

  /** The next terminator that is not released. */
  #endOf(text: string, from: number): number {
    const { terminator, release } = this.#characters;
    let end = text.indexOf(terminator, from);
    while (end > from && release !== '' && isReleased(text, end, from, release))
      end = text.indexOf(terminator, end + 1);
    return end;
  }
}

/** Too little to tell whether a service string advice or a header begins there, or to see all of one that does. */
const isTooShort = (text: string, at: number): boolean =>
  at + UNA_LENGTH > text.length || (at + HEADER_BYTES > text.length && /^UN[AB]/.test(text.slice(at, at + 3)));

/** An odd number of release characters stands before it. */
function isReleased(text: string, at: number, from: number, release: string): boolean {
  let first = at;
  while (first > from && text[first - 1] === release) first -= 1;
  return (at - first) % 2 === 1;
}

/** Between segments: blanks, line breaks, tabs, NUL, and the end-of-file mark of old systems. */
const isFiller = (code: number): boolean =>
  code <= 0x20 && (code === 0x0a || code === 0x0d || code === 0x20 || code === 0x09 || code === 0 || code === 0x1a);

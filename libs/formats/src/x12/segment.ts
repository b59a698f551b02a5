import type { Place } from '@watchpost/domain';
import type { ByteText, ReadBytes } from '../charset/byte-text.ts';
import { SegmentText, type Sited, type SitedIn } from '../values/sited.ts';

/** A segment of X12: a tag and its elements. */
export class X12Segment implements SitedIn {
  readonly tag: string;
  /** Path of the message or envelope it is in, of itself where it is a header; set once it is placed. */
  path = '';
  /** Its number in the message, as acknowledgements count it: ST is 1. */
  position: number | 'header' | 'outside' = 'outside';
  /** Split when the first element is asked for: of some segments none is. */
  #parts: readonly string[] | null = null;
  #tidiness: 'tidy' | 'untidy' | null = null;

  constructor(
    /** Without its terminator, one character a byte. */
    readonly text: string,
    private readonly separator: string,
    /** Bytes from the start of the document. */
    private readonly offset: number,
    private readonly row: number,
    /** With line breaks that are none of its own; null where there are none. They count as bytes all the same. */
    private readonly raw: string | null,
    /** null where all of it is ASCII. */
    private readonly bytes: ByteText | null,
  ) {
    this.tag = tagOf(text, separator);
  }

  get parts(): readonly string[] {
    return (this.#parts ??= partsOf(this.text, this.separator));
  }

  /** How many elements it has; empty ones at the end count. */
  get size(): number {
    return this.parts.length - 1;
  }

  /** @param n element, from 1; null where it is empty or not there */
  at(n: number): Sited | null {
    const text = this.parts[n];
    if (text === undefined || text === '') return null;
    if (this.bytes === null) return new SegmentText(text, this.#isTidy, false, this, n, 0);
    const read = this.bytes.read(text);
    return new SegmentText(read.text, false, read.invalid !== null, this, n, 0);
  }

  /** Visible ASCII throughout, and no blank at the end of an element or beside another. */
  get #isTidy(): boolean {
    return (
      (this.#tidiness ??= untidy.test(this.text) || hasLooseBlank(this.text, this.separator) ? 'untidy' : 'tidy') ===
      'tidy'
    );
  }

  /** The element as it was sent, without decoding: for codes and numbers. Empty where it is not there. */
  code(n: number): string {
    const text = this.parts[n];
    return text === undefined || text === '' ? '' : text.trim();
  }

  /** The first byte that is no text. */
  get invalid(): ReadBytes['invalid'] {
    return this.bytes?.read(this.text).invalid ?? null;
  }

  /** The character set it is read in; null where all of it is ASCII. */
  get charset(): string | null {
    return this.bytes?.charset ?? null;
  }

  get place(): Place {
    return { offset: this.offset, row: this.row, segment: this.tag, path: this.#ownPath };
  }

  get #ownPath(): string {
    if (this.position === 'header') return this.path;
    return this.position === 'outside' ? `${this.path}/${this.tag}` : `${this.path}/segment[${this.position}]`;
  }

  /** @param n element, from 1 */
  placeOf(n: number): Place {
    const { offset, row, segment, path } = this.place;
    const before = this.parts.slice(0, n).reduce((sum, part) => sum + part.length + 1, 0);
    const element = `${this.tag}-${String(n).padStart(2, '0')}`;
    return { ...this.#siteOf(before, offset, row!), segment, path: `${path}/${element}` };
  }

  /** @param at bytes from the start of the segment */
  placeOfByte(at: number): Place {
    return { ...this.place, ...this.#siteOf(at, this.offset, this.row) };
  }

  #siteOf(bytes: number, offset: number, row: number): { readonly offset: number; readonly row: number } {
    const { raw } = this;
    if (raw === null) return { offset: offset + bytes, row };
    let left = bytes;
    let breaks = 0;
    let at = 0;
    for (; at < raw.length && (left > 0 || isBreak(raw[at]!)); at += 1) {
      if (raw[at] === '\n') breaks += 1;
      if (!isBreak(raw[at]!)) left -= 1;
    }
    return { offset: offset + at, row: row + breaks };
  }
}

/** Tags that were seen: comparing one text with itself is cheaper than with its like. At most as many as there may be. */
const tags = new Map<number, string>();
const TAGS = 10_000;

function tagOf(text: string, separator: string): string {
  const end = text.indexOf(separator);
  const length = end < 0 ? text.length : end;
  if (length === 0 || length > 3) return text.slice(0, length);
  let key = 0;
  for (let at = 0; at < length; at += 1) key = key * 256 + text.charCodeAt(at);
  const known = tags.get(key);
  if (known !== undefined) return known;
  const tag = text.slice(0, length);
  if (tags.size < TAGS) tags.set(key, tag);
  return tag;
}

/** As `split`, whose cost for a short text is that of the call. */
function partsOf(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
    parts.push(text.slice(from, at));
    from = at + 1;
  }
  parts.push(text.slice(from));
  return parts;
}

const untidy = /[^ -~]| {2}/;

/** A blank at the beginning or the end of an element. */
function hasLooseBlank(text: string, separator: string): boolean {
  const sign = separator.charCodeAt(0);
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) {
    const next = at + 1 < text.length ? text.charCodeAt(at + 1) : sign;
    if (at === 0 || text.charCodeAt(at - 1) === sign || next === sign) return true;
  }
  return false;
}

const isBreak = (sign: string): boolean => sign === '\n' || sign === '\r';

/** An element of a segment that may not be there. @param n element, from 1 */
export const elementOf = (segment: X12Segment | null, n: number): Sited | null =>
  segment === null ? null : segment.at(n);

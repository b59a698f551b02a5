import type { Place } from '@watchpost/domain';
import { shortCode } from '../values/short-codes.ts';
import { SegmentText, type Sited, type SitedIn } from '../values/sited.ts';
import {
  byteKindsOf,
  COMPONENT,
  ELEMENT,
  HAS_BREAK,
  HAS_RELEASE,
  IS_UNTIDY,
  KIND_OF_MARK,
  MARK_BITS,
  markComponents,
  REPETITION,
  type ByteKinds,
  type ComponentMarks,
} from './component-marks.ts';
import { elementName } from './segment-elements.ts';
import type { ServiceCharacters } from './service-characters.ts';
import type { SegmentGroup } from './structure/segment-group.ts';
import type { TextDecoding } from './text-decoding.ts';

/** What all segments of an interchange share. */
export class Syntax {
  readonly kinds: ByteKinds;

  constructor(
    readonly characters: ServiceCharacters,
    readonly decoding: TextDecoding,
  ) {
    this.kinds = byteKindsOf(characters);
  }
}

/** A part of the document: bytes, and the same as text, a character for each byte. */
export interface Stretch {
  readonly bytes: Uint8Array;
  readonly text: string;
  /** Of its first byte in the document. */
  readonly offset: number;
}

const lineBreaks = /[\r\n]+/g;

/**
 * One segment: where it begins and ends in a stretch of the document. Its components are found in one pass when the first of them is asked for, strings
 * are cut out of it when they are asked for, and places are worked out only for what somebody wants to point at.
 */
export class Segment implements SitedIn {
  readonly tag: string;
  /** Where it stands in its message; null for what stands outside of one. */
  group: SegmentGroup | null = null;
  /** Which of its tag within the group, from 1. */
  nth = 1;
  #components: ComponentMarks | null = null;
  /** What the components are cut out of: the stretch, but where line breaks had to be taken out. */
  #source: Pick<Stretch, 'bytes' | 'text'>;
  #from: number;
  #to: number;
  #qualifier: string | null = null;

  constructor(
    private readonly stretch: Stretch,
    /** First byte in the stretch, and the one after the last. */
    private readonly from: number,
    private readonly to: number,
    readonly row: number,
    readonly syntax: Syntax,
    /** Whether bytes beyond ASCII are in it. */
    readonly letters: 'ascii' | 'encoded',
  ) {
    this.#source = stretch;
    this.#from = from;
    this.#to = to;
    this.tag = tagOf(stretch, from, to, syntax.characters);
  }

  /** A character for each byte, without its terminator. */
  get raw(): string {
    return this.stretch.text.slice(this.from, this.to);
  }

  /** Bytes. */
  get length(): number {
    return this.to - this.from;
  }

  /** Of its first byte in the document. */
  get offset(): number {
    return this.stretch.offset + this.from;
  }

  get place(): Place {
    return { offset: this.offset, row: this.row, segment: this.tag, path: this.path };
  }

  /** `CNI[3]/GID[1]/MEA`; the segment that begins a group is the group. */
  get path(): string {
    if (this.group === null) return this.tag;
    if (this.group.trigger === this) return this.group.path;
    const above = this.group.path;
    return `${above}${above === '' ? '' : '/'}${this.tag}${this.nth === 1 ? '' : `[${this.nth}]`}`;
  }

  /** The tag is element 0. */
  get elementCount(): number {
    const { marks, first, last } = this.#marked();
    let count = 0;
    for (let at = first; at < last; at++) if ((marks[at]! & KIND_OF_MARK) === ELEMENT) count += 1;
    return count;
  }

  /** What the segment is about: its first data element, in most segments a code. */
  get qualifier(): string {
    return (this.#qualifier ??= this.value(1));
  }

  /** What stands there, decoded; empty text where nothing does. @param element from 1 @param component from 0 */
  value(element: number, component = 0, repetition = 0): string {
    const at = this.#markOf(element, component, repetition);
    return at < 0 ? '' : this.#textAt(at);
  }

  /** The same with its place; null where nothing stands there. */
  sited(element: number, component = 0): Sited | null {
    const at = this.#markOf(element, component, 0);
    if (at < 0) return null;
    const text = this.#textAt(at);
    if (text === '' || text === ' ') return null;
    const isTidy = (this.#components!.seen & IS_UNTIDY) === 0;
    return new SegmentText(text, isTidy, false, this, element, component);
  }

  /** Components of the first that stands there of an element; none where that is empty. */
  componentCount(element: number): number {
    const first = this.#markOf(element, 0, 0);
    if (first < 0) return 0;
    const { marks, last } = this.#components!;
    let at = first + 1;
    while (at < last && (marks[at]! & KIND_OF_MARK) === COMPONENT) at += 1;
    return at === first + 1 && this.#startOf(first) === this.#endOf(first) ? 0 : at - first;
  }

  /** Syntax version 4: how often an element is given. */
  repetitions(element: number): number {
    const first = this.#markOf(element, 0, 0);
    if (first < 0) return 0;
    const { marks, last } = this.#components!;
    let count = 1;
    let at = first + 1;
    for (; at < last && (marks[at]! & KIND_OF_MARK) !== ELEMENT; at++)
      if ((marks[at]! & KIND_OF_MARK) === REPETITION) count += 1;
    return at === first + 1 && this.#startOf(first) === this.#endOf(first) ? 0 : count;
  }

  placeOf(element: number, component: number): Place {
    const name = elementName(this.tag, element, component) ?? `${element}.${component + 1}`;
    return { ...this.siteOf(element, component), segment: this.tag, path: `${this.path} ${name}` };
  }

  /** Byte and row at which a component begins. */
  siteOf(element: number, component: number): { readonly offset: number; readonly row: number } {
    const { characters } = this.syntax;
    let [elements, components, row] = [0, 0, this.row];
    let at = 0;
    for (; at < this.raw.length && (elements < element || components < component); at++) {
      const character = this.raw[at];
      if (character === '\n') row += 1;
      else if (character === characters.release) at += 1;
      else if (character === characters.element) [elements, components] = [elements + 1, 0];
      else if (character === characters.component && elements === element) components += 1;
    }
    for (; this.raw[at] === '\r' || this.raw[at] === '\n'; at++) if (this.raw[at] === '\n') row += 1;
    return { offset: this.offset + at, row };
  }

  /** The mark before a component; -1 where there is no such component. */
  #markOf(element: number, component: number, repetition: number): number {
    const { marks, first, last } = this.#components ?? this.#marked();
    let at = first;
    for (let left = element; left > 0;) {
      at += 1;
      if (at === last) return -1;
      if ((marks[at]! & KIND_OF_MARK) === ELEMENT) left -= 1;
    }
    for (let left = repetition; left > 0;) {
      at += 1;
      if (at === last || (marks[at]! & KIND_OF_MARK) === ELEMENT) return -1;
      if ((marks[at]! & KIND_OF_MARK) === REPETITION) left -= 1;
    }
    for (let left = component; left > 0; left -= 1) {
      at += 1;
      if (at === last || (marks[at]! & KIND_OF_MARK) !== COMPONENT) return -1;
    }
    return at;
  }

  #startOf(mark: number): number {
    return this.#from + (this.#components!.marks[mark]! >> MARK_BITS) + 1;
  }

  #endOf(mark: number): number {
    const { marks, last } = this.#components!;
    return mark + 1 < last ? this.#from + (marks[mark + 1]! >> MARK_BITS) : this.#to;
  }

  #textAt(mark: number): string {
    const from = this.#startOf(mark);
    const to = this.#endOf(mark);
    if (from === to) return '';
    const { bytes, text } = this.#source;
    const isAscii = this.letters === 'ascii';
    if ((this.#components!.seen & HAS_RELEASE) === 0) {
      if (isAscii) return to - from <= 3 ? shortCode(bytes, from, to) : text.slice(from, to);
      return this.syntax.decoding.decode(text.slice(from, to), this.letters);
    }
    const plain = released(text.slice(from, to), this.syntax.characters.release);
    return isAscii ? plain : this.syntax.decoding.decode(plain, this.letters);
  }

  /** Line breaks within a segment are the sender's layout, not text. */
  #marked(): ComponentMarks {
    if (this.#components !== null) return this.#components;
    const { kinds } = this.syntax;
    let found = markComponents(this.stretch.bytes, this.from, this.to, kinds);
    if ((found.seen & HAS_BREAK) !== 0) {
      const text = this.raw.replace(lineBreaks, '');
      const bytes = Buffer.from(text, 'latin1');
      this.#source = { bytes, text };
      this.#from = 0;
      this.#to = bytes.length;
      found = markComponents(bytes, 0, bytes.length, kinds);
    }
    return (this.#components = found);
  }
}

/** The tag, without the explicit indication of nesting that may follow it as components. */
function tagOf({ bytes, text }: Stretch, from: number, to: number, { element, component }: ServiceCharacters): string {
  const isPlain = to - from === 3 || (to - from > 3 && bytes[from + 3] === element.charCodeAt(0));
  if (isPlain && isAscii(bytes, from)) return shortCode(bytes, from, from + 3);
  const raw = text.slice(from, to);
  if (isPlain) return raw.slice(0, 3);
  const end = raw.indexOf(element);
  const tag = (end < 0 ? raw : raw.slice(0, end)).replace(lineBreaks, '');
  const nesting = tag.indexOf(component);
  return (nesting < 0 ? tag : tag.slice(0, nesting)).trim();
}

const isAscii = (bytes: Uint8Array, from: number): boolean =>
  (bytes[from]! | bytes[from + 1]! | bytes[from + 2]!) < 0x80;

/** Without release characters; one at the very end, which releases nothing, is kept. */
function released(text: string, release: string): string {
  let plain = '';
  let from = 0;
  for (let at = text.indexOf(release); at >= 0 && at + 1 < text.length; at = text.indexOf(release, at + 2)) {
    plain += text.slice(from, at);
    from = at + 1;
  }
  return from === 0 ? text : plain + text.slice(from);
}

import type { ServiceCharacters } from './service-characters.ts';

/** What a byte is to a segment. The kinds up to REPETITION are those of marks. */
const PLAIN = 0;
export const ELEMENT = 1;
export const COMPONENT = 2;
export const REPETITION = 3;
const BLANK = 4;
const RELEASE = 5;
const BREAK = 6;
/** No visible ASCII. */
const OTHER = 7;

/** What was seen on the way through a segment. */
export const HAS_BREAK = 1;
export const HAS_RELEASE = 2;
/** Blanks at the ends of a component or side by side, or something else than visible ASCII. */
export const IS_UNTIDY = 4;

/** The kind of each byte under some service characters. */
export type ByteKinds = Uint8Array;

export function byteKindsOf(characters: ServiceCharacters): ByteKinds {
  const kinds = new Uint8Array(256).fill(OTHER);
  kinds.fill(PLAIN, 0x21, 0x7f);
  const give = (character: string, kind: number): void => {
    if (character !== '') kinds[character.charCodeAt(0)] = kind;
  };
  give(' ', BLANK);
  give(characters.element, ELEMENT);
  give(characters.component, COMPONENT);
  give(characters.repetition, REPETITION);
  give(characters.release, RELEASE);
  // Line breaks are the sender's layout, whatever else they may be said to be.
  give('\r', BREAK);
  give('\n', BREAK);
  return kinds;
}

/** Marks of many segments in one list: a list for each would be as much work as finding them. */
const BLOCK = 16 * 1024;
let block: Int32Array = new Int32Array(BLOCK);
let used = 0;

/** Where the components of a segment begin. */
export interface ComponentMarks {
  /**
   * A mark for each component: from its third bit on the position of the separator before it, -1 for the first, and in the lower bits the kind of that
   * separator: whether it begins an element, a repetition of one, or goes on in it.
   */
  readonly marks: Int32Array;
  /** The marks of the segment: from `first` up to `last`, which is none of them. */
  readonly first: number;
  readonly last: number;
  /** HAS_BREAK, HAS_RELEASE, IS_UNTIDY. */
  readonly seen: number;
}

export const MARK_BITS = 2;
export const KIND_OF_MARK = 3;

/** Goes through a segment once. @param from its first byte @param to the byte after it */
export function markComponents(bytes: Uint8Array, from: number, to: number, kinds: ByteKinds): ComponentMarks {
  // Each byte may be a separator.
  if (used + to - from + 1 > block.length) {
    block = new Int32Array(Math.max(BLOCK, to - from + 1));
    used = 0;
  }
  const marks = block;
  const first = used;
  let next = first;
  let seen = 0;
  marks[next++] = (-1 << MARK_BITS) | ELEMENT;
  // As if a separator stood before the segment: a blank behind one is too much.
  let before = ELEMENT;
  for (let at = from; at < to; at++) {
    let kind = kinds[bytes[at]!]!;
    if (kind === PLAIN) {
      before = PLAIN;
      continue;
    }
    if (kind <= REPETITION) {
      if (before === BLANK) seen |= IS_UNTIDY;
      marks[next++] = ((at - from) << MARK_BITS) | kind;
    } else if (kind === BLANK) {
      if (before !== PLAIN) seen |= IS_UNTIDY;
    } else if (kind === RELEASE) {
      seen |= HAS_RELEASE | IS_UNTIDY;
      at += 1;
      kind = PLAIN;
      if (at < to && kinds[bytes[at]!] === BREAK) seen |= HAS_BREAK;
    } else seen |= kind === BREAK ? HAS_BREAK | IS_UNTIDY : IS_UNTIDY;
    before = kind;
  }
  if (before === BLANK) seen |= IS_UNTIDY;
  used = next;
  return { marks, first, last: next, seen };
}

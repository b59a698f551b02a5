import type { FindingLog } from '../findings.ts';
import { CharacterSet } from './character-set.ts';

/** A text out of bytes, and the first byte of it that is none of the character set. */
export interface ReadBytes {
  readonly text: string;
  /** `at` counts bytes from the start of the text. */
  readonly invalid: { readonly at: number; readonly value: string } | null;
}

// eslint-disable-next-line no-control-regex -- what is looked for is everything beyond ASCII
const beyondAscii = /[^\x00-\x7f]/;

/** Whether a text of one character a byte is the same in every character set that holds ASCII. */
export const isPlain = (bytes: string): boolean => !beyondAscii.test(bytes);

/**
 * Texts of a syntax whose own signs are ASCII in every character set it comes in. Such a document is cut as bytes, one character a byte, so
 * that every offset is exact; only a text that has bytes beyond ASCII is decoded, and only when it is read.
 */
export class ByteText {
  readonly #set: CharacterSet;

  /** @param named by the sender; UTF-8 where it names none or one that nobody knows, with a finding */
  constructor(log: FindingLog, named: string | null) {
    this.#set = setOf(log, named);
  }

  get charset(): string {
    return this.#set.name;
  }

  /** @param bytes one character a byte */
  read(bytes: string): ReadBytes {
    if (isPlain(bytes)) return { text: bytes, invalid: null };
    const parts = this.#set.decode(Buffer.from(bytes, 'latin1'));
    const lost = parts.find(({ invalid }) => invalid !== null);
    return {
      text: parts.map(({ text }) => text).join(''),
      invalid: lost ? { at: lost.offset, value: lost.invalid! } : null,
    };
  }
}

function setOf(log: FindingLog, named: string | null): CharacterSet {
  const start = { offset: 0, row: 1, segment: null, path: null };
  try {
    const set = new CharacterSet(named ?? 'utf-8');
    if (!set.name.startsWith('utf-16')) return set;
  } catch {
    // Told below.
  }
  log.report('charset.unknown', null, start, { value: named });
  return new CharacterSet('utf-8');
}

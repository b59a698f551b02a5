import type { FindingLog } from '../findings.ts';
import { CharacterSet, type DecodedText } from './character-set.ts';

/** Bytes in which the declaration of a document stands, if it has one. */
const DECLARATION_BYTES = 1024;

const marks: readonly (readonly [readonly number[], string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

const start = { offset: 0, row: 1, segment: null, path: null };

/**
 * Bytes to text by what the document declares: byte order mark, then its own declaration, then what the sender named, then UTF-8. What the
 * character set does not know is handed over as such, never guessed, and the text goes on after it.
 */
export class CharacterDecoder {
  /** UTF-8 until the document has said otherwise. */
  set = new CharacterSet('utf-8');
  #state: 'undecided' | 'decided' = 'undecided';
  #held: Buffer = Buffer.alloc(0);
  /** Bytes that were handed over. */
  #offset = 0;

  constructor(
    private readonly log: FindingLog,
    private readonly named: string | null,
    private readonly declarationOf: (head: string) => string | null,
  ) {}

  /** Bytes that wait for more, and the offset of the first of them. */
  get waiting(): { readonly bytes: Buffer; readonly offset: number } {
    return { bytes: this.#held, offset: this.#offset };
  }

  /** Text of the chunk, offsets from the start of the document; nothing while it waits for enough to know the character set. */
  push(chunk: Uint8Array): readonly DecodedText[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    if (this.#state === 'undecided' && held.length < DECLARATION_BYTES) {
      this.#held = Buffer.from(held);
      return [];
    }
    return this.#settle(held);
  }

  /** The rest. @returns `cut` ends in the beginning of a character where the document ends within one */
  end(): { readonly texts: readonly DecodedText[]; readonly cut: readonly DecodedText[] } {
    const texts = this.#settle(this.#held);
    const rest = this.#held;
    this.#held = Buffer.alloc(0);
    return { texts, cut: this.#decode(rest) };
  }

  #settle(bytes: Buffer): readonly DecodedText[] {
    const text = this.#state === 'undecided' ? this.#begin(bytes) : bytes;
    const length = this.set.settled(text);
    // A copy: the chunk is the caller's own.
    this.#held = Buffer.from(text.subarray(length));
    return this.#decode(text.subarray(0, length));
  }

  #decode(bytes: Buffer): readonly DecodedText[] {
    if (bytes.length === 0) return [];
    const base = this.#offset;
    this.#offset += bytes.length;
    return this.set.decode(bytes).map((text) => ({ ...text, offset: base + text.offset }));
  }

  /** @returns what follows the byte order mark */
  #begin(bytes: Buffer): Buffer {
    this.#state = 'decided';
    const mark = marks.find(([mark]) => mark.every((byte, at) => bytes[at] === byte));
    const declared = this.declarationOf(bytes.toString('latin1', 0, DECLARATION_BYTES))?.toLowerCase() ?? null;
    if (mark && declared !== null && !mark[1].startsWith(declared.slice(0, 5))) {
      this.log.report('charset.contradiction', null, start, { value: declared, expected: mark[1] });
    }
    this.#choose(mark?.[1] ?? declared ?? this.named ?? 'utf-8');
    this.#offset = mark?.[0].length ?? 0;
    return bytes.subarray(this.#offset);
  }

  #choose(wish: string): void {
    try {
      this.set = new CharacterSet(wish);
    } catch {
      this.log.report('charset.unknown', null, start, { value: wish });
    }
  }
}

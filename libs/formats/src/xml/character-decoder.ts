import { TextDecoder } from 'node:util';
import type { FindingLog } from '../findings.ts';

/** Bytes in which the declaration of an XML document stands, if it has one. */
const DECLARATION_BYTES = 1024;

const marks: readonly (readonly [readonly number[], string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/**
 * Bytes to text by what the document declares: byte order mark, then its own declaration, then what the sender named, then UTF-8. What the
 * character set does not know is an error at its place, never a guess.
 */
export class CharacterDecoder {
  /** Bytes for one UTF-16 code unit; null where it varies (UTF-8 and the multi-byte sets). */
  unitBytes: number | null = null;
  failed = false;
  #decoder: TextDecoder | null = null;
  #encoding = 'utf-8';
  #held: Buffer = Buffer.alloc(0);
  #offset = 0;

  constructor(
    private readonly log: FindingLog,
    private readonly named: string | null,
    private readonly declarationOf: (head: string) => string | null,
  ) {}

  /** Bytes that stand before the text: a byte order mark. */
  markBytes = 0;

  get isUtf8(): boolean {
    return this.#encoding === 'utf-8';
  }

  /** Text of the chunk; empty while it waits for enough to know the character set, and once it has failed. */
  push(chunk: Uint8Array): string {
    if (this.failed) return '';
    if (this.#decoder) return this.#decode(chunk, true);
    this.#held = Buffer.concat([this.#held, chunk]);
    if (this.#held.length < DECLARATION_BYTES) return '';
    return this.#begin(true);
  }

  end(): string {
    if (this.failed) return '';
    if (!this.#decoder) return this.#begin(false);
    return this.#decode(new Uint8Array(0), false);
  }

  #begin(more: boolean): string {
    const mark = marks.find(([bytes]) => bytes.every((byte, at) => this.#held[at] === byte));
    const head = this.#held.subarray(0, DECLARATION_BYTES);
    const declared = this.declarationOf(head.toString('latin1'))?.toLowerCase() ?? null;
    this.markBytes = mark?.[0].length ?? 0;
    const place = { offset: 0, row: 1, segment: null, path: null };
    if (mark && declared !== null && !mark[1].startsWith(declared.slice(0, 5))) {
      this.log.report('charset.contradiction', null, place, { value: declared, expected: mark[1] });
    }
    const wish = mark?.[1] ?? declared ?? this.named ?? 'utf-8';
    this.#decoder = this.#decoderFor(wish);
    this.#encoding = this.#decoder.encoding;
    this.unitBytes = /^(iso-8859|windows-125|koi8|ibm866|macintosh)/.test(this.#encoding)
      ? 1
      : this.#encoding.startsWith('utf-16')
        ? 2
        : null;
    this.#offset = this.markBytes;
    const held = this.#held.subarray(this.markBytes);
    this.#held = Buffer.alloc(0);
    return this.#decode(held, more);
  }

  #decoderFor(wish: string): TextDecoder {
    try {
      return new TextDecoder(wish, { fatal: true, ignoreBOM: true });
    } catch {
      this.log.report('charset.unknown', null, { offset: 0, row: 1, segment: null, path: null }, { value: wish });
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    }
  }

  #decode(bytes: Uint8Array, stream: boolean): string {
    try {
      const text = this.#decoder!.decode(bytes, { stream });
      this.#offset += bytes.length;
      return text;
    } catch {
      this.failed = true;
      const at = this.isUtf8 ? firstInvalidUtf8(bytes) : 0;
      this.log.report(
        'charset.invalid',
        null,
        { offset: this.#offset + at, row: null, segment: null, path: null },
        {
          value: `0x${Buffer.from(bytes.subarray(at, at + 4)).toString('hex')}`,
          expected: this.#encoding,
        },
      );
      return this.isUtf8 ? new TextDecoder().decode(bytes.subarray(0, at)) : '';
    }
  }
}

/** Offset of the first byte that begins no UTF-8 character. */
export function firstInvalidUtf8(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return Math.max(0, bytes.length - 1);
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const length =
    lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0;
  for (let next = 1; next < length; next++) {
    if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

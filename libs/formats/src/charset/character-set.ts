import { TextDecoder } from 'node:util';
import { firstInvalidUtf8, unfinishedUtf8 } from './utf8.ts';

/** A stretch of bytes as text. */
export interface DecodedText {
  readonly text: string;
  /** Bytes from the start of what was decoded. */
  readonly offset: number;
  /** The first of the bytes that are none of the character set, as `0xff`: `text` has U+FFFD for each of them. Null where all are. */
  readonly invalid: string | null;
}

const REPLACEMENT = '\ufffd';
/** Bytes of a multi-byte set that are held until one is seen that no character goes over: more than any text has. */
const HELD_BYTES = 64 * 1024;

/** What is to be known of a character set in order to cut bytes between two characters, and to go on after bytes that are none of it. */
export class CharacterSet {
  readonly #strict: TextDecoder;
  readonly #kind: 'single' | 'utf-16' | 'utf-8' | 'wide';

  /** @throws RangeError where nobody knows a set of this name */
  constructor(name: string) {
    this.#strict = new TextDecoder(name, { fatal: true, ignoreBOM: true });
    this.#kind = kindOf(this.name);
  }

  get name(): string {
    return this.#strict.encoding;
  }

  /** Whether a byte below 0x80 is the ASCII character wherever it stands between two others. */
  get holdsAscii(): boolean {
    return this.#kind !== 'utf-16';
  }

  /** Bytes of a text; of the multi-byte sets of the East the nearest guess, two for what is not ASCII. */
  bytesOf = (text: string): number => {
    if (this.#kind === 'utf-8') return Buffer.byteLength(text);
    if (this.#kind !== 'wide') return text.length * this.#unitBytes;
    let bytes = text.length;
    for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= 0x80) bytes += 1;
    return bytes;
  };

  /** Bytes of a text that stands for bytes that are none of the set. */
  bytesOfInvalid = (text: string): number => text.length * this.#unitBytes;

  get #unitBytes(): number {
    return this.#kind === 'utf-16' ? 2 : 1;
  }

  /** How many of the bytes can be decoded now: behind them a character may have begun. */
  settled(bytes: Buffer): number {
    if (this.#kind === 'single') return bytes.length;
    if (this.#kind === 'utf-8') return bytes.length - unfinishedUtf8(bytes);
    if (this.#kind === 'wide') return this.#settledWide(bytes);
    const whole = bytes.length & ~1;
    const high = whole === 0 ? 0 : bytes[this.name === 'utf-16le' ? whole - 1 : whole - 2]!;
    return high >= 0xd8 && high < 0xdc ? whole - 2 : whole;
  }

  /** No character of these sets holds a byte below 0x30, but that of ISO-2022-JP, which is itself again at the end of a line. */
  #settledWide(bytes: Buffer): number {
    const highest = this.name === 'iso-2022-jp' ? 0x0a : 0x2f;
    for (let length = bytes.length; length > 0; length--) {
      const byte = bytes[length - 1]!;
      if (byte <= highest && (highest > 0x0a || byte === 0x0a)) return length;
    }
    return bytes.length > HELD_BYTES ? bytes.length : 0;
  }

  decode(bytes: Buffer): readonly DecodedText[] {
    try {
      return [{ text: this.#strict.decode(bytes), offset: 0, invalid: null }];
    } catch {
      return this.#kind === 'utf-8' ? this.#aroundInvalidUtf8(bytes) : this.#aroundInvalid(bytes);
    }
  }

  #aroundInvalidUtf8(bytes: Buffer): readonly DecodedText[] {
    const found: DecodedText[] = [];
    for (let offset = 0; offset < bytes.length;) {
      const from = firstInvalidUtf8(bytes, offset);
      if (from > offset) found.push({ text: bytes.toString('utf8', offset, from), offset, invalid: null });
      let to = from;
      while (to < bytes.length && firstInvalidUtf8(bytes.subarray(to, to + 4)) === 0) to += 1;
      if (to > from) found.push(invalidAt(bytes, from, 1, to - from));
      offset = to;
    }
    return found;
  }

  #aroundInvalid(bytes: Buffer): readonly DecodedText[] {
    const text = new TextDecoder(this.name, { ignoreBOM: true }).decode(bytes);
    const found: DecodedText[] = [];
    let from = 0;
    let offset = 0;
    for (let at = this.#nextInvalid(text, 0, bytes); at >= 0; at = this.#nextInvalid(text, from, bytes)) {
      if (at > from) found.push({ text: text.slice(from, at), offset, invalid: null });
      offset += this.bytesOf(text.slice(from, at));
      found.push(invalidAt(bytes, offset, this.#unitBytes, 1));
      offset += this.#unitBytes;
      from = at + 1;
    }
    if (from < text.length) found.push({ text: text.slice(from), offset, invalid: null });
    return found;
  }

  /** U+FFFD can be written in UTF-16 itself: then it is what the sender meant. */
  #nextInvalid(text: string, from: number, bytes: Buffer): number {
    let at = text.indexOf(REPLACEMENT, from);
    if (this.#kind !== 'utf-16') return at;
    const unit = (index: number) =>
      this.name === 'utf-16le' ? bytes.readUInt16LE(index * 2) : bytes.readUInt16BE(index * 2);
    while (at >= 0 && at * 2 + 1 < bytes.length && unit(at) === 0xfffd) at = text.indexOf(REPLACEMENT, at + 1);
    return at;
  }
}

function kindOf(name: string): 'single' | 'utf-16' | 'utf-8' | 'wide' {
  if (name === 'utf-8') return 'utf-8';
  if (name.startsWith('utf-16')) return 'utf-16';
  return /^(iso-8859|windows|koi8|ibm866|macintosh|x-)/.test(name) ? 'single' : 'wide';
}

function invalidAt(bytes: Buffer, offset: number, width: number, count: number): DecodedText {
  const invalid = `0x${bytes.toString('hex', offset, offset + width)}`;
  return { text: REPLACEMENT.repeat(count), offset, invalid };
}

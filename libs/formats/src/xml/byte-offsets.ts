import type { CharacterSet } from '../charset/character-set.ts';

/** Where in the document, in bytes, a character stands that the parser counts in UTF-16 code units. */
export class ByteOffsets {
  #bytesOf: CharacterSet['bytesOf'] = Buffer.byteLength;
  #text = '';
  #textChar = 0;
  /** Byte at which a text begins that is one byte a character; null for any other: most texts are ASCII, and need no counting. */
  #plainByte: number | null = null;
  #before = '';
  // Where the byte offset of a character was last worked out.
  #char = 0;
  #byte = 0;

  /** The text that the parser gets next. @param byte its offset, where it is known anew */
  next(text: string, bytesOf: CharacterSet['bytesOf'], byte: number | null): void {
    const end = this.#textChar + this.#text.length;
    this.#byte = this.at(end);
    this.#char = end;
    if (byte !== null) this.#byte = byte;
    this.#before = this.#text;
    this.#text = text;
    this.#textChar = end;
    this.#bytesOf = bytesOf;
    this.#plainByte = bytesOf(text) === text.length ? this.#byte : null;
  }

  at(position: number): number {
    if (this.#plainByte !== null && position >= this.#textChar) return this.#plainByte + position - this.#textChar;
    if (position < this.#char) return this.#byte - this.#bytesBack(position);
    this.#byte += this.#bytesOf(this.#text.slice(this.#char - this.#textChar, position - this.#textChar));
    this.#char = position;
    return this.#byte;
  }

  /** Of a tag that began in the text before. */
  #bytesBack(position: number): number {
    const known = this.#before + this.#text.slice(0, this.#char - this.#textChar);
    const back = this.#char - position;
    return this.#bytesOf(known.slice(-back)) + Math.max(0, back - known.length);
  }
}

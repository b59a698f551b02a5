import type { Place } from '@watchpost/domain';
import type { ByteText } from '../charset/byte-text.ts';
import type { Sited } from '../values/sited.ts';

/** A line of text as it came. */
export interface PhysicalLine {
  /** One character a byte, without its line break. */
  readonly text: string;
  readonly offset: number;
  readonly row: number;
  /** null where all of it is ASCII. */
  readonly bytes: ByteText | null;
}

const identifier = /^([A-Z]{3})(?:\/|$)/;

/** A line of a message: an identifier and fields between slants. One that was broken on its way is whole again. */
export class ImpLine {
  text: string;
  /** `SHP`; empty for a line that continues its group with a slant, or has no identifier. */
  readonly id: string;
  readonly #pieces: { readonly at: number; readonly line: PhysicalLine }[];
  #fields: readonly ImpField[] | null = null;

  constructor(
    first: PhysicalLine,
    /** Of the message, as `/FWB[2]`. */
    readonly path: string,
  ) {
    this.text = first.text;
    this.id = identifier.exec(first.text)?.[1] ?? '';
    this.#pieces = [{ at: 0, line: first }];
  }

  /** Length of the piece that came last. */
  get lastLength(): number {
    return this.#pieces.at(-1)!.line.text.length;
  }

  /** @param joint what stands between the two: a blank or nothing */
  join(line: PhysicalLine, joint: '' | ' '): void {
    // A joint is no byte of the document: it counts with the line before.
    this.text += joint;
    this.#pieces.push({ at: this.text.length, line });
    this.text += line.text;
    this.#fields = null;
  }

  /** Fields behind the identifier. */
  get fields(): readonly ImpField[] {
    if (this.#fields) return this.#fields;
    const fields: ImpField[] = [];
    const from = this.id === '' && !this.text.startsWith('/') ? -1 : this.id.length;
    for (let at = from + 1; at <= this.text.length;) {
      const end = this.text.indexOf('/', at);
      fields.push(this.part(at, end < 0 ? this.text.length : end));
      at = end < 0 ? this.text.length + 1 : end + 1;
    }
    return (this.#fields = fields);
  }

  /** A field that holds something. @param n from 0 */
  at(n: number): ImpField | null {
    const field = this.fields[n];
    return field === undefined || field.isEmpty ? null : field;
  }

  /** @param from characters of the line */
  part(from: number, to: number): ImpField {
    return new ImpField(this, from, to);
  }

  get place(): Place {
    return this.placeAt(0);
  }

  placeAt(at: number): Place {
    const piece = this.#pieceAt(at);
    const { offset, row } = piece.line;
    const segment = this.id === '' ? null : this.id;
    return { offset: offset + Math.min(at - piece.at, piece.line.text.length), row, segment, path: this.path };
  }

  /** The character set of the line that stands there; null where all of it is ASCII. */
  charsetAt(at: number): ByteText | null {
    return this.#pieceAt(at).line.bytes;
  }

  /** A line may be broken into thousands: half of what is left is passed over with each look. */
  #pieceAt(at: number): { readonly at: number; readonly line: PhysicalLine } {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#pieces[middle]!.at <= at) low = middle;
      else high = middle - 1;
    }
    return this.#pieces[low]!;
  }

  /** The first byte that is no text. */
  get invalid(): { readonly place: Place; readonly value: string; readonly charset: string } | null {
    for (const { at, line } of this.#pieces) {
      const found = line.bytes?.read(line.text).invalid ?? null;
      if (found) return { place: this.placeAt(at + found.at), value: found.value, charset: line.bytes!.charset };
    }
    return null;
  }
}

/** A part of a line; decoded and placed when it is asked for. */
export class ImpField implements Sited {
  constructor(
    private readonly line: ImpLine,
    private readonly from: number,
    private readonly to: number,
  ) {}

  /** As it was sent, without decoding: for codes and numbers. */
  get code(): string {
    return this.line.text.slice(this.from, this.to).trim();
  }

  get isEmpty(): boolean {
    return this.code === '';
  }

  get text(): string {
    const bytes = this.line.text.slice(this.from, this.to);
    return this.line.charsetAt(this.from)?.read(bytes).text ?? bytes;
  }

  get isDamaged(): boolean {
    return this.text.includes('\ufffd') && this.line.invalid !== null;
  }

  get place(): Place {
    return this.line.placeAt(this.from);
  }

  /** A part of the part. @param from characters from its start */
  part(from: number, to: number): ImpField {
    return this.line.part(this.from + from, this.from + to);
  }
}

/** A line and those that belong to it: `SHP`, then name, address and place. */
export interface ImpGroup {
  readonly id: string;
  readonly lines: ImpLine[];
}

/** All lines of a group that have a field there. */
export const head = ({ lines }: ImpGroup): ImpLine => lines[0]!;

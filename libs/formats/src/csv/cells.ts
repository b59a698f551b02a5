import type { Place } from '@watchpost/domain';
import type { Sited } from '../values/sited.ts';

/** A row as text, with what is needed to say where a cell of it stands. */
export interface RowText {
  readonly text: string;
  readonly offset: number;
  readonly row: number;
  /** Bytes of a text in the document's character set. */
  readonly bytesOf: (text: string) => number;
}

/** A cell; its column gets a name once the header is known. */
export class CsvCell implements Sited {
  constructor(
    readonly text: string,
    private readonly within: RowText,
    /** Characters before it in the row. */
    private readonly at: number,
    readonly column: string | null = null,
  ) {}

  named(column: string): CsvCell {
    return new CsvCell(this.text, this.within, this.at, column);
  }

  get place(): Place {
    const before = this.within.text.slice(0, this.at);
    const row = this.within.row + before.split(/\n|\r/).length - 1;
    return {
      offset: this.within.offset + this.within.bytesOf(before),
      row,
      segment: this.column,
      path: this.column === null ? `row ${row}` : `row ${row}, column ${this.column}`,
    };
  }
}

/** Cells of a row (RFC 4180); null where a quotation mark is not closed or stands where it cannot. */
export function cellsOf(row: RowText, separator: string, quote: '"' | null = '"'): readonly CsvCell[] | null {
  const { text } = row;
  if (quote === null || !text.includes('"')) return plainCells(row, separator);
  const cells: CsvCell[] = [];
  for (let at = 0; at <= text.length;) {
    const lead = text.slice(at).search(/[^ ]/);
    const quoteAt = lead < 0 ? at : at + lead;
    const end = text[quoteAt] === '"' ? quotedEnd(text, quoteAt) : plainEnd(text, at, separator);
    if (end === null) return null;
    const isQuoted = text[quoteAt] === '"';
    const raw = isQuoted ? text.slice(quoteAt + 1, end - 1).replaceAll('""', '"') : text.slice(at, end);
    const next = isQuoted ? afterBlanks(text, end) : end;
    if (next < text.length && text[next] !== separator) return null;
    if (!isQuoted && raw.includes('"')) return null;
    cells.push(new CsvCell(raw, row, at));
    if (next >= text.length) return cells;
    at = next + 1;
  }
  return cells;
}

function plainCells(row: RowText, separator: string): readonly CsvCell[] {
  let at = 0;
  return row.text.split(separator).map((text) => {
    const cell = new CsvCell(text, row, at);
    at += text.length + 1;
    return cell;
  });
}

/** Position after the closing quotation mark; null where there is none. */
function quotedEnd(text: string, from: number): number | null {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at + 1;
  }
  return null;
}

function plainEnd(text: string, from: number, separator: string): number {
  const end = text.indexOf(separator, from);
  return end < 0 ? text.length : end;
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at++;
  return at;
}

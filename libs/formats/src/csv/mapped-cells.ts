import type { Place } from '@watchpost/domain';
import { JoinedText } from '../values/joined-text.ts';
import type { Sited } from '../values/sited.ts';
import { cellsOf, type RowText } from './cells.ts';
import type { CsvField } from './columns.ts';
import type { CsvCells } from './map.ts';
import type { FixedSource, MappedColumn, TableMapping } from './table-mapping.ts';

/** A column of the mapping, its sources as positions among the cells of a row. */
export interface PlacedColumn extends Omit<MappedColumn, 'sources'> {
  readonly at: readonly number[];
}

/** Fields of a row by the mapping: joined, split, translated; what is blank is not there, and constants stand in. */
export class MappedCells {
  readonly #blanks: ReadonlySet<string>;
  readonly #constants: readonly (readonly [CsvField, string])[];

  constructor(
    private readonly columns: readonly PlacedColumn[],
    { blanks, constants }: TableMapping,
  ) {
    this.#blanks = new Set(blanks.map((text) => text.trim().toLowerCase()));
    this.#constants = Object.entries(constants) as [CsvField, string][];
  }

  /** @param place of the row, for what stands in no column */
  fields(cells: readonly Sited[], place: Place): CsvCells {
    const found = new Map<CsvField, Sited>();
    for (const column of this.columns) this.#read(column, cells, found);
    for (const [field, text] of this.#constants)
      if (!found.has(field)) found.set(field, { text, place, isFromMapping: true });
    return found;
  }

  #read({ at, join, fields, split, values }: PlacedColumn, cells: readonly Sited[], found: Map<CsvField, Sited>): void {
    if (fields.length === 0) return;
    const parts = at
      .map((position) => cells[position])
      .filter((cell): cell is Sited => cell !== undefined && !this.#isBlank(cell.text));
    const [first] = parts;
    if (first === undefined) return;
    const text = parts.length === 1 ? first.text : parts.map((cell) => cell.text.trim()).join(join);
    for (const [n, part] of (fields.length === 1 ? [text] : splitInto(text, split, fields.length)).entries()) {
      const translated = values.size === 0 ? part : (values.get(part.trim()) ?? part);
      if (this.#isBlank(translated)) continue;
      found.set(fields[n]!, translated === first.text ? first : new JoinedText(translated, first, parts));
    }
  }

  #isBlank(text: string): boolean {
    const trimmed = text.trim();
    return trimmed === '' || (this.#blanks.size > 0 && this.#blanks.has(trimmed.toLowerCase()));
  }
}

/** At most so many pieces; the last one takes the rest. */
function splitInto(text: string, by: string, most: number): readonly string[] {
  const pieces = text.split(by);
  const kept = pieces.length <= most ? pieces : [...pieces.slice(0, most - 1), pieces.slice(most - 1).join(by)];
  return kept.map((piece) => piece.trim());
}

/** Cells of a row, in the order of the sources; null where a quotation mark is not closed or stands where it cannot. */
export type RowCutter = (text: RowText, bytes: Buffer) => readonly Sited[] | null;

export const separatedCutter =
  (separator: string, quote: '"' | null): RowCutter =>
  (text) =>
    cellsOf(text, separator, quote);

/** @param decode bytes in the document's character set; null where they are none of it */
export function fixedCutter(
  sources: readonly FixedSource[],
  unit: 'characters' | 'bytes',
  decode: (bytes: Buffer) => string,
): RowCutter {
  if (unit === 'bytes')
    return (row, bytes) =>
      sources.map(({ from, length }) => {
        const text = decode(bytes.subarray(from - 1, from - 1 + length));
        return new FixedCell(text, row, () => from - 1, from);
      });
  return (row) => {
    // By code points, as people count: a character beyond the first plane is one.
    const units = /[\ud800-\udbff]/.test(row.text) ? Array.from(row.text) : null;
    const cut = (from: number, to: number) => (units ? units.slice(from, to).join('') : row.text.slice(from, to));
    return sources.map(({ from, length }) => {
      const text = cut(from - 1, from - 1 + length);
      return new FixedCell(text, row, () => row.bytesOf(cut(0, from - 1)), from);
    });
  };
}

class FixedCell implements Sited {
  constructor(
    readonly text: string,
    private readonly row: RowText,
    private readonly before: () => number,
    private readonly from: number,
  ) {}

  get place(): Place {
    const { offset, row } = this.row;
    const segment = `at ${this.from}`;
    return { offset: offset + this.before(), row, segment, path: `row ${row}, ${segment}` };
  }
}

import { cellsOf } from '../cells.ts';
import { separators } from '../recognise.ts';
import type { FixedSource } from '../table-mapping.ts';

/** How a table is cut, and its cells. */
export type TableShape =
  | { readonly kind: 'separated'; readonly separator: string; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'fixed'; readonly columns: readonly FixedSource[]; readonly rows: readonly (readonly string[])[] };

/** The separator by which most rows have the same number of cells; without one, columns between blanks that all rows share. */
export function shapeOf(lines: readonly string[]): TableShape {
  const tried = separators.map((separator) => {
    const rows = lines.flatMap((line) => {
      const cells = cellsOf({ text: line, offset: 0, row: 1, bytesOf: Buffer.byteLength }, separator);
      return cells === null ? [] : [cells.map(({ text }) => text)];
    });
    const width = modeOf(rows.map(({ length }) => length));
    const regular = rows.filter(({ length }) => length === width);
    return { separator, width, rows: regular, share: regular.length / Math.max(lines.length, 1) };
  });
  const [best] = tried.filter(({ width }) => width > 1).sort((a, b) => b.share - a.share || b.width - a.width);
  const columns = fixedColumns(lines);
  // A decimal comma cuts rows too: where they share more borders than it makes cells, these are the columns.
  const isFixed = columns.length > (best?.width ?? 0) && lines.length > 1 && hasOneLength(lines);
  if (best && best.share >= 0.7 && !isFixed) return { kind: 'separated', separator: best.separator, rows: best.rows };
  const rows = lines.map((line) => columns.map(({ from, length }) => line.slice(from - 1, from - 1 + length)));
  return { kind: 'fixed', columns, rows };
}

const hasOneLength = (lines: readonly string[]): boolean => lines.every(({ length }) => length === lines[0]!.length);

function modeOf(counts: readonly number[]): number {
  const seen = new Map<number, number>();
  for (const count of counts) seen.set(count, (seen.get(count) ?? 0) + 1);
  return [...seen].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

/** A column begins where something stands behind a place that is blank in every row. */
function fixedColumns(lines: readonly string[]): readonly FixedSource[] {
  const width = Math.min(
    lines.reduce((most, { length }) => Math.max(most, length), 0),
    10_000,
  );
  const isUsed = Array.from({ length: width }, (_, at) => lines.some((line) => (line[at] ?? ' ') !== ' '));
  const starts = isUsed.flatMap((used, at) => (used && !isUsed[at - 1] ? [at] : []));
  return starts.map((start, n) => ({ from: start + 1, length: (starts[n + 1] ?? width) - start }));
}

/** Data. One object a line with `--json`. A reader that went away (`| head`) is not an error: see main.ts. */
export const printJson = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

export const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Progress and diagnostics. */
export const tell = (text: string): void => void process.stderr.write(`${text}\n`);

/** Columns padded to their widest cell, for people. */
export function table(rows: readonly (readonly (string | number | null | undefined)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => String(cell ?? '-')));
  const widths = cells.reduce<number[]>((most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, cell.length)), []);
  return cells
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

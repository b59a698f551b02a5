import { fieldOf } from './columns.ts';

export const separators = [',', ';', '\t', '|'] as const;

const headerRow = (text: string): string =>
  text
    .replace(/^\ufeff/, '')
    .split(/\r?\n|\r/)
    .find((line) => line.trim() !== '') ?? '';

/** The separator that cuts the header into the most columns that are known, and how many they are. */
export function sniffHeader(text: string): {
  readonly separator: string;
  readonly known: number;
  readonly columns: number;
} {
  const header = headerRow(text);
  const counted = separators.map((separator) => {
    const names = header.split(separator).map((name) => name.trim().replace(/^"|"$/g, ''));
    return { separator, known: names.filter((name) => fieldOf(name) !== null).length, columns: names.length };
  });
  return counted.reduce((best, next) =>
    next.known > best.known || (next.known === best.known && next.columns > best.columns) ? next : best,
  );
}

/** A header row of which at least three columns are known; the more of them, the surer. A NUL in it is binary or UTF-16 without a mark; below it, that row's matter. */
export function recogniseCsv(head: Uint8Array): number {
  const text = textOf(Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 16 * 1024)));
  if (/^\ufeff?\s*[<{[]/.test(text) || headerRow(text).includes('\u0000')) return 0;
  const { known, columns } = sniffHeader(text);
  if (known < 3) return 0;
  return Math.min(0.95, Number((0.4 + (0.55 * known) / columns).toFixed(3)));
}

/** UTF-8, or UTF-16 with its mark. */
function textOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return head.toString('utf16le');
  if (head[0] !== 0xfe || head[1] !== 0xff) return head.toString('utf8');
  return Buffer.from(head.subarray(0, head.length & ~1))
    .swap16()
    .toString('utf16le');
}

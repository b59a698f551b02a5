import { isUtf8 } from 'node:buffer';

/** Bytes that are kept behind the place that is being read: findings are told soon after what they are about. */
const KEPT = 512 * 1024;
/** Bytes shown before and after the place. */
const BEFORE = 50;
const AFTER = 40;

/** The last of what was read, so that a finding can show what it is about, whether the input is a file or a pipe. */
export class SeenBytes {
  readonly #chunks: { readonly from: number; readonly bytes: Buffer }[] = [];
  #end = 0;

  add(bytes: Buffer): void {
    this.#chunks.push({ from: this.#end, bytes });
    this.#end += bytes.length;
    while (this.#chunks.length > 1 && this.#chunks[1]!.from < this.#end - KEPT) this.#chunks.shift();
  }

  /**
   * The row of text around a place with a caret below it, in two lines; null where it is no longer at hand. Bytes of no known character set are
   * shown as those of ISO 8859-1, signs that a terminal would act on as points.
   * @param offset in bytes from the start
   */
  excerpt(offset: number): string | null {
    const first = this.#chunks[0];
    if (first === undefined || offset < first.from || offset >= this.#end) return null;
    const from = Math.max(first.from, offset - BEFORE);
    const around = this.#between(from, Math.min(this.#end, offset + AFTER));
    const at = offset - from;
    const begin = at === 0 ? 0 : Math.max(around.lastIndexOf(0x0a, at - 1), around.lastIndexOf(0x0d, at - 1)) + 1;
    const end = endOfRow(around, at);
    const before = shown(around.subarray(begin, at));
    const isCut = begin === 0 && from > 0;
    const indent = `${isCut ? '…' : ''}${before}`;
    return `${indent}${shown(around.subarray(at, end))}\n${' '.repeat(widthOf(indent))}^`;
  }

  #between(from: number, to: number): Buffer {
    const parts = this.#chunks
      .filter(({ from: start, bytes }) => start < to && start + bytes.length > from)
      .map(({ from: start, bytes }) => bytes.subarray(Math.max(0, from - start), Math.max(0, to - start)));
    return Buffer.concat(parts);
  }
}

function endOfRow(bytes: Buffer, at: number): number {
  for (let end = at; end < bytes.length; end += 1) if (bytes[end] === 0x0a || bytes[end] === 0x0d) return end;
  return bytes.length;
}

/** Cut anywhere, so that half a character may stand at either end. */
function shown(bytes: Buffer): string {
  let [from, to] = [0, bytes.length];
  while (from < Math.min(3, to) && (bytes[from]! & 0xc0) === 0x80) from += 1;
  while (to > Math.max(from, bytes.length - 3) && bytes[to - 1]! >= 0x80 && !isUtf8(bytes.subarray(from, to))) to -= 1;
  const whole = bytes.subarray(from, to);
  const text = isUtf8(whole) ? whole.toString('utf8') : bytes.toString('latin1');
  return text.replace(/\p{C}/gu, '·');
}

/** Columns of a terminal: letters of East Asian scripts take two. */
const widthOf = (text: string): number => {
  let width = 0;
  for (const character of text)
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
      character,
    )
      ? 2
      : 1;
  return width;
};

import type { RecordedLine } from './archive.ts';

/** Lines as they were read before, fetched only as far as they are asked for. */
export class RecordedLines {
  readonly #waiting = new Map<number, RecordedLine>();
  readonly #pages: AsyncIterator<readonly RecordedLine[]>;
  #reached = 0;
  #ended = false;

  constructor(pages: AsyncIterable<readonly RecordedLine[]>) {
    this.#pages = pages[Symbol.asyncIterator]();
  }

  /** Those up to an ordinal that were not given before, in order. */
  async upTo(ordinal: number): Promise<readonly RecordedLine[]> {
    while (!this.#ended && this.#reached < ordinal) await this.#more();
    const lines = [...this.#waiting.values()].filter((line) => line.ordinal <= ordinal);
    for (const line of lines) this.#waiting.delete(line.ordinal);
    return lines;
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#pages.next();
    this.#ended = done === true;
    if (done) return;
    for (const line of value) {
      this.#waiting.set(line.ordinal, line);
      this.#reached = Math.max(this.#reached, line.ordinal);
    }
  }
}

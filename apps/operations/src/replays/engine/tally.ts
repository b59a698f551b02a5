import type { operationsStore } from '@watchpost/persistence';

type ReplayCount = operationsStore.ReplayCount;

interface Count {
  count: number;
  sum: number;
  largest: number;
}

/** What a stretch adds to the counts of its replay. */
export class Tally {
  readonly #kinds = new Map<string, Map<string, Count>>();

  /** @param measure what can be measured about it, where anything can: the sum and the largest are kept */
  add(kind: string, key: string, measure = 0): void {
    let keys = this.#kinds.get(kind);
    if (keys === undefined) this.#kinds.set(kind, (keys = new Map()));
    const known = keys.get(key);
    if (known === undefined) {
      keys.set(key, { count: 1, sum: measure, largest: measure });
      return;
    }
    known.count++;
    known.sum += measure;
    if (measure > known.largest) known.largest = measure;
  }

  /** What was added since the last time. */
  take(): ReplayCount[] {
    const counts = [...this.#kinds].flatMap(([kind, keys]) =>
      [...keys].map(([key, count]) => ({ kind, key, ...count })),
    );
    this.#kinds.clear();
    return counts;
  }
}

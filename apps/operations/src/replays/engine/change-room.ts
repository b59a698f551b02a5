import type { operationsStore } from '@watchpost/persistence';

type ReplayChange = operationsStore.ReplayChange;

/** Kept of each kind of change beyond the room there is, by each thread. */
const EXAMPLES = 20;

/**
 * Room for the lines that came out otherwise: so many rows a replay keeps at most, over all its threads. When they are full, a change is kept only as one of
 * the first examples of its kind (bands, or a rule that speaks otherwise). What is counted is counted all the same.
 */
export class ChangeRoom {
  readonly #examples = new Map<string, number>();

  /** @param kept rows that all threads have kept, in its first place */
  constructor(
    private readonly most: number,
    private readonly kept: Int32Array,
  ) {}

  takes(change: ReplayChange): boolean {
    const kinds = kindsOf(change);
    const isRare = kinds.some((kind) => (this.#examples.get(kind) ?? 0) < EXAMPLES);
    if (!isRare && Atomics.load(this.kept, 0) >= this.most) return false;
    for (const kind of kinds) this.#examples.set(kind, (this.#examples.get(kind) ?? 0) + 1);
    Atomics.add(this.kept, 0, 1);
    return true;
  }
}

const kindsOf = ({ what, old, new: now, rules }: ReplayChange): readonly string[] => [
  `${what} ${old?.band} ${old?.recommendation} ${now?.band} ${now?.recommendation}`,
  ...rules,
];

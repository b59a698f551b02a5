/**
 * Counts of what has to happen at least once, or so often, for a run to have shown anything: a fault that never met work under way proves nothing, however
 * green the checkers are.
 */
export class Sometimes {
  readonly #counts = new Map<string, { wanted: number; seen: number }>();

  /** @param times how often it has to be seen; asked for twice, the times add up */
  want(what: string, times = 1): void {
    const count = this.#counts.get(what);
    if (count === undefined) this.#counts.set(what, { wanted: times, seen: 0 });
    else count.wanted += times;
  }

  see(what: string): void {
    const count = this.#counts.get(what);
    if (count === undefined) this.#counts.set(what, { wanted: 0, seen: 1 });
    else count.seen += 1;
  }

  /** In the order in which they were first heard of. */
  get counts(): readonly { readonly what: string; readonly wanted: number; readonly seen: number }[] {
    return [...this.#counts].map(([what, count]) => ({ what, ...count }));
  }

  /** Sentences; none where the run counts. */
  missed(): readonly string[] {
    return this.counts
      .filter(({ wanted, seen }) => seen < wanted)
      .map(({ what, wanted, seen }) => `${what}: seen ${seen} times of ${wanted}`);
  }
}

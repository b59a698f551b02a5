/** What the simulator has done so far; printed at its end. */
export class Tally {
  manifests = 0;
  repeats = 0;
  lines = 0;
  risky = 0;
  refused = 0;
  alerts = 0;
  inspections = 0;
  found = 0;

  toJSON(): object {
    const { manifests, repeats, lines, risky, refused, alerts, inspections, found } = this;
    return { type: 'simulated', manifests, repeats, lines, risky, refused, alerts, inspections, found };
  }
}

/** Whether an item is risky in truth. Partners write it down, ports look it up when they open the parcel. */
export class Truth {
  readonly #risky = new Set<string>();
  readonly #limit = 100_000;

  note(items: readonly string[]): void {
    for (const item of items) this.#risky.add(item);
    // A set keeps the order of insertion: the oldest go first.
    for (const item of this.#risky) {
      if (this.#risky.size <= this.#limit) return;
      this.#risky.delete(item);
    }
  }

  isRisky(itemId: string): boolean {
    return this.#risky.has(itemId);
  }
}

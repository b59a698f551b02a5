import { setTimeout as pause } from 'node:timers/promises';
import type { PartnerDoor } from './partner-door.ts';

const LOOK_EVERY_MS = 40;
const PATIENCE_MS = 120_000;

/**
 * Follows what was submitted until every line of it has its outcome. It asks for the oldest only, since manifests end about in the order they came:
 * asking for all of them would be load of its own.
 */
export class LineLedger {
  readonly #door: PartnerDoor;
  readonly #open: { readonly manifestId: string; readonly lines: number }[] = [];
  readonly #outcomes = new Map<string, number>();
  #inFlight = 0;
  #accounted = 0;

  constructor(door: PartnerDoor) {
    this.#door = door;
  }

  /** Lines whose manifest is on its way or not through yet. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Lines of manifests of which every line has its outcome. */
  get accounted(): number {
    return this.#accounted;
  }

  /** Lines by outcome so far. */
  get outcomes(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#outcomes);
  }

  /** Counts lines in before their manifest is sent. */
  expect(lines: number): void {
    this.#inFlight += lines;
  }

  taken(manifestId: string, lines: number): void {
    this.#open.push({ manifestId, lines });
  }

  /** Looks on until `signal` aborts. @throws Error where a manifest is open for too long */
  async follow(signal: AbortSignal): Promise<void> {
    let since = performance.now();
    while (!signal.aborted) {
      const oldest = this.#open[0];
      const found = oldest ? await this.#door.outcomesOf(oldest.manifestId) : null;
      if (oldest && found) {
        since = performance.now();
        this.#open.shift();
        this.#inFlight -= oldest.lines;
        this.#accounted += oldest.lines;
        for (const [outcome, count] of Object.entries(found.outcomes)) {
          this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + count);
        }
        continue;
      }
      if (!oldest) since = performance.now();
      if (performance.now() - since > PATIENCE_MS) throw new Error(`${oldest?.manifestId} is open for two minutes`);
      await pause(LOOK_EVERY_MS);
    }
  }

  /** Resolves when nothing is in flight any more; `follow` has to run meanwhile. */
  async drained(): Promise<void> {
    for (const end = performance.now() + PATIENCE_MS; this.#inFlight > 0; await pause(LOOK_EVERY_MS)) {
      if (performance.now() > end) throw new Error(`${this.#inFlight} lines are without an outcome after two minutes`);
    }
  }
}

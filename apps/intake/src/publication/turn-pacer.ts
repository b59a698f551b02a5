import { type Clock } from '@watchpost/domain';

/** How often later chunks are looked for, and how long a look at the backlog holds. */
const LOOK_EVERY_MS = 200;
const READING_HOLDS_MS = 400;
/** Later chunks that may go out after one look. */
const MOST_AT_ONCE = 8;
/** A chunk that has gone shows in the backlog only once it was read: no look before that says anything. */
const SETTLES_AFTER_MS = 600;
/** Grants without a backlog after which twice as many may go: documents of few, long lines are soon read as fast as they can be. */
const QUIET_GRANTS = 3;
/** However long the backlog is, a chunk goes at least so often: no manifest waits for ever. */
const LONGEST_WAIT_MS = 5_000;

/**
 * Keeps a huge manifest from filling the way for everybody behind it. Its first chunk goes like any manifest; the later ones go only while few
 * lines wait to be assessed.
 */
export class TurnPacer {
  #nextLookAt = 0;
  #lastGrantAt = 0;
  #noneWaited = true;
  #quiet = 0;
  #reading: { readonly at: number; readonly lines: number } | null = null;
  #asking = false;

  /**
   * @param backlog lines that are declared and not assessed yet; rejects where nobody knows
   * @param mostLines above this later chunks wait
   */
  constructor(
    private readonly clock: Clock,
    private readonly backlog: () => Promise<number>,
    private readonly mostLines: number,
  ) {}

  /** How many later chunks to look for now; 0 while it is too early to look again. */
  wish(): number {
    const now = this.clock.now();
    if (now < this.#nextLookAt) return 0;
    this.#nextLookAt = now + LOOK_EVERY_MS;
    return MOST_AT_ONCE;
  }

  /** @returns how many of the later chunks that were found may go out now */
  allow(found: number): number {
    const now = this.clock.now();
    if (found === 0 || this.#noneWaited) {
      this.#noneWaited = found === 0;
      // A first chunk may just have gone: it counts like a grant.
      return this.#grant(0, now);
    }
    const reading = this.#reading;
    this.#reading = null;
    if (reading === null || now - reading.at > READING_HOLDS_MS || reading.at - this.#lastGrantAt < SETTLES_AFTER_MS) {
      this.#ask();
      return this.#allowAfterLongWait(now);
    }
    if (reading.lines > this.mostLines) {
      this.#quiet = 0;
      this.#ask();
      return this.#allowAfterLongWait(now);
    }
    this.#quiet = reading.lines < this.mostLines / 4 ? this.#quiet + 1 : 0;
    return this.#grant(Math.min(found, 2 ** Math.floor(this.#quiet / QUIET_GRANTS), MOST_AT_ONCE), now);
  }

  #grant(chunks: number, now: number): number {
    this.#lastGrantAt = now;
    return chunks;
  }

  #allowAfterLongWait(now: number): number {
    return now - this.#lastGrantAt >= LONGEST_WAIT_MS ? this.#grant(1, now) : 0;
  }

  /** Asks beside the work: what goes out does not wait for the answer. */
  #ask(): void {
    if (this.#asking) return;
    this.#asking = true;
    this.backlog()
      .then((lines) => (this.#reading = { at: this.clock.now(), lines }))
      .catch(() => undefined)
      .finally(() => (this.#asking = false));
  }
}

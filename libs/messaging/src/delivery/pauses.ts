import { type Timers } from '../timers.ts';

const LONGEST_PAUSE_MS = 5000;

/** Pauses between tries: doubled each time up to a limit, and spread so that many who wait for one thing do not come back at once. */
export class Pauses {
  constructor(
    private readonly timers: Timers,
    private readonly baseMs: number,
    private readonly random: () => number,
  ) {}

  *growing(): Generator<number, void> {
    for (let pauseMs = this.baseMs; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) yield this.withJitter(pauseMs);
  }

  /** Between 80 and 120 in a hundred of it. */
  withJitter(ms: number): number {
    return Math.round(ms * (0.8 + 0.4 * this.random()));
  }

  /** Ends early when the signal is given. */
  wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        calledOff();
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const calledOff = this.timers.after(ms, end);
      signal?.addEventListener('abort', end, { once: true });
    });
  }
}

import { type Clock, type EpochMillis } from '@watchpost/domain';

/** A clock that can also wake somebody; a test's clock wakes when the test moves it. */
export interface Timers extends Clock {
  /** Runs `task` once, after so many milliseconds of this clock. @returns calls it off */
  after(ms: number, task: () => void): () => void;
}

export const systemTimers: Timers = {
  now: (): EpochMillis => Date.now(),
  after: (ms, task) => {
    const handle = setTimeout(task, ms);
    return () => clearTimeout(handle);
  },
};

/** Waits for machine time on clocks that only tell it. */
export const timersOf = (clock: Clock): Timers =>
  'after' in clock ? (clock as Timers) : { now: () => clock.now(), after: systemTimers.after };

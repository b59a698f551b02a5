import { type Clock, type EpochMillis } from '@watchpost/domain';

interface Alarm {
  readonly at: EpochMillis;
  readonly task: () => void;
}

/** A clock that stands still until a test moves it. What waits on it is woken in the order of its times. */
export class ManualClock implements Clock {
  #now: EpochMillis;
  readonly #alarms = new Set<Alarm>();

  /** @param start epoch milliseconds, or a text that `Date` reads */
  constructor(start: EpochMillis | string = '2026-11-24T06:00:00Z') {
    this.#now = new Date(start).getTime();
  }

  now(): EpochMillis {
    return this.#now;
  }

  after(ms: number, task: () => void): () => void {
    const alarm = { at: this.#now + Math.max(0, ms), task };
    this.#alarms.add(alarm);
    return () => void this.#alarms.delete(alarm);
  }

  /** Moves it forward, waking whoever waited for a time on the way, at that time. */
  advance(ms: number): void {
    if (ms < 0) throw new Error('a clock runs forward; make another one to go back');
    const end = this.#now + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#alarms.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.task();
    }
    this.#now = end;
  }

  advanceTo(time: EpochMillis | string): void {
    this.advance(new Date(time).getTime() - this.#now);
  }

  /** How many wait for a time. */
  get waiting(): number {
    return this.#alarms.size;
  }

  #next(end: EpochMillis): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms) {
      if (alarm.at <= end && (first === undefined || alarm.at < first.at)) first = alarm;
    }
    return first;
  }
}

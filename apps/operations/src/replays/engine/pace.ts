/** How fast a replay may go, over all its threads together. */
export interface Speed {
  /** Records a second; null: no limit. */
  readonly rate: number | null;
  /** Of one core; null: no limit. */
  readonly share: number | null;
}

/** What a pace is measured with. */
export interface Stopwatch {
  /** Milliseconds, from any beginning. */
  now(): number;
  /** Milliseconds of CPU that this process has used. */
  cpu(): number;
}

export const stopwatch: Stopwatch = {
  now: () => performance.now(),
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

const LONGEST_PAUSE_MS = 1_000;
/** What was not used for so long is not caught up with. */
const MEMORY_MS = 2_000;

/**
 * Says how long to wait so that a replay stays within its speed. Threads share one count, so that those with more to do may go faster when others have
 * ended.
 */
export class Pace {
  #since: number;
  #cpuBefore: number;
  #countedBefore = 0;

  /** @param counted records that all threads have read, in its first place */
  constructor(
    private readonly speed: Speed,
    private readonly counted: Int32Array,
    private readonly watch: Stopwatch = stopwatch,
  ) {
    this.#since = watch.now();
    this.#cpuBefore = watch.cpu();
    this.#countedBefore = Atomics.load(counted, 0);
  }

  /** @returns milliseconds to wait before more is read; 0: go on */
  passed(records: number): number {
    Atomics.add(this.counted, 0, records);
    const pause = Math.min(LONGEST_PAUSE_MS, Math.max(this.#byRate(), this.#byShare()));
    if (this.watch.now() - this.#since > MEMORY_MS && pause < 1) this.#forget();
    return pause < 1 ? 0 : pause;
  }

  #byRate(): number {
    if (this.speed.rate === null) return 0;
    const read = (Atomics.load(this.counted, 0) - this.#countedBefore) | 0;
    return (read / this.speed.rate) * 1000 - (this.watch.now() - this.#since);
  }

  #byShare(): number {
    if (this.speed.share === null) return 0;
    const used = this.watch.cpu() - this.#cpuBefore;
    return used / this.speed.share - (this.watch.now() - this.#since);
  }

  #forget(): void {
    this.#since = this.watch.now();
    this.#cpuBefore = this.watch.cpu();
    this.#countedBefore = Atomics.load(this.counted, 0);
  }
}

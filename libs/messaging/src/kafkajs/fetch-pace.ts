/** A fetch that brought so many is followed by the next at once: there is a backlog. */
const PLENTY_OF_RECORDS = 1000;
/** While a handler is busy nothing that is fetched could be handed over; so long at most is waited for it. */
const BUSY_MS = 25;

export interface PacedConsumer {
  /** How long after one fetch the next may follow at the earliest, unless there is plenty. */
  readonly lingerMs: number;
  /** How long a broker waits for records. */
  readonly fetchWaitMs: number;
  /** A handler is running. */
  isBusy(): boolean;
  /** There is no partition that may be asked for. */
  isPaused(): boolean;
}

/**
 * When a consumer fetches next. A fetch costs the client and the broker much the same whether it brings one record or a thousand, so the next one waits
 * until there is a use for what it brings: records are gathered for a moment, and while their handler is busy. The moment counts from the last fetch: one for
 * which the broker waited long is followed at once, so that who comes alone is not made to wait for company.
 */
export class FetchPace {
  #records = 0;
  #fetchedAt = 0;
  #wake: (() => void) | null = null;

  constructor(private readonly consumer: PacedConsumer) {}

  /** So many records came. */
  took(records: number): void {
    this.#records += records;
  }

  /** A handler has ended, a partition was resumed, or the consumer stops. */
  wake(): void {
    this.#wake?.();
  }

  /** @returns `skip` where all partitions are paused still */
  async next(): Promise<'fetch' | 'skip'> {
    const answer = await this.#wait();
    this.#fetchedAt = performance.now();
    return answer;
  }

  async #wait(): Promise<'fetch' | 'skip'> {
    const { consumer } = this;
    const records = this.#records;
    this.#records = 0;
    if (consumer.isPaused()) {
      await this.#wakeWithin(consumer.fetchWaitMs);
      return consumer.isPaused() ? 'skip' : 'fetch';
    }
    // Where none came the broker has waited.
    if (records === 0 || records >= PLENTY_OF_RECORDS) return 'fetch';
    const early = consumer.lingerMs - (performance.now() - this.#fetchedAt);
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    if (consumer.isBusy()) await this.#wakeWithin(BUSY_MS);
    return 'fetch';
  }

  #wakeWithin(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#wake = end;
    });
  }
}

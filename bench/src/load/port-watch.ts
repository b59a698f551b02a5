import { stream } from '../../../apps/simulator/src/ports/streaming.ts';

const endings: ReadonlySet<string> = new Set(['SUPERSEDED', 'CANCELLED', 'EXPIRED']);

/** The first that a port heard of an alert. */
export interface Arrival {
  readonly manifestId: string;
  readonly revision: number;
  /** On the clock of `performance.now`. */
  readonly at: number;
}

/** A service that runs every port, listening to its stream of alerts; notes when the first of each alert came. */
export class PortWatch {
  readonly #ended = new AbortController();
  /** By alert id. */
  readonly #arrivals = new Map<string, Arrival>();
  readonly #items = new Set<string>();
  readonly #running: Promise<void>;

  constructor(address: string, key: string) {
    this.#running = stream(
      { url: address, key },
      ({ alertId, revision, state, manifestId, itemId }) => {
        // What ends an alert is a later manifest, and the alert still names the one that opened it.
        if (manifestId === undefined || endings.has(state) || this.#arrivals.has(alertId)) return;
        this.#arrivals.set(alertId, { manifestId, revision, at: performance.now() });
        this.#items.add(itemId ?? '');
      },
      this.#ended.signal,
    ).catch(() => undefined);
  }

  /** Distinct alerts that were brought about by these manifests. */
  alertsOf(manifests: ReadonlySet<string>): number {
    return this.#of(manifests).length;
  }

  /**
   * Milliseconds from the start of a manifest's submission to each alert of it; of the alert itself, not of what is told of it later.
   * @param startedAt by manifest id, on the clock of `performance.now`
   */
  latencies(startedAt: ReadonlyMap<string, number>): readonly number[] {
    return this.#of(startedAt)
      .filter(({ revision }) => revision === 1)
      .map(({ manifestId, at }) => at - startedAt.get(manifestId)!);
  }

  /** Whether an alert for an item of this number has come. */
  hasSeen(itemId: string): boolean {
    return this.#items.has(itemId);
  }

  /** By alert id. */
  get arrivals(): ReadonlyMap<string, Arrival> {
    return this.#arrivals;
  }

  get count(): number {
    return this.#arrivals.size;
  }

  async end(): Promise<void> {
    this.#ended.abort();
    await this.#running;
  }

  #of(manifests: { has(manifestId: string): boolean }) {
    return [...this.#arrivals.values()].filter(({ manifestId }) => manifests.has(manifestId));
  }
}

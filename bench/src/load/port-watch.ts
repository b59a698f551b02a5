import { stream } from '../../../apps/simulator/src/ports/streaming.ts';

const endings: ReadonlySet<string> = new Set(['SUPERSEDED', 'CANCELLED', 'EXPIRED']);

/** A service that runs every port, listening to its stream of alerts; notes when the first of each revision came. */
export class PortWatch {
  readonly #ended = new AbortController();
  readonly #arrivals = new Map<
    string,
    { readonly manifestId: string; readonly alertId: string; readonly at: number }
  >();
  readonly #items = new Set<string>();
  readonly #running: Promise<void>;

  constructor(address: string, key: string) {
    this.#running = stream(
      { url: address, key },
      ({ alertId, revision, state, manifestId, itemId }) => {
        const id = `${alertId} ${revision}`;
        // What ends an alert is a later manifest, and the alert still names the one that opened it.
        if (manifestId === undefined || endings.has(state) || this.#arrivals.has(id)) return;
        this.#arrivals.set(id, { manifestId, alertId, at: performance.now() });
        this.#items.add(itemId ?? '');
      },
      this.#ended.signal,
    ).catch(() => undefined);
  }

  /** Distinct alerts that were brought about by these manifests. */
  alertsOf(manifests: ReadonlySet<string>): number {
    return new Set(this.#of(manifests).map(({ alertId }) => alertId)).size;
  }

  /** Milliseconds from the start of a manifest's submission to each alert of it. @param startedAt by manifest id, on the clock of `performance.now` */
  latencies(startedAt: ReadonlyMap<string, number>): readonly number[] {
    return this.#of(startedAt).map(({ manifestId, at }) => at - startedAt.get(manifestId)!);
  }

  /** Whether an alert for an item of this number has come. */
  hasSeen(itemId: string): boolean {
    return this.#items.has(itemId);
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

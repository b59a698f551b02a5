import { Inject, Injectable } from '@nestjs/common';
import { type scorerStore } from '@watchpost/persistence';
import { METRICS, Metrics } from '@watchpost/platform';

export type Step =
  'transaction' | 'read-heads' | 'read-sightings' | 'write-ledger' | 'write-heads' | 'write-sightings' | 'publish';

/** What the scorer tells of itself; counted by the batch, never by the record. */
@Injectable()
export class ScorerMetrics {
  readonly #decided;
  readonly #republished;
  readonly #failures;
  readonly #seconds;

  constructor(@Inject(METRICS) metrics: Metrics) {
    this.#decided = metrics.counter('watchpost_shipments_assessed_total', 'Lines decided, by outcome and band', [
      'outcome',
      'band',
    ]);
    this.#republished = metrics.counter(
      'watchpost_assessments_republished_total',
      'Lines that had been decided before and were published again as stored',
    );
    this.#failures = metrics.counter(
      'watchpost_rule_failures_total',
      'Times that a rule could not be worked out and answered "cannot decide", by rule and version',
      ['rule'],
    );
    this.#seconds = metrics.seconds('watchpost_scorer_step_seconds', 'Steps of a batch', ['step']);
  }

  async timed<T>(step: Step, work: () => Promise<T>): Promise<T> {
    const stop = this.#seconds.startTimer({ step });
    try {
      return await work();
    } finally {
      stop();
    }
  }

  count(fresh: readonly scorerStore.LedgerRow[], republished: number): void {
    const counts = new Map<string, { outcome: string; band: string; count: number }>();
    for (const { outcome, band } of fresh) {
      const key = `${outcome} ${band}`;
      const known = counts.get(key);
      if (known) known.count++;
      else counts.set(key, { outcome, band, count: 1 });
    }
    for (const { outcome, band, count } of counts.values()) this.#decided.inc({ outcome, band }, count);
    if (republished > 0) this.#republished.inc(republished);
  }

  countFailures(failures: ReadonlyMap<string, number>): void {
    for (const [rule, count] of failures) this.#failures.inc({ rule }, count);
  }
}

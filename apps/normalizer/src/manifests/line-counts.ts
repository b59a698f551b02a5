import { type ProcessedLine } from '@watchpost/contracts';
import { type Metrics } from '@watchpost/platform';

type Outcome = ProcessedLine['outcome'];

/** Lines by format and outcome, told to the counter once for a batch: telling it of every line costs as much as encoding one. */
export class LineCounts {
  readonly #counter: ReturnType<Metrics['counter']>;
  readonly #lines = new Map<string, Map<Outcome, number>>();

  constructor(metrics: Metrics) {
    this.#counter = metrics.counter('watchpost_lines_total', 'Lines read, by format and outcome', [
      'format',
      'outcome',
    ]);
  }

  add(format: string, outcome: Outcome): void {
    let ofFormat = this.#lines.get(format);
    if (ofFormat === undefined) this.#lines.set(format, (ofFormat = new Map()));
    ofFormat.set(outcome, (ofFormat.get(outcome) ?? 0) + 1);
  }

  /** Tells the counter of what was added since it was last told. */
  tell(): void {
    for (const [format, outcomes] of this.#lines) {
      for (const [outcome, lines] of outcomes) this.#counter.inc({ format, outcome }, lines);
      outcomes.clear();
    }
  }
}

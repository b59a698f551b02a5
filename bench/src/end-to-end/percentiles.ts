import type { AlertStages } from '../stages/alert-stages.ts';

/** Milliseconds. */
export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Milliseconds from the start of a submission to an alert of it at the port. */
export interface Latency extends Spread {
  /** How many alerts it was measured with. */
  readonly alerts: number;
  /** Lines a second that were submitted meanwhile. */
  readonly atRate: number;
  /** Where they went, if that was asked for. */
  readonly stages?: AlertStages;
}

export const latencyOf = (millis: readonly number[], atRate: number): Latency => ({
  ...spreadOf(millis),
  alerts: millis.length,
  atRate: Math.round(atRate),
});

export function spreadOf(millis: readonly number[]): Spread {
  const sorted = millis.toSorted((a, b) => a - b);
  return {
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    max: percentile(sorted, 1),
  };
}

/** Nearest rank: a value that was really measured. NaN of nothing. @param share 0 to 1 */
function percentile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return value === undefined ? Number.NaN : Math.round(value * 10) / 10;
}

/** Milliseconds from the start of a submission to an alert of it at the port. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** How many alerts it was measured with. */
  readonly alerts: number;
  /** Lines a second that were submitted meanwhile. */
  readonly atRate: number;
}

export function latencyOf(millis: readonly number[], atRate: number): Latency {
  const sorted = millis.toSorted((a, b) => a - b);
  return {
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    max: percentile(sorted, 1),
    alerts: sorted.length,
    atRate: Math.round(atRate),
  };
}

/** Nearest rank: a value that was really measured. NaN of nothing. @param share 0 to 1 */
function percentile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return value === undefined ? Number.NaN : Math.round(value * 10) / 10;
}

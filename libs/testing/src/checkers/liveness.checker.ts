/** What is not finished, by what it is; a number of nothing may be left out. */
export type Unfinished = Readonly<Record<string, number>>;

export interface Draining {
  /** How long after healing everything had to be finished, milliseconds. */
  readonly withinMs: number;
  /** How long it took; where it never was finished, how long was waited. */
  readonly tookMs: number;
  readonly unfinished: Unfinished;
}

/** C5, liveness: some time after healing nothing lags, waits in an outbox, is on its way to a port or without its outcome. */
export function checkDrained({ withinMs, tookMs, unfinished }: Draining): readonly string[] {
  const left = Object.entries(unfinished).filter(([, count]) => count > 0);
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(0)} s`;
  if (left.length > 0) return left.map(([what, count]) => `${count} ${what} after ${seconds(tookMs)}`);
  return tookMs <= withinMs
    ? []
    : [`everything was finished after ${seconds(tookMs)}, and not within ${seconds(withinMs)}`];
}

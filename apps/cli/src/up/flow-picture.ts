/** What `/v1/flow` of operations answers, as far as the picture needs it. */
export interface Flow {
  readonly stages: readonly {
    readonly stage: string;
    readonly detail: string;
    readonly total: number;
    readonly perSecond: number;
  }[];
  readonly lag:
    readonly { readonly service: string; readonly records: number; readonly oldestSeconds: number | null }[] | null;
  readonly deadLetters: readonly { readonly waiting: number }[];
}

/** The few numbers that tell whether the loop turns. */
export interface FlowFigures {
  /** Lines read, by whatever outcome. */
  readonly in: number;
  readonly assessed: number;
  readonly alerted: number;
  readonly acknowledged: number;
  readonly examined: number;
  readonly found: number;
  readonly deadLetters: number;
  /** Lines a second. */
  readonly rate: number;
  /** Records over all services; null where the broker cannot be asked. */
  readonly lag: number | null;
  /** Seconds that the oldest of them has waited. */
  readonly oldestSeconds: number;
}

const found: ReadonlySet<string> = new Set(['PRESUMPTIVE_POSITIVE', 'CONFIRMED']);

export function figuresOf({ stages, lag, deadLetters }: Flow): FlowFigures {
  const sum = (stage: string, of: 'total' | 'perSecond', counts: (detail: string) => boolean = () => true): number =>
    stages
      .filter((entry) => entry.stage === stage && counts(entry.detail))
      .reduce((total, entry) => total + entry[of], 0);
  return {
    in: sum('normalized', 'total'),
    assessed: sum('assessed', 'total'),
    alerted: sum('alerted', 'total', (state) => state === 'ISSUED'),
    acknowledged: sum('progressed', 'total', (step) => step === 'ACKNOWLEDGED'),
    examined: sum('inspected', 'total'),
    found: sum('inspected', 'total', (outcome) => found.has(outcome)),
    deadLetters: deadLetters.reduce((total, { waiting }) => total + waiting, 0),
    rate: sum('normalized', 'perSecond'),
    lag: lag === null ? null : lag.reduce((total, { records }) => total + records, 0),
    oldestSeconds: Math.max(0, ...(lag ?? []).map(({ oldestSeconds }) => oldestSeconds ?? 0)),
  };
}

const number = (value: number): string => Math.round(value).toLocaleString('en-US');

/** One line, for a log. */
export const lineOf = (figures: FlowFigures): string =>
  `in ${number(figures.in)} · assessed ${number(figures.assessed)} · alerted ${number(figures.alerted)} · acknowledged ${number(figures.acknowledged)}` +
  ` · examined ${number(figures.examined)} · found ${number(figures.found)} · ${figures.rate.toFixed(1)}/s · lag ${lagOf(figures)}` +
  (figures.deadLetters > 0 ? ` · dead letters ${number(figures.deadLetters)}` : '');

/** A few lines, for a terminal: names over numbers. */
export function linesOf(figures: FlowFigures): readonly string[] {
  const cells: readonly (readonly [string, string])[] = [
    ['items in', number(figures.in)],
    ['assessed', number(figures.assessed)],
    ['alerted', number(figures.alerted)],
    ['acknowledged', number(figures.acknowledged)],
    ['examined', number(figures.examined)],
    ['found', number(figures.found)],
    ['rate', `${figures.rate.toFixed(1)}/s`],
    ['lag', lagOf(figures)],
    ['dead letters', number(figures.deadLetters)],
  ];
  const widths = cells.map(([name, value]) => Math.max(name.length, value.length));
  const line = (of: 0 | 1): string => cells.map((cell, i) => cell[of].padStart(widths[i]!)).join('   ');
  return [line(0), line(1)];
}

function lagOf({ lag, oldestSeconds }: FlowFigures): string {
  if (lag === null) return 'unknown';
  return oldestSeconds >= 1 ? `${number(lag)} (${number(oldestSeconds)} s)` : number(lag);
}

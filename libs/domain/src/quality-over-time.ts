import { type CodeTotal, qualityOf } from './quality.ts';

/** A day of a partner. */
export interface DayTotals {
  /** ISO date. */
  readonly day: string;
  readonly manifests: number;
  readonly lines: number;
  /** Thousandths of a line. */
  readonly loss: number;
}

/** What stands behind a finding's code, for its sender. */
export interface CodeMeaning {
  readonly meaning: string;
  /** What to do. */
  readonly mend: string;
}

/** What would raise a score, as its sender can act on it. */
export interface Mend {
  readonly code: string;
  /** null of a code that there is no more. */
  readonly meaning: string | null;
  readonly mend: string | null;
  /** Lines that have it. */
  readonly lines: number;
  /** Points that the score would gain if no line had it. */
  readonly gain: number;
}

export interface QualityOverTime {
  readonly manifests: number;
  readonly lines: number;
  /** 0 to 100, over all lines of the period; null where there are none. */
  readonly score: number | null;
  readonly days: readonly {
    readonly day: string;
    readonly manifests: number;
    readonly lines: number;
    readonly score: number | null;
  }[];
  /** The most first, at most ten. */
  readonly raise: readonly Mend[];
}

/** Quality of what a partner sent over some days. @param codes over all of them @param catalogue meanings by code */
export function qualityOverTime(
  days: readonly DayTotals[],
  codes: readonly CodeTotal[],
  catalogue: Readonly<Record<string, CodeMeaning>>,
): QualityOverTime {
  const sum = (of: (day: DayTotals) => number): number => days.reduce((total, day) => total + of(day), 0);
  const lines = sum((day) => day.lines);
  const { score, raise } = qualityOf({ lines, loss: sum(({ loss }) => loss), codes });
  return {
    manifests: sum(({ manifests }) => manifests),
    lines,
    score,
    days: days.map(({ loss, ...day }) => ({ ...day, score: qualityOf({ lines: day.lines, loss, codes: [] }).score })),
    raise: raise.map((gain) => ({ ...gain, ...mendOf(gain.code, catalogue) })),
  };
}

function mendOf(code: string, catalogue: Readonly<Record<string, CodeMeaning>>): Pick<Mend, 'meaning' | 'mend'> {
  if (!Object.hasOwn(catalogue, code)) return { meaning: null, mend: null };
  const { meaning, mend } = catalogue[code]!;
  return { meaning, mend };
}

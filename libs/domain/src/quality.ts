import type { Finding, Severity } from './finding.ts';

/** What one finding of a line takes from that line's worth, which is 1: a rejected line is worth nothing, a note costs nothing. */
const lossOf: Readonly<Record<Severity, number>> = { error: 1, warning: 0.2, info: 0 };
/** Codes told of at most. */
const MOST_CODES = 10;

/** How good what was sent is, and what would make it better. */
export interface Quality {
  /**
   * 0 to 100: the mean worth of the lines. A line without errors and warnings is worth 1; each warning of a different kind takes a fifth of it, an error all.
   * null where there are no lines.
   */
  readonly score: number | null;
  /** What lowers it, the most costly first: at most ten codes. */
  readonly raise: readonly QualityGain[];
}

export interface QualityGain {
  /** Of the catalogue. */
  readonly code: string;
  /** Lines that have it. */
  readonly lines: number;
  /** Points that the score would gain if no line had it and all else stayed. */
  readonly gain: number;
}

/**
 * What lowers the quality of some lines, in whole numbers: it can be sent, kept and added up. Bounded by the codes that there are. Losses and gains in
 * thousandths of a line.
 */
export interface QualityTotals {
  readonly lines: number;
  readonly loss: number;
  readonly codes: readonly CodeTotal[];
}

export interface CodeTotal {
  readonly code: string;
  /** Lines that have it. */
  readonly lines: number;
  /** What less would be lost if no line had it and all else stayed. */
  readonly gain: number;
}

interface OpenLine {
  readonly number: number;
  readonly codes: Map<string, Severity>;
}

/**
 * Adds up quality while lines are read. What it keeps is bounded: one line, and a number for each code. Findings of the document itself cost no line and are
 * left out; so is a second finding of the same code on the same line.
 */
export class QualityTally {
  #loss = 0;
  #open: OpenLine | null = null;
  readonly #byCode = new Map<string, { lines: number; gain: number }>();

  add({ line, code, severity }: Pick<Finding, 'line' | 'code' | 'severity'>): void {
    if (line === null || lossOf[severity] === 0) return;
    if (this.#open?.number !== line) {
      this.#close();
      this.#open = { number: line, codes: new Map() };
    }
    this.#open!.codes.set(code, severity);
  }

  /** @param lines how many were read */
  quality(lines: number): Quality {
    return qualityOf(this.totals(lines));
  }

  /** @param lines how many were read */
  totals(lines: number): QualityTotals {
    this.#close();
    const codes = [...this.#byCode].map(([code, total]) => ({
      code,
      lines: total.lines,
      gain: thousandths(total.gain),
    }));
    return { lines, loss: thousandths(this.#loss), codes };
  }

  #close(): void {
    if (this.#open === null) return;
    const { codes } = this.#open;
    this.#open = null;
    const loss = lossOfLine(codes);
    this.#loss += loss;
    for (const code of codes.keys()) this.#count(code, loss - lossOfLine(codes, code));
  }

  #count(code: string, gain: number): void {
    const counted = this.#byCode.get(code) ?? { lines: 0, gain: 0 };
    counted.lines += 1;
    counted.gain += gain;
    this.#byCode.set(code, counted);
  }
}

/** The score that totals give, whatever they are added up over. */
export function qualityOf({ lines, loss, codes }: QualityTotals): Quality {
  if (lines === 0) return { score: null, raise: [] };
  const raise = codes
    .map(({ code, lines: withIt, gain }) => ({ code, lines: withIt, gain: points(gain, lines) }))
    .sort((a, b) => b.gain - a.gain || b.lines - a.lines || (a.code < b.code ? -1 : 1))
    .slice(0, MOST_CODES);
  return { score: points(lines * LINE - loss, lines), raise };
}

/** @param without the code whose absence is asked about */
function lossOfLine(codes: ReadonlyMap<string, Severity>, without?: string): number {
  let loss = 0;
  for (const [code, severity] of codes) if (code !== without) loss += lossOf[severity];
  return Math.min(1, loss);
}

/** What a line is worth, in thousandths. */
const LINE = 1_000;
/** Fifths are whole in thousandths, whatever their sum has become in binary. */
const thousandths = (lines: number): number => Math.round(lines * LINE);

/** Thousandths of some lines in points of a hundred, to a tenth. */
const points = (part: number, lines: number): number => Math.round(part / lines) / 10;

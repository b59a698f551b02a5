import type { CompiledScenario } from '../scenario/compile.ts';

/** Of what an outcome weighs, in log-odds: finer than anybody states weights. */
const STEPS_A_UNIT = 10_000;
/** With more sums than this, everything between the least and the most is taken to be among them. */
const MOST_SUMS = 4_000;

export interface BandReach {
  readonly name: string;
  readonly from: number;
  /** `weights`: by what outcomes weigh together; `lift`: by an outcome, an entry of the block list or an override that names it. */
  readonly by: readonly ('weights' | 'lift')[];
}

export interface ScoreRange {
  /** Lowest and highest score that outcomes come to together, were each rule free to answer what it likes. */
  readonly least: number;
  readonly most: number;
  readonly bands: readonly BandReach[];
}

/** @param weights that each rule's answers can weigh */
export function scoreRangeOf(
  scenario: CompiledScenario,
  weights: readonly ReadonlySet<number>[],
  lifted: ReadonlySet<number>,
): ScoreRange {
  const sums = sumsOf(weights);
  const scoreOf = (sum: number): number => 1 / (1 + Math.exp(-(scenario.baseline + sum / STEPS_A_UNIT)));
  const scores = sums.all?.map(scoreOf) ?? null;
  const [least, most] = [scoreOf(sums.least), scoreOf(sums.most)];
  const bands = scenario.bands.map(({ name, from }, i): BandReach => {
    const next = scenario.bands[i + 1]?.from ?? Number.POSITIVE_INFINITY;
    const isMet =
      scores === null ? most >= from && least < next : scores.some((score) => score >= from && score < next);
    return {
      name,
      from,
      by: [...(isMet ? (['weights'] as const) : []), ...(lifted.has(i) ? (['lift'] as const) : [])],
    };
  });
  return { least, most, bands };
}

interface Sums {
  readonly least: number;
  readonly most: number;
  /** null: too many to tell. */
  readonly all: readonly number[] | null;
}

function sumsOf(weights: readonly ReadonlySet<number>[]): Sums {
  const steps = weights.map((each) => [...each].map((weight) => Math.round(weight * STEPS_A_UNIT)));
  const least = steps.reduce((sum, each) => sum + Math.min(...each), 0);
  const most = steps.reduce((sum, each) => sum + Math.max(...each), 0);
  let sums: ReadonlySet<number> = new Set([0]);
  for (const each of steps) {
    sums = new Set([...sums].flatMap((sum) => each.map((weight) => sum + weight)));
    if (sums.size > MOST_SUMS) return { least, most, all: null };
  }
  return { least, most, all: [...sums] };
}

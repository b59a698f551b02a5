import type { Reason } from '@watchpost/domain';
import type { operationsStore } from '@watchpost/persistence';
import type { Tally } from './tally.ts';

/** The part of a decision that two of them are compared by. */
export interface Decision {
  readonly band: string;
  readonly recommendation: string;
  readonly score: number;
  readonly reasons: readonly Reason[];
}

export interface Difference {
  /** Another band or another recommendation. */
  readonly isChanged: boolean;
  /** `+rule outcome`, `-rule outcome`: what the rules say now, and no longer; `~rule outcome`: they say it still, with another weight. */
  readonly rules: readonly string[];
  readonly detail: operationsStore.ReplayChange['detail'];
}

/** Lower bounds of the score's distribution, as its groups are named. */
export const scoreGroups = [
  '0',
  '0.001',
  '0.002',
  '0.005',
  '0.01',
  '0.02',
  '0.05',
  '0.1',
  '0.2',
  '0.5',
  '0.8',
] as const;
const bounds = scoreGroups.map(Number);

export const ARROW = ' → ';

/** Compares two decisions on one line and counts how: bands, recommendations, scores, rules. */
export function compareDecisions(before: Decision, after: Decision, tally: Tally): Difference {
  const isChanged = before.band !== after.band || before.recommendation !== after.recommendation;
  tally.add('bands', before.band + ARROW + after.band);
  tally.add('recommendations', before.recommendation + ARROW + after.recommendation);
  tally.add('scores-before', groupOf(before.score));
  tally.add('scores-after', groupOf(after.score));
  if (before.score !== after.score) tally.add('scores', 'moved', Math.abs(before.score - after.score));
  tally.add('lines', isChanged ? 'changed' : 'unchanged');
  if (sameReasons(before.reasons, after.reasons)) return { isChanged, rules: [], detail: { old: [], new: [] } };
  const gone = without(before.reasons, after.reasons);
  const come = without(after.reasons, before.reasons);
  const rules = rulesThatDiffer(gone.map(nameOf), come.map(nameOf));
  const where = isChanged ? 'rules-in-changed' : 'rules-in-unchanged';
  for (const rule of rules) tally.add(where, rule);
  return { isChanged, rules, detail: { old: gone, new: come } };
}

function rulesThatDiffer(gone: readonly string[], come: readonly string[]): string[] {
  const signed = (sign: string, names: readonly string[]): string[] => names.map((name) => sign + name);
  return [
    ...signed(
      '-',
      gone.filter((name) => !come.includes(name)),
    ),
    ...signed(
      '+',
      come.filter((name) => !gone.includes(name)),
    ),
    ...signed(
      '~',
      come.filter((name) => gone.includes(name)),
    ),
  ];
}

const nameOf = ({ factor, outcome }: Reason): string => `${factor} ${outcome}`;

function groupOf(score: number): string {
  let at = bounds.length - 1;
  while (at > 0 && score < bounds[at]!) at--;
  return scoreGroups[at]!;
}

const says = (a: Reason, b: Reason): boolean =>
  a.factor === b.factor && a.outcome === b.outcome && a.weight === b.weight;

/** Mostly they are the same in the same order. */
function sameReasons(before: readonly Reason[], after: readonly Reason[]): boolean {
  if (before.length !== after.length) return false;
  return before.every((reason, at) => says(reason, after[at]!));
}

const without = (reasons: readonly Reason[], others: readonly Reason[]): Reason[] =>
  reasons.filter((reason) => !others.some((other) => says(reason, other)));

import type { operationsStore } from '@watchpost/persistence';
import type { z } from 'zod';
import { ARROW, scoreGroups } from './engine/comparison.ts';
import type { replayDiff } from './replay.schema.ts';
import { viewOfChange, viewOfReplay } from './replay-view.ts';

type Diff = z.input<typeof replayDiff>;
type ReplayCount = operationsStore.ReplayCount;

/** What a replay has found, from its counts and its most striking changes. */
export function diffOf(
  replay: operationsStore.Replay,
  counts: readonly ReplayCount[],
  { examples, kept }: { readonly examples: readonly operationsStore.ReplayChange[]; readonly kept: number },
): Diff {
  const kinds = Map.groupBy(counts, ({ kind }) => kind);
  const of = (kind: string): readonly ReplayCount[] => kinds.get(kind) ?? [];
  const lines = recordOf(of('lines'));
  const compared = ['changed', 'unchanged', 'identical'].reduce((sum, name) => sum + (lines[name] ?? 0), 0);
  return {
    replay: viewOfReplay(replay),
    compared,
    changed: lines['changed'] ?? 0,
    lines,
    bands: movesOf(of('bands')),
    recommendations: movesOf(of('recommendations')),
    scores: scoresOf(of('scores')[0], recordOf(of('scores-before')), recordOf(of('scores-after'))),
    rules: rulesOf(recordOf(of('rules-in-changed')), recordOf(of('rules-in-unchanged'))),
    undecided: recordOf(of('undecided')),
    drift: driftOf(recordOf(of('features-compared')), of('features')),
    mismatchedFields: recordOf(of('fields')),
    readings: recordOf(of('readings')),
    reading: recordOf(of('reading')),
    readers: movesOf(of('readers')),
    found: recordOf(of('found')),
    kept,
    examples: examples.map(viewOfChange),
  };
}

const recordOf = (counts: readonly ReplayCount[]): Record<string, number> =>
  Object.fromEntries(counts.map(({ key, count }) => [key, count]));

const movesOf = (counts: readonly ReplayCount[]): Diff['bands'] =>
  counts.map(({ key, count }) => {
    const [from, to] = key.split(ARROW) as [string, string];
    return { from, to, count };
  });

const scoresOf = (
  moved: ReplayCount | undefined,
  before: Record<string, number>,
  after: Record<string, number>,
): Diff['scores'] => ({
  moved: moved?.count ?? 0,
  meanShift: moved === undefined ? 0 : moved.sum / moved.count,
  largestShift: moved?.largest ?? 0,
  groups: scoreGroups.map((from) => ({ from: Number(from), before: before[from] ?? 0, after: after[from] ?? 0 })),
});

/** Those first that changed most decisions. */
function rulesOf(changed: Record<string, number>, unchanged: Record<string, number>): Diff['rules'] {
  const names = new Set([...Object.keys(changed), ...Object.keys(unchanged)].map((key) => key.slice(1)));
  const rows = [...names].map((name) => {
    const [rule, outcome] = name.split(' ') as [string, string];
    const all = (sign: string): number => (changed[sign + name] ?? 0) + (unchanged[sign + name] ?? 0);
    return {
      rule,
      outcome,
      now: all('+'),
      noLonger: all('-'),
      otherwise: all('~'),
      inChanged: ['+', '-', '~'].reduce((sum, sign) => sum + (changed[sign + name] ?? 0), 0),
    };
  });
  const lines = ({ now, noLonger, otherwise }: Diff['rules'][number]): number => now + noLonger + otherwise;
  return rows.sort((a, b) => b.inChanged - a.inChanged || lines(b) - lines(a));
}

const driftOf = (compared: Record<string, number>, differing: readonly ReplayCount[]): Diff['drift'] =>
  Object.entries(compared).map(([feature, count]) => {
    const found = differing.find(({ key }) => key === feature);
    return {
      feature,
      compared: count,
      differ: found?.count ?? 0,
      meanDifference: found === undefined ? 0 : found.sum / found.count,
      largestDifference: found?.largest ?? 0,
    };
  });

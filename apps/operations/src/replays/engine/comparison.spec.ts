import { describe, expect, it } from '@jest/globals';
import type { Reason } from '@watchpost/domain';
import { compareDecisions, type Decision } from './comparison.ts';
import { Tally } from './tally.ts';

const reason = (factor: string, weight: number): Reason => ({
  factor,
  outcome: 'many',
  value: '9',
  weight,
  text: `${factor} says so`,
  rule: `${factor}@1`,
});

const decision = (band: string, score: number, ...reasons: readonly Reason[]): Decision => ({
  band,
  recommendation: band === 'high' ? 'RFS' : 'NONE',
  score,
  reasons,
});

const counted = (tally: Tally, kind: string): Record<string, number> =>
  Object.fromEntries(
    tally
      .take()
      .filter((each) => each.kind === kind)
      .map(({ key, count }) => [key, count]),
  );

describe('Two decisions on one line', () => {
  it('differ by rules that speak now, no longer, or with another weight', () => {
    const tally = new Tally();
    const before = decision('low', 0.01, reason('gone', 1), reason('heavier', 1), reason('same', 1));
    const after = decision('high', 0.3, reason('heavier', 2), reason('same', 1), reason('new', 1));
    const { isChanged, rules, detail } = compareDecisions(before, after, tally);
    expect({ isChanged, rules }).toEqual({ isChanged: true, rules: ['-gone many', '+new many', '~heavier many'] });
    expect(detail.old.map(({ factor }) => factor)).toEqual(['gone', 'heavier']);
    expect(detail.new.map(({ factor }) => factor)).toEqual(['heavier', 'new']);
    expect(counted(tally, 'rules-in-changed')).toEqual({ '-gone many': 1, '+new many': 1, '~heavier many': 1 });
  });

  it('are the same where bands and recommendations are, however far the score has moved', () => {
    const tally = new Tally();
    const { isChanged } = compareDecisions(decision('low', 0.001), decision('low', 0.019), tally);
    expect(isChanged).toBe(false);
    expect(counted(tally, 'bands')).toEqual({ 'low → low': 1 });
  });
});

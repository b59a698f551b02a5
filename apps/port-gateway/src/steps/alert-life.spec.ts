import { describe, expect, it } from '@jest/globals';
import { reportableSteps, stepsTowards } from './alert-life.ts';

describe('The life of an alert', () => {
  it('does not let a port report that it was delivered: that is noted when it takes the alert in', () => {
    expect(reportableSteps('ISSUED')).toEqual(['ACKNOWLEDGED']);
  });

  it('has a shortest way to the examination, from wherever one leads there', () => {
    expect(stepsTowards('ISSUED', 'EXAMINED')).toEqual(['ACKNOWLEDGED', 'LOCATED', 'PRESENTED', 'EXAMINED']);
    expect(stepsTowards('NOT_LOCATED', 'EXAMINED')).toEqual(['LOCATED', 'PRESENTED', 'EXAMINED']);
    expect(stepsTowards('EXAMINED', 'EXAMINED')).toEqual([]);
  });

  it.each(['ALREADY_GONE', 'EXPIRED', 'CANCELLED', 'SUPERSEDED', 'RELEASED', 'SENT_TO_LAB'] as const)(
    'has none from %s',
    (state) => expect(stepsTowards(state, 'EXAMINED')).toBeNull(),
  );
});

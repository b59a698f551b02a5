import { describe, expect, it } from '@jest/globals';
import { type AlertIssued, type ManifestProcessed } from '@watchpost/contracts';
import { type LogRecord } from '@watchpost/messaging';
import { countsOfAssessed, countsOfIssued, countsOfProcessed } from './flow-counts.ts';
import { coveredSeconds } from './flow.service.ts';

const assessed = (headers: Record<string, string>) => countsOfAssessed({ headers } as LogRecord);
const issued = (state: AlertIssued['state'], revision: number) =>
  countsOfIssued({ state, revision, selection: { method: 'random' } } as AlertIssued);

describe('Counts', () => {
  it('take the outcome and the band of an assessment from its headers', () => {
    expect(assessed({ wp_outcome: 'ASSESSED', wp_band: 'high' })).toEqual([
      { stage: 'assessed', detail: 'ASSESSED', count: 1 },
      { stage: 'band', detail: 'high', count: 1 },
    ]);
    expect(assessed({})).toEqual([{ stage: 'assessed', detail: 'UNSTATED', count: 1 }]);
  });

  it('take a new alert for one alert, and a revision for none', () => {
    expect(issued('ISSUED', 1)).toEqual([
      { stage: 'alerted', detail: 'ISSUED', count: 1 },
      { stage: 'selected', detail: 'random', count: 1 },
    ]);
    expect(issued('ISSUED', 2)).toEqual([{ stage: 'alerted', detail: 'REVISED', count: 1 }]);
    expect(issued('CANCELLED', 3)).toEqual([{ stage: 'alerted', detail: 'CANCELLED', count: 1 }]);
  });

  it('take the lines of every slice, and the manifest with its last', () => {
    const lines = ['DECLARED', 'DECLARED', 'REJECTED'].map((outcome) => ({ outcome }));
    const slice = { lines, last: false, format: 'csv' } as unknown as ManifestProcessed;
    const declared = { stage: 'normalized', detail: 'DECLARED', count: 2 };
    const rejected = { stage: 'normalized', detail: 'REJECTED', count: 1 };
    expect(countsOfProcessed(slice)).toEqual([declared, rejected]);
    expect(countsOfProcessed({ ...slice, last: true })).toEqual([
      declared,
      rejected,
      { stage: 'manifests', detail: 'csv', count: 1 },
    ]);
  });
});

describe('Rates', () => {
  it('are taken over the time that the summed buckets cover', () => {
    expect(coveredSeconds(60_000, 120_000)).toBe(60);
    expect(coveredSeconds(61_000, 121_000)).toBe(51);
    expect(coveredSeconds(69_999, 70_000)).toBe(1);
  });
});

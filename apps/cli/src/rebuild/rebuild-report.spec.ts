import { describe, expect, it } from '@jest/globals';
import { type Rebuild, rebuildText } from './rebuild-report.ts';

const rebuild: Rebuild = {
  rebuildId: 'r1',
  table: 'entity_days',
  service: 'scorer',
  action: 'swap',
  state: 'running',
  phase: 'reading the ledger',
  done: 500,
  total: 2_000,
  bytes: 3_145_728,
  secondsLeft: 2.2,
  drift: null,
  message: null,
  reason: 'drift',
  requestedAt: '2026-11-24T10:00:00.000Z',
};

const drift = { rows: 12, differing: 0, missing: 0, surplus: 0, largest: 0, sum: 0, examples: [] };

describe('A rebuild in words', () => {
  it('says how much there is to read', () => {
    expect(rebuildText({ ...rebuild, state: 'planned' })).toBe(
      'entity_days (scorer): about 2000 rows, 3.0 MiB to read',
    );
  });

  it('says how far it is and how much longer it takes', () => {
    expect(rebuildText(rebuild)).toBe('r1 entity_days running reading the ledger 500 of 2000, 3 s left');
  });

  it('says that there was no drift, or how much, with examples', () => {
    expect(rebuildText({ ...rebuild, state: 'swapped', drift })).toBe(
      'r1 entity_days swapped\n  drift: none in 12 rows',
    );
    const some = {
      ...drift,
      differing: 1,
      missing: 2,
      largest: 3,
      sum: 5,
      examples: ['entity 7, day 20: 4 live, 1 made anew'],
    };
    expect(
      rebuildText({ ...rebuild, state: 'compared', drift: some })
        .split('\n')
        .slice(1),
    ).toEqual([
      '  drift: of 12 rows 1 differ, 2 were missing, 0 were too many; largest difference 3, sum 5',
      '    entity 7, day 20: 4 live, 1 made anew',
    ]);
  });

  it('says why it failed', () => {
    expect(rebuildText({ ...rebuild, state: 'failed', message: 'the disk is full' })).toBe(
      'r1 entity_days failed: the disk is full',
    );
  });
});

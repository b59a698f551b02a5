import { describe, expect, it } from '@jest/globals';
import { qualityReport } from './quality-report.ts';

const quality = {
  partner: 'hanguk-post',
  testMode: false,
  from: '2026-10-26',
  to: '2026-11-24',
  manifests: 3,
  lines: 40,
  score: 85,
  days: [
    { day: '2026-11-23', manifests: 2, lines: 10, score: 50 },
    { day: '2026-11-24', manifests: 1, lines: 30, score: 96.7 },
  ],
  raise: [
    { code: 'number.form', meaning: 'This is not a number.', mend: 'Digits alone.', lines: 5, gain: 12.5 },
    { code: 'code.gone', meaning: null, mend: null, lines: 1, gain: 0.5 },
  ],
};

describe('The report of quality', () => {
  it('has the score, the days, and what to mend first', () => {
    expect(qualityReport(quality).split('\n')).toEqual([
      'hanguk-post: quality 85 of 100 from 2026-10-26 to 2026-11-24, over 40 lines of 3 manifests',
      '',
      'day         manifests  lines  score',
      '2026-11-23  2          10     50',
      '2026-11-24  1          30     96.7',
      '',
      'What would raise it most:',
      '+12.5  number.form (5 lines): This is not a number.',
      '      Digits alone.',
      '+0.5  code.gone (1 lines)',
    ]);
  });

  it('says where nothing came', () => {
    expect(qualityReport({ ...quality, score: null, days: [], raise: [], testMode: true })).toBe(
      'hanguk-post: nothing with lines came from 2026-10-26 to 2026-11-24, in test mode',
    );
  });
});

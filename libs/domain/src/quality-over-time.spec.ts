import { describe, expect, it } from '@jest/globals';
import { qualityOverTime } from './quality-over-time.ts';

const catalogue = {
  'number.form': { meaning: 'This is not a number.', mend: 'Digits, and a point before the fraction.' },
  'code.country': { meaning: 'This is no country.', mend: 'Two letters of ISO 3166-1.' },
};

describe('Quality over time', () => {
  const days = [
    { day: '2026-11-23', manifests: 2, lines: 10, loss: 5_000 },
    { day: '2026-11-24', manifests: 1, lines: 30, loss: 1_000 },
    { day: '2026-11-25', manifests: 1, lines: 0, loss: 0 },
  ];

  it('weighs each day by its lines, and says of each code what it means and what to do', () => {
    const codes = [
      { code: 'code.country', lines: 5, gain: 1_000 },
      { code: 'number.form', lines: 5, gain: 5_000 },
    ];
    expect(qualityOverTime(days, codes, catalogue)).toEqual({
      manifests: 4,
      lines: 40,
      score: 85,
      days: [
        { day: '2026-11-23', manifests: 2, lines: 10, score: 50 },
        { day: '2026-11-24', manifests: 1, lines: 30, score: 96.7 },
        { day: '2026-11-25', manifests: 1, lines: 0, score: null },
      ],
      raise: [
        {
          code: 'number.form',
          meaning: 'This is not a number.',
          mend: 'Digits, and a point before the fraction.',
          lines: 5,
          gain: 12.5,
        },
        expect.objectContaining({ code: 'code.country', gain: 2.5, mend: 'Two letters of ISO 3166-1.' }),
      ],
    });
  });

  it('of nothing is not known, and a code that there is no more keeps its count', () => {
    expect(qualityOverTime([], [], catalogue)).toMatchObject({ score: null, lines: 0, raise: [] });
    expect(qualityOverTime(days, [{ code: 'code.gone', lines: 1, gain: 200 }], catalogue).raise).toEqual([
      { code: 'code.gone', meaning: null, mend: null, lines: 1, gain: 0.5 },
    ]);
  });
});

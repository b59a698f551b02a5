import { describe, expect, it } from '@jest/globals';
import { examine } from './examination.ts';

const foundAmong = (count: number, isRisky: boolean): number =>
  Array.from({ length: count }, (_, at) => examine('seed', `alert-${at}`, isRisky)).filter(
    ({ outcome }) => outcome !== 'NEGATIVE',
  ).length;

describe('an examination', () => {
  it('gives the same result for the same alert', () => {
    expect(examine('seed', 'alert', true)).toEqual(examine('seed', 'alert', true));
  });

  it('finds most of what is there, and seldom what is not', () => {
    expect(foundAmong(500, true)).toBeGreaterThan(380);
    expect(foundAmong(500, true)).toBeLessThan(470);
    expect(foundAmong(500, false)).toBeLessThan(20);
  });

  it('names what a device matched, with its CAS number and score, and only then', () => {
    for (let at = 0; at < 100; at += 1) {
      const { outcome, identifications } = examine('seed', `alert-${at}`, true);
      if (outcome === 'NEGATIVE') expect(identifications).toEqual([]);
      else
        expect(identifications).toEqual([
          { substance: expect.any(String), cas: expect.stringMatching(/^\d+-\d\d-\d$/), score: expect.any(Number) },
        ]);
    }
  });
});

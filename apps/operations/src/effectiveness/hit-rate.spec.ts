import { describe, expect, it } from '@jest/globals';
import { hitRate } from './hit-rate.ts';

describe('A hit rate', () => {
  it('is unknown where nothing was examined', () => expect(hitRate(0, 0)).toBeNull());

  it('has the interval of Wilson', () => {
    // Newcombe 1998, table I: 15 of 148, 81 of 263 and 1 of 29.
    for (const [found, examined, low, high] of [
      [15, 148, 0.0624, 0.1605],
      [81, 263, 0.2553, 0.3662],
      [1, 29, 0.0061, 0.1718],
    ] as const) {
      const interval = hitRate(found, examined)!;
      expect(interval.low).toBeCloseTo(low, 4);
      expect(interval.high).toBeCloseTo(high, 4);
    }
  });

  it('stays between 0 and 1 at both ends', () => {
    expect(hitRate(0, 20)).toMatchObject({ rate: 0, low: 0 });
    expect(hitRate(20, 20)).toMatchObject({ rate: 1, high: 1 });
    expect(hitRate(0, 20)!.high).toBeCloseTo(0.1611, 4);
  });
});

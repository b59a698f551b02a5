import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { RandomShare } from './random-share.ts';

describe('The random share', () => {
  const ids = Array.from({ length: 20_000 }, () => randomUUID());

  it('draws about the share it is given', () => {
    const drawn = ids.filter((id) => new RandomShare('seed', 0.05).draws(id)).length;
    // Five standard deviations of a binomial of 20,000 at 0.05.
    expect(Math.abs(drawn - 1_000)).toBeLessThan(155);
  });

  it('draws the same items again under the same seed, and others under another', () => {
    const first = ids.filter((id) => new RandomShare('seed', 0.01).draws(id));
    expect(ids.filter((id) => new RandomShare('seed', 0.01).draws(id))).toEqual(first);
    expect(ids.filter((id) => new RandomShare('other', 0.01).draws(id))).not.toEqual(first);
  });

  it('draws nothing at 0 and everything at 1', () => {
    expect(ids.some((id) => new RandomShare('seed', 0).draws(id))).toBe(false);
    expect(ids.every((id) => new RandomShare('seed', 1).draws(id))).toBe(true);
  });
});

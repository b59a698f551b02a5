import { describe, expect, it } from '@jest/globals';
import { coarse, lastMeant } from './precision.ts';

const noon = Date.UTC(2026, 10, 24, 12);
const midnight = Date.UTC(2026, 10, 24);

describe('A stated moment', () => {
  it('of a day or an hour may be meant up to its end', () => {
    expect(lastMeant(midnight, 'day')).toBe(Date.UTC(2026, 10, 25) - 1);
    expect(lastMeant(noon, 'hour')).toBe(Date.UTC(2026, 10, 24, 13) - 1);
  });

  it('to the minute is that minute, and so is one of a precision that nobody knows', () => {
    expect(lastMeant(noon, null)).toBe(noon);
    expect(lastMeant(noon, 'constructor')).toBe(noon);
  });

  it('is coarse where it is no minute', () => {
    expect((['day', 'hour', 'minute', 'second'] as const).map(coarse)).toEqual(['day', 'hour', null, null]);
  });
});

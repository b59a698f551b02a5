import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainNumber, toTwelveDigits } from './decimals.ts';

describe('A plain number', () => {
  it('is what the text says', () => {
    const digits = fc.stringMatching(/^\d{1,7}(\.\d{0,7})?$/);
    fc.assert(fc.property(digits, (text) => plainNumber(text) === Number(text)));
    expect([plainNumber('.5'), plainNumber('5.'), plainNumber('007')]).toEqual([0.5, 5, 7]);
  });

  it('is none where the text has anything else', () => {
    for (const text of ['', '.', '1.2.3', '-1', '+1', '1e3', ' 1', '1,5', '1234567890123456'])
      expect(plainNumber(text)).toBeNaN();
  });
});

describe('Twelve digits', () => {
  it('are what a number is rounded to', () => {
    const numbers = fc.oneof(
      fc.double({ min: 0, max: 1e7, noNaN: true }),
      fc.tuple(fc.nat(), fc.integer({ min: 0, max: 9 })).map(([n, power]) => n / 10 ** power),
    );
    fc.assert(fc.property(numbers, (value) => toTwelveDigits(value) === Number(value.toPrecision(12))));
    expect(toTwelveDigits(0.1 + 0.2)).toBe(0.3);
  });
});

import { describe, expect, it } from '@jest/globals';
import { casNumbersIn } from './cas-number.ts';

const none = () => false;
const fentanyl = (number: string) => number === '437-38-7';

describe('CAS numbers in a text', () => {
  it('are found with hyphens of any kind and full-width digits', () => {
    for (const text of ['437-38-7', 'x437–38–7y', '４３７－３８－７', '437 - 38 - 7'])
      expect(casNumbersIn(text, none)).toEqual(['437-38-7']);
  });

  it('need their check digit, and no digit beside them', () => {
    for (const text of ['437-38-8', '437-38-71', '2026-11-24', '1234567437-38-7'])
      expect(casNumbersIn(text, none)).toEqual([]);
  });

  it('are found without hyphens only where the text says CAS, or where a listed one stands apart', () => {
    expect(casNumbersIn('order 437387', fentanyl)).toEqual([]);
    expect(casNumbersIn('CAS 437387', none)).toEqual(['437-38-7']);
    expect(casNumbersIn('437 38 7', none)).toEqual([]);
    expect(casNumbersIn('437 38 7', fentanyl)).toEqual(['437-38-7']);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Severity } from './finding.ts';
import fc from 'fast-check';
import { qualityOf, QualityTally } from './quality.ts';

const tallyOf = (
  ...findings: readonly (readonly [line: number | null, code: string, severity: Severity])[]
): QualityTally => {
  const tally = new QualityTally();
  for (const [line, code, severity] of findings) tally.add({ line, code, severity });
  return tally;
};

describe('Quality', () => {
  it('of lines without findings is 100', () => {
    expect(tallyOf().quality(4)).toEqual({ score: 100, raise: [] });
  });

  it('of no lines is not known', () => {
    expect(tallyOf([null, 'document.no-lines', 'error']).quality(0)).toEqual({ score: null, raise: [] });
  });

  it('loses a line for an error and a fifth of one for a warning, and tells what costs most', () => {
    const tally = tallyOf([1, 'number.form', 'error'], [2, 'code.hs-form', 'warning'], [3, 'code.hs-form', 'warning']);
    expect(tally.quality(4)).toEqual({
      score: 65,
      raise: [
        { code: 'number.form', lines: 1, gain: 25 },
        { code: 'code.hs-form', lines: 2, gain: 10 },
      ],
    });
  });

  it('counts a code once a line, no notes, and nothing of the document', () => {
    const tally = tallyOf(
      [null, 'envelope.reference', 'warning'],
      [1, 'id.none', 'info'],
      [1, 'code.country', 'warning'],
      [1, 'code.country', 'warning'],
    );
    expect(tally.quality(1)).toEqual({ score: 80, raise: [{ code: 'code.country', lines: 1, gain: 20 }] });
  });

  it('adds up over manifests: totals are whole numbers, and give the score of all lines together', () => {
    const one = tallyOf([1, 'a', 'warning'], [1, 'b', 'warning'], [2, 'c', 'error']).totals(3);
    expect(one).toEqual({
      lines: 3,
      loss: 1_400,
      codes: [
        { code: 'a', lines: 1, gain: 200 },
        { code: 'b', lines: 1, gain: 200 },
        { code: 'c', lines: 1, gain: 1_000 },
      ],
    });
    const sum = { lines: 7, loss: 1_400, codes: one.codes };
    expect(qualityOf(sum)).toEqual({
      score: 80,
      raise: [
        { code: 'c', lines: 1, gain: 14.3 },
        { code: 'a', lines: 1, gain: 2.9 },
        { code: 'b', lines: 1, gain: 2.9 },
      ],
    });
  });

  it('does not gain by mending one of two errors', () => {
    const tally = tallyOf([1, 'a', 'error'], [1, 'b', 'error']);
    expect(tally.quality(1)).toEqual({
      score: 0,
      raise: [
        { code: 'a', lines: 1, gain: 0 },
        { code: 'b', lines: 1, gain: 0 },
      ],
    });
  });

  it('is from 0 to 100, and mending one code alone gives what was promised', () => {
    const finding = fc.tuple(
      fc.nat(9),
      fc.constantFrom('a', 'b', 'c'),
      fc.constantFrom<Severity>('error', 'warning', 'info'),
    );
    const oneSeverityACode = (found: readonly (readonly [number, string, Severity])[]) =>
      found.map(([line, code, severity]) => [line, `${code}.${severity}`, severity] as const).sort(([a], [b]) => a - b);
    fc.assert(
      fc.property(fc.array(finding, { maxLength: 40 }), (found) => {
        const all = oneSeverityACode(found);
        const { score, raise } = tallyOf(...all).quality(10);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        for (const { code, gain } of raise) {
          const mended = tallyOf(...all.filter(([, other]) => other !== code)).quality(10).score!;
          expect(mended).toBeCloseTo(score! + gain, 5);
        }
      }),
    );
  });
});

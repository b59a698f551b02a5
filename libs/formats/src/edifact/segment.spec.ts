import { describe, expect, it } from '@jest/globals';
import { Segment, Syntax } from './segment.ts';
import { defaultCharacters } from './service-characters.ts';
import { TextDecoding } from './text-decoding.ts';

const syntax = new Syntax({ ...defaultCharacters, repetition: '*' }, TextDecoding.of('UNOC', null, null));
const segmentOf = (text: string, before = '') => {
  const stretch = { bytes: Buffer.from(before + text, 'latin1'), text: before + text, offset: 100 };
  return new Segment(stretch, before.length, before.length + text.length, 1, syntax, 'ascii');
};

describe('A segment', () => {
  it('gives each component, repetitions by number, and nothing where nothing stands', () => {
    const segment = segmentOf('NAD+CN+A:B*C:D++X', "LOC+1'");
    expect([segment.tag, segment.qualifier, segment.elementCount]).toEqual(['NAD', 'CN', 5]);
    expect([segment.value(2, 0), segment.value(2, 1), segment.value(2, 2)]).toEqual(['A', 'B', '']);
    expect([segment.value(2, 1, 1), segment.value(2, 0, 2), segment.value(3), segment.value(9)]).toEqual([
      'D',
      '',
      '',
      '',
    ]);
    expect([
      segment.repetitions(2),
      segment.repetitions(3),
      segment.componentCount(2),
      segment.componentCount(3),
    ]).toEqual([2, 0, 2, 0]);
    expect(segment.sited(4)?.place).toMatchObject({ offset: 100 + 6 + 16, row: 1 });
  });

  it('takes release characters and line breaks out, and keeps a release character that releases nothing', () => {
    const segment = segmentOf('FTX+A?+B\r\n?:C:D?');
    expect([segment.value(1, 0), segment.value(1, 1)]).toEqual(['A+B:C', 'D?']);
    expect(segmentOf('FTX+A?\n+B').value(1)).toBe('A+B');
  });

  it('knows which texts are tidy', () => {
    const isTidy = (text: string) => segmentOf(`FTX+${text}+Z`).sited(2)!.isTidy;
    expect(['A B', 'A:B', 'A-1'].map(isTidy)).toEqual([true, true, true]);
    expect(['A  B', 'A ', ' A', 'A: B', 'A\tB', "?'A"].map(isTidy)).toEqual(Array(6).fill(false));
  });

  it('of any length keeps its marks apart from those of others', () => {
    const many = Array.from({ length: 3_000 }, (_, n) => segmentOf(`RFF+${'A:'.repeat(n % 40)}${n}`));
    many.forEach((segment) => segment.qualifier);
    expect(many.every((segment, n) => segment.value(1, n % 40) === String(n))).toBe(true);
    const long = segmentOf(`RFF${'+A'.repeat(40_000)}`);
    expect([long.value(40_000), long.value(40_001)]).toEqual(['A', '']);
  });
});

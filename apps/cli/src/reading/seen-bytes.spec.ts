import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SeenBytes } from './seen-bytes.ts';

const seenOf = (...pieces: readonly (string | Buffer)[]): SeenBytes => {
  const seen = new SeenBytes();
  for (const piece of pieces) seen.add(Buffer.from(piece as string));
  return seen;
};

describe('An excerpt', () => {
  it('shows the row around a place, with a caret below it', () => {
    expect(seenOf('a,b\nc,dd,e\nf').excerpt(6)).toBe('c,dd,e\n  ^');
  });

  it('is the same wherever the input was cut into pieces', () => {
    const bytes = Buffer.from("UNB+UNOC:3+A:14'\r\nUNH+1+CUSCAR:D:95B:UN'\r\nBGM+85+é'\r\n");
    const whole = seenOf(bytes);
    const places = fc.tuple(fc.nat(bytes.length - 1), fc.nat(bytes.length));
    fc.assert(
      fc.property(places, ([offset, cut]) => {
        expect(seenOf(bytes.subarray(0, cut), bytes.subarray(cut)).excerpt(offset)).toBe(whole.excerpt(offset));
      }),
    );
  });

  it('of a long row says that it is cut', () => {
    const excerpt = seenOf(`${'x'.repeat(200)}!${'y'.repeat(200)}`).excerpt(200)!;
    expect(excerpt.split('\n')).toEqual([`…${'x'.repeat(50)}!${'y'.repeat(39)}`, `${' '.repeat(51)}^`]);
  });

  it('leaves room for letters that take two columns', () => {
    expect(seenOf('王伟,x').excerpt(7)).toBe('王伟,x\n     ^');
  });

  it('shows signs that a terminal would act on as points, and other bytes as ISO 8859-1', () => {
    expect(seenOf('a\u001b[2J,b').excerpt(6)).toBe('a·[2J,b\n      ^');
    expect(seenOf(Buffer.from([0x61, 0xe9, 0x2c, 0x62])).excerpt(3)).toBe('aé,b\n   ^');
  });

  it('of what lies far back is not at hand', () => {
    const seen = seenOf('begin');
    for (let at = 0; at < 20; at += 1) seen.add(Buffer.alloc(64 * 1024, 0x2e));
    expect(seen.excerpt(0)).toBeNull();
    expect(seen.excerpt(20 * 64 * 1024)).not.toBeNull();
    expect(seen.excerpt(20 * 64 * 1024 + 5)).toBeNull();
  });
});

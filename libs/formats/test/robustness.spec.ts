import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formats } from '../src/index.ts';
import { Chance } from './fuzz/chance.ts';
import { mutated, someCuts } from './fuzz/mutations.ts';
import { faultOf, unsoundness } from './fuzz/soundness.ts';
import { fixtures, readCut, samples } from './reading.ts';

/** Others with `WATCHPOST_SEED=4711`; new ones each time are the business of `npm run fuzz`. */
const seed = Number(process.env['WATCHPOST_SEED'] ?? 20_261_124);
/** Bytes from which on every reader has begun. */
const LONG = 6 * 1024;
const LARGEST = 16 * 1024;
/** Of each document; `npm run fuzz` takes as many as there is time for. */
const RUNS = 6;
const named = samples.length === 0 ? 'fixtures only, no samples at hand' : `${samples.length} real samples at hand`;
const all = [...fixtures, ...samples].filter(([, { length }]) => length > 0 && length < 64 * 1024);
const others = all.map(([, bytes]) => bytes);
const format = fc.constantFrom(null, ...formats.map(({ id }) => id));

describe(`A reader (seed ${seed}, ${named})`, () => {
  it.each(all)('gives the same for %s wherever it is cut into chunks', (_, bytes) => {
    const chance = new Chance(seed);
    // Readers hold the first few kilobytes back: what is longer is cut in earnest.
    const long = Buffer.concat(Array.from({ length: Math.ceil(LONG / bytes.length) }, () => bytes));
    for (let run = 0; run < 4; run += 1) expect(unsoundness(long, someCuts(long.length, chance))).toBeNull();
    if (long.length > 2 * LONG) return;
    const every = Array.from({ length: long.length >> 1 }, (_, at) => long.length - 2 * at - 2).reverse();
    expect(unsoundness(long, every)).toBeNull();
  });

  it.each(fixtures)('takes %s broken off at any byte', (_, bytes) => {
    for (let length = 0; length < bytes.length; length += 1)
      expect(faultOf(readCut(bytes.subarray(0, length), []), length)).toBeNull();
  });

  it.each(all)('takes %s with anything done to it, cut anywhere', (_, bytes) => {
    for (let run = 0; run < RUNS; run += 1) {
      const chance = new Chance(seed + run);
      const document = mutated(bytes, others, chance, LARGEST);
      const format = chance.below(4) === 0 ? chance.pick(formats).id : null;
      expect({ run, fault: unsoundness(document, someCuts(document.length, chance), { format }) }).toEqual({
        run,
        fault: null,
      });
    }
  });

  it('takes any bytes under any name', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4_096 }), format, (bytes, named) =>
        expect(unsoundness(Buffer.from(bytes), [bytes.length >> 1], { format: named })).toBeNull(),
      ),
      { numRuns: 300, seed },
    );
  });

  it('takes any text that looks like its own', () => {
    const token = fc.constantFrom(
      ...'{}[]":,<>&;/=?!"\n\r\t\\ '.split(''),
      'CC315A',
      'GOOITEGDS',
      '"shipments"',
      '"ids"',
      'item id',
      '<![CDATA[',
      ']]>',
      '<!--',
      '&#x0;',
      'null',
      '1e999',
      "UNB+UNOA:3+A+B+261118:0930+1'",
      'ISA*00*',
      '\nFWB/16\n',
      '<?xml version="1.0"?>',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 200 }), format, fc.nat(200), (tokens, named, cut) => {
        const bytes = Buffer.from(tokens.join(''));
        expect(unsoundness(bytes, [Math.min(cut, bytes.length)], { format: named })).toBeNull();
      }),
      { numRuns: 600, seed },
    );
  });
});

import { expect } from '@jest/globals';
import fc from 'fast-check';
import { read, readCut } from './reading.ts';

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

/** Whatever the chunks, the same is read. */
export function expectSameInChunks(document: fc.Arbitrary<{ readonly text: string }>): void {
  fc.assert(
    fc.property(document, fc.array(fc.nat(), { maxLength: 20 }), ({ text }, positions) => {
      const bytes = Buffer.from(text);
      const cuts = positions.map((at) => at % bytes.length).sort((a, b) => a - b);
      expect(plain(readCut(bytes, cuts))).toEqual(plain(readCut(bytes, [])));
    }),
    { numRuns: 100 },
  );
}

const change = fc.record({ at: fc.nat(), cut: fc.nat(30), put: fc.string({ maxLength: 12 }) });

/** Whatever was cut out of it and put into it, it is read to its end, and each line is accounted for. */
export function expectReadWhenChanged(document: fc.Arbitrary<{ readonly text: string }>, format: string): void {
  fc.assert(
    fc.property(document, fc.array(change, { minLength: 1, maxLength: 5 }), ({ text }, changes) => {
      let changed = text;
      for (const { at, cut, put } of changes) {
        const from = at % (changed.length + 1);
        changed = changed.slice(0, from) + put + changed.slice(from + cut);
      }
      const { lines, summary } = read(changed, { format });
      expect(summary.lines).toBe(lines.length);
      expect(summary.accepted + summary.rejected).toBe(lines.length);
    }),
    { numRuns: 500 },
  );
}

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectReadWhenChanged, expectSameInChunks } from '../changed-text.ts';
import { faultsOfForm } from '../faults-of-form.ts';
import { read } from '../reading.ts';

const cell = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ,;|"'.-]{0,30}[a-z]$/);
const row = fc.record({
  names: fc.tuple(cell, cell, cell),
  grams: fc.integer({ min: 1, max: 99_999 }),
  hasBreak: fc.boolean(),
});

/** RFC 4180: quoted where it must be, and now and then where it need not. */
const quoted = (text: string, separator: string, always: boolean): string =>
  always || text.includes('"') || text.includes(separator) || text.includes('\n')
    ? `"${text.replaceAll('"', '""')}"`
    : text;

const document = fc
  .record({
    rows: fc.array(row, { minLength: 1, maxLength: 12 }),
    separator: fc.constantFrom(',', ';', '\t', '|'),
    lineBreak: fc.constantFrom('\n', '\r\n', '\r'),
    end: fc.constantFrom('', 'line break'),
    mark: fc.constantFrom('', '\ufeff'),
    always: fc.boolean(),
  })
  .map(({ rows, separator, lineBreak, end, mark, always }) => {
    const header = ['item id', 'sender name', 'recipient name', 'contents', 'weight'].join(separator);
    const lines = rows.map(({ names: [from, to, goods], grams, hasBreak }, at) => {
      // A cell may go over a line break, but not in files whose lines end with a carriage return.
      const contents = hasBreak && lineBreak !== '\r' ? goods.replace(' ', '\n') : goods;
      const kilograms = (grams / 1_000).toFixed(3).replace('.', separator === ',' ? '.' : ',');
      const cells = [`H${at}`, from, to, contents].map((text) => quoted(text, separator, always));
      return [...cells, kilograms].join(separator);
    });
    const text = `${mark}${[header, ...lines].join(lineBreak)}${end === '' ? '' : lineBreak}`;
    return { text, lines: rows.length };
  });

describe('CSV of any shape', () => {
  it('that is written as RFC 4180 says is read without a fault of form, each row a line', () => {
    fc.assert(
      fc.property(document, ({ text, lines }) => {
        const reading = read(text);
        expect(faultsOfForm(reading)).toEqual([]);
        expect(reading.summary).toMatchObject({ format: 'csv', lines, accepted: lines });
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same wherever it is cut into chunks', () => expectSameInChunks(document));

  it('that was changed anywhere is read to its end', () => expectReadWhenChanged(document, 'csv'));
});

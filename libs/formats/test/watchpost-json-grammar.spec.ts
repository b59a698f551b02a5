import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectReadWhenChanged, expectSameInChunks } from './changed-text.ts';
import { faultsOfForm } from './faults-of-form.ts';
import { read } from './reading.ts';

const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).map((text) => `N${text}`);
const article = fc.record({ description: name, quantity: fc.integer({ min: 1, max: 99 }) });
const shipment = fc.record({
  name,
  city: fc.option(name),
  pieces: fc.integer({ min: 1, max: 99 }),
  articles: fc.array(article, { minLength: 1, maxLength: 3 }),
});

const objectOf = (
  { name, city, pieces, articles }: typeof shipment extends fc.Arbitrary<infer T> ? T : never,
  n: number,
): object => ({
  ids: { itemId: `H${n}`, itemIdKind: 'HOUSE' },
  consignor: { name },
  consignee: { name, ...(city !== null && { address: { city } }) },
  pieces,
  articles,
});

/** The three ways in which lines may stand, on one row or spread over many. */
const forms = {
  'a line each': (objects: readonly string[]) => objects.join('\n'),
  'a line each, with its end': (objects: readonly string[]) => `${objects.join('\r\n')}\r\n`,
  'one behind the other': (objects: readonly string[]) => objects.join(''),
  'an array': (objects: readonly string[]) => `[\n${objects.join(',\n')}\n]`,
  document: (objects: readonly string[]) =>
    `\ufeff{"watchpost": "1", "reference": "R1", "shipments": [${objects.join(' , ')}]}`,
} as const;

const document = fc
  .record({
    shipments: fc.array(shipment, { minLength: 1, maxLength: 6 }),
    form: fc.constantFrom(...(Object.keys(forms) as (keyof typeof forms)[])),
    indent: fc.constantFrom(0, 2),
  })
  .map(({ shipments, form, indent }) => ({
    lines: shipments.length,
    text: forms[form](shipments.map((one, n) => JSON.stringify(objectOf(one, n), null, indent))),
  }));

describe('Watchpost JSON of any shape', () => {
  it('that is written as JSON is read without a fault of form, each object a line', () => {
    fc.assert(
      fc.property(document, ({ text, lines }) => {
        const reading = read(text);
        expect(faultsOfForm(reading)).toEqual([]);
        expect(reading.summary).toMatchObject({ format: 'watchpost-json', lines });
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same wherever it is cut into chunks', () => expectSameInChunks(document));

  it('that was changed anywhere is read to its end', () => expectReadWhenChanged(document, 'watchpost-json'));
});

import { describe, expect, it } from '@jest/globals';
import type { Finding } from '@watchpost/domain';
import fc from 'fast-check';
import { expectReadWhenChanged, expectSameInChunks } from '../changed-text.ts';
import { read } from '../reading.ts';
import { group, interchange, type Signs } from './x12-messages.ts';

const word = fc.stringMatching(/^[A-Z][A-Z0-9 ]{0,28}[A-Z0-9]$/);
const count = fc.integer({ min: 1, max: 9_999 });
const signs: fc.Arbitrary<Signs> = fc.constantFrom(
  { element: '*', component: '>', terminator: '~' },
  { element: '|', component: ':', terminator: '\n' },
  { element: '^', component: '!', terminator: "'" },
  { element: '\u001d', component: '\u001f', terminator: '\u001c' },
);

const party = (code: string) =>
  fc
    .tuple(word, fc.option(word), fc.option(word), fc.constantFrom('US', 'CN', 'DE', 'BR'))
    .map(([name, street, city, country]) => [
      `N1*${code}*${name}`,
      ...(street === null ? [] : [`N3*${street}`]),
      ...(city === null ? [] : [`N4*${city}***${country}`]),
    ]);

const goods = fc
  .tuple(count, word, fc.option(fc.constantFrom('7018.10', '392690', '8473.30.1180')), fc.boolean())
  .map(([quantity, description, hs, isHazardous]) => [
    `N10*${quantity}*${description}${hs === null ? '' : `**J*${hs}`}`,
    ...(isHazardous ? ['H1*UN1993*3*U'] : []),
  ]);

const bill = (n: number) =>
  fc
    .tuple(
      party('SH'),
      party('CN'),
      fc.option(party('N1')),
      fc.array(goods, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
    )
    .map(([consignor, consignee, notify, articles, isContained]) => [
      `LX*${n}`,
      `M11*B${n}*57035*4*CTN*10.5*K******OCNW`,
      ...consignor,
      ...consignee,
      ...(notify ?? []),
      ...(isContained ? ['VID*CN*OCNU*4000015'] : []),
      ...articles.flat(),
    ]);

const manifest = fc
  .integer({ min: 1, max: 6 })
  .chain((bills) => fc.tuple(...Array.from({ length: bills }, (_, n) => bill(n + 1))))
  .map((bills) => ({
    lines: bills.length,
    segments: ['M10*OCNW*O*LR*1*HERON*1', 'P4*2704*20261129', ...bills.flat()],
  }));

const status = fc.constantFrom('VD', 'VA', 'UV').map((code) => ({
  lines: 1,
  segments: [`B4***${code}*20261117*2210**OCNU*400001*L*45G1*USLGB*UN*5`, 'N9*BM*B1'],
}));

const document = fc
  .record({
    groups: fc.array(
      fc.oneof(
        fc.array(manifest, { minLength: 1, maxLength: 3 }).map((sets) => ({ type: '309', sets })),
        fc.array(status, { minLength: 1, maxLength: 3 }).map((sets) => ({ type: '315', sets })),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    signs,
    breaks: fc.constantFrom('', '\r\n', '\n'),
  })
  .map(({ groups, signs, breaks }) => ({
    lines: groups.flatMap(({ sets }) => sets).reduce((sum, { lines }) => sum + lines, 0),
    text: interchange(
      groups.map(({ type, sets }, n) =>
        group(
          type,
          sets.map(({ segments }) => segments),
          { control: String(n + 1), signs, breaks },
        ),
      ),
      { signs, breaks },
    ),
  }));

/** A bill in two messages of a document is told of; sums and words are, since what is declared here is made up. */
const isHarmless = ({ code }: Finding) => /^(substance\.|id\.duplicate$|envelope\.package-count$)/.test(code);

describe('X12 of any shape', () => {
  it('that is written as the standard says is read without a fault, each bill and status a line', () => {
    fc.assert(
      fc.property(document, ({ text, lines }) => {
        const reading = read(text);
        expect(reading.findings.filter((finding) => !isHarmless(finding))).toEqual([]);
        expect(reading.summary).toMatchObject({ format: 'x12', lines, accepted: lines });
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same wherever it is cut into chunks', () => expectSameInChunks(document));

  it('that was changed anywhere is read to its end', () => expectReadWhenChanged(document, 'x12'));
});

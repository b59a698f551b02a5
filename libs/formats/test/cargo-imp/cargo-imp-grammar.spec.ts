import { describe, expect, it } from '@jest/globals';
import type { Finding } from '@watchpost/domain';
import fc from 'fast-check';
import { expectReadWhenChanged, expectSameInChunks } from '../changed-text.ts';
import { read } from '../reading.ts';

const word = fc.stringMatching(/^[A-Z][A-Z0-9 ]{0,18}[A-Z]$/);
const airport = fc.stringMatching(/^[A-Z]{3}$/);
const country = fc.constantFrom('US', 'CA', 'DE', 'QA', 'CN');
const pieces = fc.integer({ min: 1, max: 999 });
const waybillNumber = fc
  .tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 0, max: 9_999_999 }))
  .map(([airline, serial]) => `${String(airline).padStart(3, '0')}-${String(serial).padStart(7, '0')}${serial % 7}`);

const named = fc
  .tuple(word, word, word, country)
  .map(([name, street, city, code]) => [`NAM/${name}`, `ADR/${street}`, `LOC/${city}`, `/${code}/12345`]);
const ordered = fc
  .tuple(word, word, word, country)
  .map(([name, street, city, code]) => [`/${name}`, `/${street}`, `/${city}`, `/${code}/12345`]);
const party = fc.oneof(named, ordered);

const consignment = fc
  .tuple(waybillNumber, airport, airport, pieces)
  .map(([number, from, to, count]) => `${number}${from}${to}/T${count}K${count}.5`);

const airWaybill = fc.tuple(consignment, party, party, word).map(([first, consignor, consignee, goods]) => ({
  lines: 1,
  text: [
    'FWB/16',
    first,
    'RTG/YYZQR',
    'SHP',
    ...consignor,
    'CNE',
    ...consignee,
    'CVD/USD/PP/PP/NVD/NCV/XXX',
    `RTD/1/P1/NG/${goods}`,
    'ISU/18NOV26/DOHA',
  ],
}));

const house = (n: number) =>
  fc
    .tuple(party, party, word, pieces)
    .map(([consignor, consignee, goods, count]) => [
      `HBS/H${n}/DOHYYZ/${count}/K${count}/${count}/${goods}`,
      `TXT/${goods}`,
      'SHP',
      ...consignor,
      'CNE',
      ...consignee,
    ]);

const houses = fc
  .tuple(waybillNumber, fc.integer({ min: 1, max: 5 }))
  .chain(([master, count]) =>
    fc
      .tuple(...Array.from({ length: count }, (_, n) => house(n + 1)))
      .map((all) => ({ lines: count, text: ['FHL/5', `MBI/${master}DOHYYZ/T99999K1`, ...all.flat()] })),
  );

const manifest = fc.array(fc.tuple(consignment, word), { minLength: 1, maxLength: 6 }).map((waybills) => ({
  lines: waybills.length,
  text: [
    'FFM/8',
    '1/QR0763/21NOV/DOH',
    'YYZ//21NOV1540',
    ...waybills.map(([first, goods]) => `${first}/${goods.slice(0, 15).trim()}`),
    'LAST',
  ],
}));

const document = fc
  .tuple(
    fc.array(fc.oneof(airWaybill, houses, manifest), { minLength: 1, maxLength: 5 }),
    fc.constantFrom('\n', '\r\n', '\r'),
  )
  .map(([messages, lineBreak]) => ({
    messages: messages.length,
    lines: messages.reduce((sum, { lines }) => sum + lines, 0),
    text: messages.flatMap(({ text }) => text).join(lineBreak) + lineBreak,
  }));

/** A waybill in two messages of a document is told of; words are, since what is declared here is made up. */
const isHarmless = ({ code }: Finding) => /^(substance\.|id\.duplicate$)/.test(code);

describe('Cargo-IMP of any shape', () => {
  it('that is written as the standard says is read without a fault, each waybill a line', () => {
    fc.assert(
      fc.property(document, ({ text, lines, messages }) => {
        const reading = read(text);
        expect(reading.findings.filter((finding) => !isHarmless(finding))).toEqual([]);
        expect(reading.summary).toMatchObject({ format: 'cargo-imp', lines, messages, accepted: lines });
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same wherever it is cut into chunks', () => expectSameInChunks(document));

  it('that was changed anywhere is read to its end', () => expectReadWhenChanged(document, 'cargo-imp'));
});

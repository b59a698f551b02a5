import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { composeS10 } from '@watchpost/domain';
import { parseTableMapping, proposeMapping, type TableMapping } from '../../src/index.ts';
import { read } from '../reading.ts';

const proposed = (bytes: Uint8Array): TableMapping => {
  const answer = parseTableMapping(proposeMapping(bytes)?.mapping);
  if (answer.kind === 'invalid') throw new Error(JSON.stringify(answer.faults));
  return answer.mapping;
};
const shipmentsOf = (bytes: Uint8Array, table: TableMapping) =>
  read(bytes, { table }).lines.map((line) => (line.kind === 'shipment' ? line.shipment : line));

const item = fc.record({
  itemId: fc.integer({ min: 0, max: 99_999_999 }).map((n) => composeS10('RB', String(n).padStart(8, '0'), 'GB')),
  consignorName: fc.constantFrom('Harbour Lane Wholesale', 'Töpferei Ährenfeld', 'Łódź Papier'),
  consigneeName: fc.constantFrom('Dana Ortiz', 'Ana Souza', '渡辺 健'),
  consigneeCountry: fc.constantFrom('US', 'BR', 'JP'),
  description: fc.constantFrom('glass beads', 'cotton thread', 'steel spoon'),
  grossMass: fc.integer({ min: 1, max: 2_999 }).map((n) => (n + 0.25).toFixed(2)),
  postedAt: fc.integer({ min: 0, max: 300 }).map((n) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000)),
});
type Field =
  'itemId' | 'consignorName' | 'consigneeName' | 'consigneeCountry' | 'description' | 'grossMass' | 'postedAt';
const headers: readonly Readonly<Record<Field, string>>[] = [
  {
    itemId: 'Tracking number',
    consignorName: 'Sender name',
    consigneeName: 'Recipient',
    consigneeCountry: 'Recipient country',
    description: 'Contents',
    grossMass: 'Weight (kg)',
    postedAt: 'Posting date',
  },
  {
    itemId: 'Sendungsnummer',
    consignorName: 'Absender',
    consigneeName: 'Empfänger',
    consigneeCountry: 'Empfänger Land',
    description: 'Warenbeschreibung',
    grossMass: 'Gewicht',
    postedAt: 'Einlieferungsdatum',
  },
  {
    itemId: 'Numéro de suivi',
    consignorName: 'Expéditeur',
    consigneeName: 'Nom du destinataire',
    consigneeCountry: 'Pays du destinataire',
    description: 'Désignation',
    grossMass: 'Poids brut',
    postedAt: 'Date de dépôt',
  },
  {
    itemId: 'Número de envío',
    consignorName: 'Remitente',
    consigneeName: 'Destinatario',
    consigneeCountry: 'País destinatario',
    description: 'Contenido',
    grossMass: 'Peso',
    postedAt: 'Fecha',
  },
  {
    itemId: '运单号',
    consignorName: '寄件人姓名',
    consigneeName: '收件人',
    consigneeCountry: '收件人国家',
    description: '品名',
    grossMass: '重量',
    postedAt: '寄件日期',
  },
  {
    itemId: '追跡番号',
    consignorName: '差出人',
    consigneeName: '受取人氏名',
    consigneeCountry: '受取人国',
    description: '内容品',
    grossMass: '総重量',
    postedAt: '引受日',
  },
  {
    itemId: '운송장번호',
    consignorName: '발송인',
    consigneeName: '수취인성명',
    consigneeCountry: '수취인국가',
    description: '품명',
    grossMass: '중량',
    postedAt: '접수일',
  },
];
const two = (n: number) => String(n).padStart(2, '0');
const forms: readonly ((date: Date) => string)[] = [
  (d) => `${two(d.getUTCDate())}/${two(d.getUTCMonth() + 1)}/${d.getUTCFullYear()}`,
  (d) => `${two(d.getUTCDate())}.${two(d.getUTCMonth() + 1)}.${d.getUTCFullYear()} 00:00`,
  (d) => `${d.getUTCFullYear()}/${two(d.getUTCMonth() + 1)}/${two(d.getUTCDate())}`,
  (d) => d.toISOString().slice(0, 10),
  (d) => d.toISOString().slice(0, 10).replaceAll('-', ''),
];

const table = fc.record({
  items: fc.array(item, { minLength: 3, maxLength: 30 }),
  order: fc.shuffledSubarray(Object.keys(headers[0]!) as Field[], { minLength: 7 }),
  header: fc.constantFrom(...headers),
  separator: fc.constantFrom(';', '\t', '|', ','),
  sign: fc.constantFrom('.', ','),
  form: fc.constantFrom(...forms),
});

describe('A mapping that is proposed', () => {
  it('reads a table back to what it was written from, whatever its separator, order, language, dates and decimal sign', () => {
    fc.assert(
      fc.property(table, ({ items, order, header, separator, sign, form }) => {
        const written = (text: string) => (text.includes(separator) ? `"${text}"` : text);
        const rows = items.map((each) =>
          order.map((field) => {
            if (field === 'postedAt') return written(form(each.postedAt));
            return written(field === 'grossMass' ? each.grossMass.replace('.', sign) : each[field]);
          }),
        );
        const text = [order.map((field) => header[field]), ...rows].map((row) => row.join(separator)).join('\n');
        const bytes = Buffer.from(text);
        expect(shipmentsOf(bytes, proposed(bytes))).toMatchObject(
          items.map((each) => ({
            itemId: each.itemId,
            consignor: { name: each.consignorName },
            consignee: { name: each.consigneeName, address: { country: each.consigneeCountry } },
            articles: [{ description: each.description }],
            grossMassKg: Number(each.grossMass),
            postedAt: each.postedAt.getTime(),
          })),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('finds the borders of columns of fixed width, and knows items, currencies and countries without a header', () => {
    const row = (n: number, who: string) =>
      `${composeS10('RB', `0000000${n}`, 'GB')}  ${who.padEnd(12)}  US  USD  ${`${n}1,50`.padStart(6)}`;
    const bytes = Buffer.from([1, 2, 3].map((n) => row(n, ['Ann', 'Bo', 'Charlotte'][n - 1]!)).join('\n'));
    const proposal = proposeMapping(bytes)!;
    expect(proposal.mapping).toMatchObject({ kind: 'fixed', decimalSign: ',' });
    expect(proposal.columns.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['itemId', 'currency', 'consignorCountry']),
    );
    expect(shipmentsOf(bytes, proposed(bytes))[1]).toMatchObject({ itemId: composeS10('RB', '00000002', 'GB') });
  });

  it('says where day and month could be either, and takes the one that fits where it cannot', () => {
    const either = proposeMapping(Buffer.from('Barcode;Datum\nH1;03/04/2026\nH2;05/06/2026\n'))!;
    expect(either.columns[1]).toMatchObject({ field: 'postedAt', confidence: 0.5 });
    expect(either.columns[1]!.because).toContain('MM/dd/yyyy');
    const american = proposeMapping(Buffer.from('Barcode;Datum\nH1;03/04/2026\nH2;05/26/2026\n'))!;
    expect(american.mapping).toMatchObject({ columns: [{}, { dateForm: 'MM/dd/yyyy' }] });
  });

  it('reads grams from the header, and the character set from its words', () => {
    const german = proposeMapping(Buffer.from('Sendungsnummer;Empfänger;Gewicht (g)\nH1;Jörg;500\n', 'latin1'))!;
    expect(german.mapping).toMatchObject({ charset: 'windows-1252', massUnit: 'GRM' });
    const both = proposeMapping(Buffer.from('Barcode;gross weight (kg);net weight (g)\nH1;0.5;450\n'))!;
    expect(both.mapping).toMatchObject({ constants: { grossMassUnit: 'KGM', netMassUnit: 'GRM' } });
    const japanese = Buffer.concat([Buffer.from('92c790d594d48d86', 'hex'), Buffer.from(',weight\nH1,1\n')]);
    expect(proposeMapping(japanese)!.mapping).toMatchObject({ charset: 'shift_jis' });
  });

  it('of any bytes is valid, or none', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 500 }),
          fc.string().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          const proposal = proposeMapping(bytes);
          if (proposal !== null && proposal.columns.length > 0)
            expect(parseTableMapping(proposal.mapping)).toMatchObject({ kind: 'valid' });
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { parseTableMapping, type TableMapping, toJson, toWatchpostJson } from '../src/index.ts';
import { fieldAt, proveFields } from './proven-fields.ts';
import { fixtures, read } from './reading.ts';

/** Formats whose readers tell where every field comes from. */
const told = [
  'watchpost-json',
  'csv',
  'cargo-imp',
  'ics-ie315',
  'ics-ie313',
  'cargo-xml-xfzb',
  'cargo-xml-xfwb',
  'cargo-xml-xfhl',
  'cargo-xml-xffm',
  'ics2-ens',
  'wco-declaration',
  'asycuda-manifest',
  'edifact',
  'x12',
];

describe.each(fixtures.filter(([name]) => told.includes(name.split('/')[0]!)))('Of %s', (_, bytes) => {
  it('every value says where it comes from, and stands there', () => {
    expect(proveFields(bytes).faults).toEqual([]);
  });

  it('is read the same whether that is asked for or not', () => {
    const plain = read(bytes);
    const asked = read(bytes, { fields: 'every' });
    expect(asked.lines.map((line) => ({ ...line, fields: null, placeOf: null }))).toEqual(
      plain.lines.map((line) => ({ ...line, fields: null, placeOf: null })),
    );
    expect(asked.findings).toEqual(plain.findings);
    for (const line of plain.lines) if (line.kind !== 'rejected') expect(line.fields).toBeNull();
  });
});

const proven = (document: string | Buffer, table: TableMapping | null = null) => {
  const { lines, faults } = proveFields(Buffer.from(document as string), { table });
  expect(faults).toEqual([]);
  return lines;
};

describe('The fields of one line', () => {
  it('are told where only that line is asked for', () => {
    const { lines } = read('item id,contents\nH1,a\nH2,b\nH3,c\n', { fields: 2, format: 'csv' });
    expect(lines.map((line) => line.kind === 'shipment' && line.fields !== null)).toEqual([false, true, false]);
  });
});

describe('A field', () => {
  const row = (cells: Readonly<Record<string, string>>) =>
    proven(`${Object.keys(cells).join(';')}\n${Object.values(cells).join(';')}\n`)[0]!;

  it('keeps its text as it was sent, and says how matching compares it', () => {
    const line = row({ 'item id': 'H1', 'sender name': '  Müller,  Jörg ', contents: '"a ""fine"" lamp"' });
    expect(fieldAt(line, '/consignor/name')).toMatchObject({
      sent: '  Müller,  Jörg ',
      folded: 'jorg muller',
      from: null,
    });
    expect(fieldAt(line, '/articles/0/description')).toMatchObject({ sent: 'a "fine" lamp', folded: 'a fine lamp' });
  });

  it('of a mass keeps the amount and the unit', () => {
    const line = row({ 'item id': 'H1', weight: '1,500.0', 'weight unit': 'lb', contents: 'x' });
    expect(fieldAt(line, '/grossMassKg')).toMatchObject({
      sent: '1,500.0',
      unit: { sent: 'lb', place: { segment: 'weight unit' } },
    });
    expect(fieldAt(row({ 'item id': 'H1', weight: '2', contents: 'x' }), '/grossMassKg').unit).toBeNull();
  });

  it('of an amount keeps the currency, which is a field itself', () => {
    const line = row({ 'item id': 'H1', contents: 'x', value: '19.90', currency: 'usd' });
    expect(fieldAt(line, '/value/amount')).toMatchObject({ sent: '19.90', unit: { sent: 'usd' } });
    expect(fieldAt(line, '/value/currency')).toMatchObject({ sent: 'usd' });
    expect(fieldAt(line, '/articles/0/value/amount')).toMatchObject({ from: '/value', sent: null });
  });

  it('of a moment says how exactly it is stated, and what was left open', () => {
    const line = row({
      'item id': 'H1',
      contents: 'x',
      etd: '2026-11-24T10:30+08:00',
      eta: '20261125',
      'posting date': '202611231200',
    });
    expect(fieldAt(line, '/conveyance/departs')).toMatchObject({ precision: 'minute', assumed: [] });
    expect(fieldAt(line, '/conveyance/arrives')).toMatchObject({
      sent: '20261125',
      precision: 'day',
      assumed: ['zone'],
    });
    expect(fieldAt(line, '/conveyance/arrivesPrecision')).toMatchObject({ from: '/conveyance/arrives' });
    expect(fieldAt(line, '/postedAt')).toMatchObject({ precision: 'minute', assumed: ['zone'] });
    expect(line).toMatchObject({ shipment: { conveyance: { arrivesPrecision: 'day' } } });
  });

  it('that nobody stated says what it was worked out from', () => {
    const line = row({ 'item id': 'H1', contents: 'x', 'sender name': 'A', 'sender country': 'CN' });
    expect(fieldAt(line, '/origin')).toMatchObject({ from: '/consignor/address/country', place: null, sent: null });
    expect(fieldAt(line, '/issuedAt').from).toBe('receipt');
    expect(fieldAt(line, '/function').from).toBe('default');
    expect(fieldAt(line, '/ids/itemIdKind').from).toBe('/ids/itemId');
  });

  it('of a document holds for its lines; an issue time after the receipt is none', () => {
    const document = (at: string) =>
      `{"watchpost":"1", "issuedAt":"${at}","shipments":[{"ids":{"itemId":"H1"},"grossMassKg":1}]}`;
    const place = { path: '/issuedAt', offset: 29 };
    expect(fieldAt(proven(document('2026-11-01'))[0]!, '/issuedAt')).toMatchObject({
      sent: '2026-11-01',
      precision: 'day',
      place,
    });
    expect(fieldAt(proven(document('2027-11-01'))[0]!, '/issuedAt')).toMatchObject({ from: 'receipt', sent: null });
  });

  it('that was split has all its parts, each with its place', () => {
    const words = `TXT/${'A'.repeat(65)}`;
    const [line] = proven(`FHL/4\nMBI/020-12345675FRAJFK/T1K1\nHBS/H1/FRAJFK/1/K1//BEADS\n${words}\n/BB CC\nSHP/X\n`);
    const field = fieldAt(line!, '/articles/0/description');
    expect(field.sent).toBe(`${'A'.repeat(65)}\nBB CC`);
    expect(field.parts.map(({ place }) => place.row)).toEqual([4, 5]);
    expect(fieldAt(line!, '/ids/masterBill')).toMatchObject({ sent: '020-12345675', place: { row: 2 } });
  });

  it('of Cargo-IMP says which parts of its date nobody stated', () => {
    const [line] = proven('FFM/8\n1/LH400/21NOV/FRA\nJFK/23\n020-12345675FRAJFK/T1K1/BEADS\nLAST\n');
    expect(fieldAt(line!, '/conveyance/departs')).toMatchObject({
      sent: '21NOV',
      precision: 'day',
      assumed: ['year', 'zone'],
    });
    expect(fieldAt(line!, '/conveyance/arrives')).toMatchObject({ sent: '23', assumed: ['year', 'month', 'zone'] });
    expect(fieldAt(line!, '/conveyance/mode').from).toBe('message');
  });

  it('of EDIFACT says which parts of envelope, header and consignment it was made of', () => {
    const [line] = proven(
      "UNB+UNOC:3+A+B+261118:0930+1'UNH+1+CUSCAR:D:96B:UN'BGM+85+M1+9'TDT+20+CA1+4'LOC+9+CNSHA'LOC+11+USLAX'" +
        "DTM+132:20261119:102'DTM+132:0815:401'CNI+1+X'RFF+MWB:020-12345675'RFF+HWB:H1'NAD+CZ+++O?'NEIL'NAD+CN+++B+++++US'" +
        `GID+1+2:PK'FTX+AAA+++${'A'.repeat(70)}:BB'MEA+AAE+G+LBR:1'GID+2+3:PK'MEA+AAE+G+KGM:2'UNT+19+1'UNZ+1+1'`,
    );
    expect(fieldAt(line!, '/issuedAt')).toMatchObject({ sent: '261118\n0930', precision: 'minute', assumed: ['zone'] });
    expect(fieldAt(line!, '/ids/itemId')).toMatchObject({ sent: 'H1', parts: [] });
    expect(fieldAt(line!, '/consignor/name')).toMatchObject({ sent: "O'NEIL", place: { segment: 'NAD' } });
    expect(fieldAt(line!, '/pieces').parts.map(({ sent }) => sent)).toEqual(['2', '3']);
    expect(fieldAt(line!, '/grossMassKg')).toMatchObject({ sent: '1\n2', unit: { sent: 'LBR' } });
    expect(fieldAt(line!, '/articles/0/description').parts).toHaveLength(2);
    expect(fieldAt(line!, '/origin')).toMatchObject({ sent: 'CNSHA' });
    expect(fieldAt(line!, '/destination')).toMatchObject({ sent: 'USLAX' });
    expect(fieldAt(line!, '/route/1')).toMatchObject({ sent: 'USLAX', place: { segment: 'LOC' } });
    expect(fieldAt(line!, '/conveyance/mode')).toMatchObject({ sent: '4', place: { segment: 'TDT' } });
    expect(fieldAt(line!, '/conveyance/arrives')).toMatchObject({ sent: '20261119\n0815', precision: 'minute' });
    expect(fieldAt(line!, '/function')).toMatchObject({ sent: '9', place: { segment: 'BGM' } });
  });

  it('of EDIFACT that nobody stated says what it was worked out from', () => {
    const [line] = proven(
      "UNH+1+CUSCAR:D:96B:UN'BGM+85+M1'CNI+7'RFF+MWB:020-12345675'NAD+CZ+++A+++++CN'NAD+CN+++B+++++US'GID+1'FTX+AAA+++X'" +
        "CNI+8'RFF+ZZZ:1'NAD+CZ+++A'GID+1'FTX+AAA+++X'UNT+14+1'",
    );
    expect(fieldAt(line!, '/ids/itemId').from).toBe('/ids/masterBill');
    expect(fieldAt(line!, '/origin').from).toBe('/consignor/address/country');
    expect(fieldAt(line!, '/function').from).toBe('default');
    expect(fieldAt(line!, '/issuedAt').from).toBe('receipt');
    const second = proven("UNH+1+CUSCAR:D:96B:UN'BGM+85+M1'CNI+8'RFF+ZZZ:1'NAD+CZ+++A'GID+1'FTX+AAA+++X'UNT+8+1'")[0]!;
    expect(fieldAt(second, '/ids/itemId')).toMatchObject({ sent: 'M1\n8' });
  });

  it('of X12 says which elements it was made of', () => {
    const [line] = proven(
      'GS*SO*OCNW*CUSTOMS*20261118*0915*1*X*004010~ST*309*0001~M10*OCNW*O*LR*9300001*MV HERON*014E~P4*2704*20261129~LX*1~' +
        'M13*OCNW*2704*R*B1~M11*B1**4*CTN*10*L~N1*SH*FIRST*ZZ*9~N2*SECOND~N1*CN*B~N4*FRESNO*CA*93650*US~' +
        'VID*CN*OCNU*4000015~N10*4*POTS~VID*CN*OCNU*4000015~SE*14*0001~GE*1*1~',
    );
    expect(fieldAt(line!, '/issuedAt')).toMatchObject({ sent: '20261118\n0915', place: { segment: 'GS' } });
    expect(fieldAt(line!, '/consignor/name')).toMatchObject({ sent: 'FIRST\nSECOND' });
    expect(fieldAt(line!, '/ids/containers/0').parts.map(({ sent }) => sent)).toEqual(['OCNU', '4000015']);
    expect(fieldAt(line!, '/conveyance/id')).toMatchObject({ sent: 'MV HERON\n014E' });
    expect(fieldAt(line!, '/conveyance/mode')).toMatchObject({ sent: 'O' });
    expect(fieldAt(line!, '/conveyance/arrives')).toMatchObject({ sent: '20261129', precision: 'day' });
    expect(fieldAt(line!, '/grossMassKg')).toMatchObject({ sent: '10', unit: { sent: 'L' } });
    expect(fieldAt(line!, '/function')).toMatchObject({ sent: 'R', place: { segment: 'M13' } });
    expect(fieldAt(line!, '/destination').from).toBe('/consignee/address/country');
  });

  it('of a mapping is the cell it was cut from, and what the mapping states itself is told as that', () => {
    const columns = [
      { column: 1, field: 'itemId' },
      { column: [2, 3], field: 'consignorName' },
      { column: 4, field: ['grossMass', 'massUnit'], split: ' ' },
      { column: 5, field: 'value' },
      { column: 6, field: 'description' },
    ];
    const shape = {
      kind: 'separated',
      separator: ';',
      header: false,
      columns,
      constants: { currency: 'CNY' },
      rowsOfItem: 'adjacent',
    };
    const mapping = parseTableMapping(shape);
    if (!('mapping' in mapping)) throw new Error(JSON.stringify(mapping));
    const [line] = proven('H1;Li;Wei;2.5 LB;10;lamp\nH1;Li;Wei;2.5 LB;5;bulb\n', mapping.mapping);
    expect(fieldAt(line!, '/consignor/name')).toMatchObject({
      sent: 'Li\nWei',
      parts: [{ sent: 'Li' }, { sent: 'Wei' }],
    });
    expect(fieldAt(line!, '/grossMassKg')).toMatchObject({ sent: '2.5 LB', unit: { sent: '2.5 LB' } });
    expect(fieldAt(line!, '/articles/0/value/currency').from).toBe('mapping');
    expect(fieldAt(line!, '/value/amount').from).toBe('/articles');
    expect(fieldAt(line!, '/articles/0/value/amount')).toMatchObject({ sent: '10', place: { row: 1 } });
    expect(fieldAt(line!, '/articles/1/value/amount')).toMatchObject({ sent: '5', place: { row: 2 } });
  });

  it('is printed with its line, and passed over when that is read again', () => {
    const line = row({ 'item id': 'H1', weight: '2', 'weight unit': 'KG', contents: 'x' });
    const json = toJson(line, { file: 'f', format: 'csv' });
    expect((json!['fields'] as readonly unknown[]).at(3)).toEqual({
      field: '/grossMassKg',
      sent: '2',
      place: { offset: 39, row: 2, segment: 'weight', path: 'row 2, column weight' },
      unit: { sent: 'KG', place: { offset: 41, row: 2, segment: 'weight unit', path: 'row 2, column weight unit' } },
    });
    const again = read(JSON.stringify(toWatchpostJson(line)));
    expect(again.findings.map(({ code }) => code)).not.toContain('json.unknown-member');
    expect(again.lines[0]).toMatchObject({ shipment: line.kind === 'shipment' ? line.shipment : null });
  });
});

describe('An arrival on a day', () => {
  const codes = (departs: string, arrives: string) =>
    read(`item id,contents,etd,eta\nH1,x,${departs},${arrives}\n`).findings.map(({ code }) => code);

  it('may be after a departure on that day, but not before one on the next', () => {
    expect(codes('2026-11-24T10:00Z', '2026-11-24')).not.toContain('date.order');
    expect(codes('2026-11-25T00:00Z', '2026-11-24')).toContain('date.order');
    expect(codes('2026-11-24T10:00Z', '2026-11-24T00:00Z')).toContain('date.order');
  });
});

import { describe, expect, it } from '@jest/globals';
import { codesOf, fixtures, read, type Reading } from '../reading.ts';

const shipmentsOf = ({ lines }: Reading) => lines.flatMap((line) => (line.kind === 'shipment' ? [line.shipment] : []));
const bytesOf = (name: string) => fixtures.find(([at]) => at === `cargo-imp/${name}`)![1];
const fixture = (name: string) => read(bytesOf(name));

const waybill = (more: readonly string[] = [], first = '157-22044175DOHYYZ/T12K318.5') =>
  [
    'FWB/16',
    first,
    'RTG/YYZQR',
    'SHP',
    'NAM/DESERT TEXTILES WLL',
    'ADR/12 SOUK ROAD',
    'LOC/DOHA',
    '/QA',
    'CNE',
    'NAM/MAPLE APPAREL LTD',
    'ADR/9 KING STREET WEST',
    'LOC/TORONTO/ON',
    '/CA/M5V1A1/TE/14165551234',
    'CVD/USD/PP/PP/NVD/NCV/XXX',
    'RTD/1/P12/NG/COTTON SHIRTS',
    'ISU/18NOV26/DOHA',
    ...more,
    '',
  ].join('\r\n');

describe('An air waybill FWB', () => {
  it('is one line: parties of named lines, goods of the rate description, value, flight', () => {
    const [cotton] = shipmentsOf(fixture('air-waybill.imp'));
    expect(cotton).toMatchObject({
      itemId: '157-22044175',
      itemIdKind: 'AWB',
      consignor: {
        name: 'DESERT TEXTILES WLL',
        identifiers: [
          { scheme: 'ACCOUNT', value: '44210' },
          { scheme: 'TAX', value: 'QA-TAX-778' },
        ],
      },
      consignee: {
        name: 'MAPLE APPAREL LTD',
        address: { lines: ['9 KING STREET WEST', 'UNIT 20'], city: 'TORONTO', region: 'ON', country: 'CA' },
        phones: ['14165551234', '14165559999'],
        identifiers: [{ scheme: 'EORI', value: 'CA881' }],
      },
      notify: { name: 'NORTH BROKERS' },
      pieces: 12,
      grossMassKg: 318.5,
      value: { amount: '4200.00', currency: 'USD' },
      portOfArrival: 'YYZ',
      conveyance: { mode: 'air', id: 'QR0763', departsAt: Date.UTC(2026, 10, 21) },
    });
    expect(cotton!.articles.map(({ description, hs }) => [description, hs])).toEqual([
      ['COTTON SHIRTS AND KNITTED TROUSERS FOR MEN', '610510'],
      [null, '610342'],
    ]);
  });

  it('of an older version gives its parties in order, an account number before them', () => {
    const [, lenses] = shipmentsOf(fixture('air-waybill.imp'));
    expect(lenses).toMatchObject({
      consignor: { name: 'RHEIN OPTIK GMBH', address: { lines: ['HAFENSTRASSE 1'], city: 'MAINZ', country: 'DE' } },
      consignee: {
        name: 'LAKEVIEW INSTRUMENTS INC',
        address: { lines: ['300 SHORE DRIVE', 'SUITE 4'], city: 'CHICAGO', region: 'IL', postcode: '60601' },
        phones: ['13125550100'],
        identifiers: [{ scheme: 'ACCOUNT', value: '00981' }],
      },
    });
    // A word that ends at the width of the field is a word.
    expect(lenses!.articles[0]!.description).toBe('CONSOLIDATION AS PER ATTACHED LIST');
  });

  it.each([
    ['TXK1', 'imp.quantity'],
    ['12', 'imp.quantity'],
    ['T12K31X', 'imp.quantity'],
  ])('with the quantity %s is rejected at that place', (quantity, code) => {
    const bytes = waybill([], `157-22044175DOHYYZ/${quantity}`);
    const { findings, lines } = read(bytes);
    const found = findings.find((finding) => finding.code === code)!;
    expect(bytes.slice(found.place!.offset).startsWith(quantity)).toBe(true);
    expect(found.place).toMatchObject({ row: 2, path: '/FWB[1]' });
    expect(lines[0]).toMatchObject({ kind: 'rejected', itemId: '157-22044175' });
  });

  it('with a wrong check digit is told so and read; without what it must have, that', () => {
    expect(codesOf(read(waybill([], '157-22044170DOHYYZ/T12K318.5')))).toEqual(['id.air-waybill']);
    expect(codesOf(read('FWB/16\n157-22044175DOHYYZ/T1K1\nSHP/A\nCNE/B\n'))).toContain('message.structure');
    expect(codesOf(read(waybill()))).toEqual([]);
  });

  it('whose lines were broken on the way is put together, with the place of each break', () => {
    const whole = waybill();
    const broken = whole
      .replace('ADR/9 KING STREET WEST', 'ADR/9 KING STREET\r\nWEST')
      .replace('TE/14165551234', 'TE/141655\r\n51234');
    const reading = read(broken);
    expect(shipmentsOf(reading)).toEqual(shipmentsOf(read(whole)));
    expect(reading.findings.map(({ code, value, place }) => [code, value, place!.row])).toEqual([
      ['imp.line-broken', 'WEST', 12],
      ['imp.line-broken', '51234', 15],
    ]);
  });

  it('with a line that no telex takes is told once', () => {
    const long = `SSR/${'X'.repeat(80)}`;
    expect(codesOf(read(waybill([long, long])))).toEqual(['imp.line-length']);
    expect(read(waybill([long, long])).findings).toHaveLength(1);
  });
});

describe('House waybills FHL', () => {
  it('are a line each, below the air waybill that they travel on', () => {
    const [lenses, postal, cotton] = shipmentsOf(fixture('house-waybills.imp'));
    expect(lenses).toMatchObject({
      itemId: 'RO55001',
      itemIdKind: 'HOUSE',
      masterBill: '176-33001253',
      consignor: { name: 'RHEIN OPTIK GMBH', identifiers: [{ scheme: 'TAX', value: 'DE811' }] },
      consignee: { name: 'DAYTON LABORATORY', address: { lines: ['7 MILL LANE'], region: 'OH' } },
      pieces: 4,
      grossMassKg: 155,
      value: { amount: '3200.00', currency: 'EUR' },
      portOfArrival: 'ORD',
    });
    expect(lenses!.articles[0]!.description).toBe(
      'MICROSCOPE OBJECTIVES AND SPARE LENSES FOR LABORATORY MICROSCOPES WITH ADAPTERS AND CLEANING CLOTHS',
    );
    expect(postal).toMatchObject({ itemId: 'RB123456785CN', itemIdKind: 'S10' });
    expect(cotton).toMatchObject({
      itemId: 'DT0091',
      masterBill: '157-22044175',
      consignee: { name: 'MAPLE APPAREL LTD' },
    });
  });

  it('below the addresses of a telex are found', () => {
    expect(codesOf(fixture('house-waybills.imp'))).toEqual([]);
    expect(fixture('house-waybills.imp').summary).toMatchObject({ messages: 2, accepted: 3, confidence: 0.8 });
  });

  it('with more pieces than their air waybill are told so', () => {
    const bytes = bytesOf('house-waybills.imp').toString('latin1').replace('T9K455', 'T8K455');
    expect(read(bytes).findings.map(({ code, value, expected }) => [code, value, expected])).toEqual([
      ['envelope.package-count', '8', '9'],
    ]);
  });

  it('lose the house in which a byte is no text, and no other', () => {
    const { lines } = fixture('lost-bytes.imp');
    expect(lines.map(({ kind }) => kind)).toEqual(['shipment', 'rejected', 'shipment']);
  });
});

describe('A flight manifest FFM', () => {
  it('has a line for each air waybill on the flight, for each part of a split one', () => {
    const reading = fixture('flight-manifest.imp');
    expect(codesOf(reading)).toEqual([]);
    expect(shipmentsOf(reading).map(({ itemId, receptacle, pieces }) => [itemId, receptacle, pieces])).toEqual([
      ['157-22044175', null, 12],
      ['999-55110263', 'PMC22041QR', 4],
      ['999-55110263', 'AKE10077QR', 6],
      ['176-33001253', null, 1],
    ]);
    expect(shipmentsOf(reading)[0]).toMatchObject({
      portOfArrival: 'YYZ',
      conveyance: { id: 'QR0763', departsAt: Date.UTC(2026, 10, 21), arrivesAt: Date.UTC(2026, 10, 21, 15, 40) },
    });
  });

  it('does not take the place of what the waybill itself declared', () => {
    const identities = [fixture('air-waybill.imp'), fixture('flight-manifest.imp')].map(
      ({ lines }) => lines[0]!.kind === 'shipment' && lines[0]!.identity,
    );
    expect(identities).toEqual([
      { scheme: 'HOUSE', issuer: '157', number: '157-22044175' },
      { scheme: 'DOCUMENT', issuer: 'post-a', number: 'QR0763/21NOV/157-22044175/' },
    ]);
  });

  it('tells the flight, its points of unloading and how many waybills', () => {
    const [message] = fixture('flight-manifest.imp').messages;
    expect(message).toMatchObject({ type: 'FFM/8', reference: 'QR0763/21NOV' });
    expect(message!.facts).toContainEqual(expect.objectContaining({ name: 'air waybills', value: '3' }));
  });

  it('with a date that is none is told once, and its waybills are read', () => {
    const bytes = bytesOf('flight-manifest.imp').toString('latin1').replace('/21NOV/DOH/A7BFA', '/32NOV/DOH/A7BFA');
    const reading = read(bytes);
    expect(reading.findings.map(({ code, line }) => [code, line])).toEqual([['date.form', null]]);
    expect(reading.summary.rejected).toBe(0);
  });
});

describe('Answers PSN and PER', () => {
  it('are responses: what they answer, status or error', () => {
    const { messages, findings } = fixture('answers.imp');
    const factsOf = (n: number) => Object.fromEntries(messages[n]!.facts.map(({ name, value }) => [name, value]));
    expect(messages.map(({ role, answers }) => [role, answers])).toEqual([
      ['response', '157-22044175'],
      ['response', '157-22044175-DT0091'],
      ['response', '157-22044175-DT0091'],
      ['response', '157-22044175-DT0092'],
      ['response', null],
    ]);
    expect(factsOf(1)).toMatchObject({ status: '7H', meaning: 'request for information', at: '20NOV1021' });
    expect(factsOf(3)).toMatchObject({ error: 'MISSING_WT_UNITS', 'HTTP status': '422' });
    expect(findings.map(({ code, value }) => [code, value])).toEqual([['imp.status', '9Z']]);
  });
});

describe('Any other message of Cargo-IMP', () => {
  it('is named and refused', () => {
    const reading = read(`FSU/15\n157-22044175DOHYYZ/T12K318.5\nDEP/QR0763/21NOV\n${waybill()}`);
    expect(reading.messages.map(({ type, role }) => [type, role])).toEqual([
      ['FSU/15', 'unsupported'],
      ['FWB/16', 'declaration'],
    ]);
    expect(codesOf(reading)).toEqual(['message.unsupported']);
    expect(reading.summary.accepted).toBe(1);
  });
});

describe('Hostile Cargo-IMP', () => {
  const after = (text: string) => read(`${text}\n${waybill()}`, { format: 'cargo-imp' });

  it('with a line without end passes it over', () => {
    const reading = after(`FWB/16\n157-22044175DOHYYZ/T1K1\nOSI/${'x'.repeat(200_000)}`);
    expect(codesOf(reading)).toContain('imp.line-too-long');
    expect(reading.lines.at(-1)).toMatchObject({ kind: 'shipment' });
  });

  it('with a waybill of two megabytes costs that waybill', () => {
    const reading = after(`FWB/16\n157-22044175DOHYYZ/T1K1\n${'OSI/NOTHING TO SAY AT ALL\n'.repeat(80_000)}`);
    expect(reading.lines.map((line) => (line.kind === 'rejected' ? line.because.code : line.kind))).toEqual([
      'line.too-large',
      'shipment',
    ]);
  });

  it('with a line broken a hundred thousand times is read in time', () => {
    const began = process.cpuUsage();
    const reading = after(`FWB/16\n157-22044175DOHYYZ/T1K1\nOSI/A\n${'X\n'.repeat(100_000)}`);
    expect(process.cpuUsage(began).user / 1e6).toBeLessThan(5);
    expect(codesOf(reading)).toContain('imp.line-too-long');
    expect(reading.summary.messages).toBe(2);
  });

  it('with names of JavaScript objects for codes is read like any other', () => {
    const customs = ['OCI/CA/SHP/constructor/X', '/CA/__proto__/toString/X'];
    expect(read(waybill(customs)).summary.accepted).toBe(1);
    expect(codesOf(read('PSN\n157-22044175\nCSN/OO/x\n'))).toEqual(['imp.status']);
  });
});

import { describe, expect, it } from '@jest/globals';
import { codesOf, read, type Reading } from './reading.ts';

const item = (n: number) =>
  `<GOOITEGDS><IteNumGDS7>${n}</IteNumGDS7><GooDesGDS23>glass beads</GooDesGDS23><GroMasGDS46>1</GroMasGDS46></GOOITEGDS>`;
const head = '<CC315A xmlns="http://ics.dgtaxud.ec/CC315A"><HEAHEA><RefNumHEA4>R</RefNumHEA4></HEAHEA>';
const house = (n: number) =>
  `<IncludedHouseConsignment><ID>H${n}</ID><SummaryDescription>lamps</SummaryDescription></IncludedHouseConsignment>`;
const waybill = '<HouseWaybill xmlns="iata:housewaybill:1"><MasterConsignment>';

const causes = (reading: Reading) =>
  reading.lines.map((line) => (line.kind === 'rejected' ? line.because.code : line.kind));

describe('A message that breaks off', () => {
  it('between two items leaves them whole: it is the message that is incomplete', () => {
    const reading = read(head + item(1) + item(2));
    expect(causes(reading)).toEqual(['message.incomplete', 'message.incomplete']);
    expect(codesOf(reading)).toEqual(['document.truncated', 'message.incomplete']);
  });

  it('within an item cuts that one, and no other', () => {
    const reading = read(head + item(1) + item(2).slice(0, 60));
    expect(causes(reading)).toEqual(['message.incomplete', 'line.incomplete']);
  });

  it('behind its items, where what holds for them stands, says so of each', () => {
    const reading = read(`${head}${item(1)}<ITI><CouOfRouCodITI1>CN</CouOf`);
    expect(causes(reading)).toEqual(['message.incomplete']);
  });

  it('in the middle of a character says no more than that it ends there', () => {
    const cut = Buffer.concat([Buffer.from(head + item(1).slice(0, 60)), Buffer.from([0xe2, 0x82])]);
    for (const before of ['', ' '.repeat(2_000)]) {
      const reading = read(Buffer.concat([Buffer.from(before), cut]));
      expect(codesOf(reading)).toEqual(['document.truncated', 'line.incomplete']);
    }
  });

  it('within its header does not say what the header lacks', () => {
    expect(codesOf(read('<CC315A xmlns="http://ics.dgtaxud.ec/CC315A"><HEAHEA><TraModAt'))).toEqual([
      'document.truncated',
    ]);
  });

  it('after its items were passed on, being too many, still rejects the one that is cut', () => {
    const items = Array.from({ length: 10_000 }, (_, n) => item(n + 1)).join('');
    const reading = read(head + items + item(10_001).slice(0, 60));
    expect(reading.summary).toMatchObject({ lines: 10_001, accepted: 10_000 });
    expect(causes(reading).at(-1)).toBe('line.incomplete');
    expect(reading.findings.filter(({ code }) => code === 'envelope.too-many-items')).toHaveLength(1);
  });

  it('tells the same of houses', () => {
    expect(causes(read(waybill + house(1)))).toEqual(['message.incomplete']);
    expect(causes(read(waybill + house(1) + house(2).slice(0, 50)))).toEqual(['message.incomplete', 'line.incomplete']);
    const [line] = read(waybill + house(1)).lines;
    expect(line).toMatchObject({ kind: 'rejected', itemId: 'H1' });
  });

  it('before the number of its house is read does not say that it has none', () => {
    expect(codesOf(read(`${waybill}<IncludedHouseConsignment><Summary`))).toEqual([
      'document.truncated',
      'line.incomplete',
    ]);
  });
});

describe('A message whose header says what its items add up to', () => {
  it('is not told of a difference that is only that of an item which could not be read', () => {
    const total = '<HEAHEA><RefNumHEA4>R</RefNumHEA4><TotGroMasHEA307>2</TotGroMasHEA307></HEAHEA>';
    const deep = '<a>'.repeat(100) + '</a>'.repeat(100);
    const second = item(2).replace('<GroMas', `${deep}<GroMas`);
    const reading = read(`<CC315A xmlns="http://ics.dgtaxud.ec/CC315A">${total}${item(1)}${second}</CC315A>`);
    expect(causes(reading)).toEqual(['shipment', 'xml.depth']);
    expect(codesOf(reading)).not.toContain('envelope.gross-mass');
    const light = read(`<CC315A xmlns="http://ics.dgtaxud.ec/CC315A">${total}${item(1)}</CC315A>`);
    expect(codesOf(light)).toContain('envelope.gross-mass');
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Finding } from '@watchpost/domain';
import { type FindingCosts, findingClasses, findingCosts, openDocument, type ReadLine } from '../src/index.ts';
import { fixtures, options, read, readCut, type Reading } from './reading.ts';

const header = 'item id,sender name,recipient name,contents,weight,origin';
const table = (...rows: readonly string[]): string => [header, ...rows].join('\n');

/** `shipment`, `held` or the code that rejected it, line by line. */
const fatesOf = ({ lines }: Reading): readonly string[] => lines.map(fateOf);
function fateOf(line: ReadLine): string {
  if (line.kind === 'rejected') return line.because.code;
  if (line.kind === 'shipment' && line.quarantine !== null) return `held ${line.quarantine.code}`;
  return line.kind;
}
const told = ({ findings }: Reading, code: string) => findings.filter((finding) => finding.code === code);

describe('A line with a finding', () => {
  const bad = table('H-1,A Shop,B Ltd,atlas,heavy,KR', 'H-2,A Shop,B Ltd,atlas,1,QQ', 'H-3,A Shop,B Ltd,atlas,1,KR');

  it('is rejected for an error and goes on with a warning, unless its partner says otherwise', () => {
    expect(fatesOf(read(bad))).toEqual(['number.form', 'shipment', 'shipment']);
  });

  it('goes on where the error is waived, without what could not be understood', () => {
    const reading = read(bad, { costs: { 'number.form': 'warn' } });
    expect(fatesOf(reading)).toEqual(['shipment', 'shipment', 'shipment']);
    expect(reading.lines[0]).toMatchObject({ shipment: { itemId: 'H-1', grossMassKg: null } });
    expect(told(reading, 'number.form')).toMatchObject([
      { severity: 'warning', message: "This is not a number. By its partner's settings this is let through." },
    ]);
    expect(reading.summary).toMatchObject({ accepted: 3, rejected: 0, quarantined: 0, findings: { error: 0 } });
  });

  it('is rejected where a warning is made to cost it', () => {
    const reading = read(bad, { costs: { 'code.country': 'reject' } });
    expect(fatesOf(reading)).toEqual(['number.form', 'code.country', 'shipment']);
    expect(told(reading, 'code.country')).toMatchObject([{ severity: 'error', line: 2 }]);
  });

  it('is held where its class is quarantined, and counts as accepted', () => {
    const reading = read(bad, { costs: { code: 'quarantine' } });
    expect(fatesOf(reading)).toEqual(['held number.form', 'held code.country', 'shipment']);
    expect(reading.summary).toMatchObject({ accepted: 3, rejected: 0, quarantined: 2, findings: { error: 2 } });
  });

  it('is rejected where one finding holds it and another rejects it', () => {
    const both = table('H-1,A Shop,B Ltd,atlas,heavy,QQ');
    expect(fatesOf(read(both, { costs: { 'code.country': 'quarantine' } }))).toEqual(['number.form']);
  });

  it('is rejected where nothing can be made of it, whatever its class costs', () => {
    const costs: FindingCosts = { syntax: 'warn', structure: 'quarantine' };
    expect(fatesOf(read(table('H-1,A Shop'), { costs }))).toEqual(['csv.cells']);
    const none = read('["no shipment"]', { costs: { 'json.type': 'warn' }, format: 'watchpost-json' });
    expect(none.lines).toMatchObject([{ kind: 'rejected', because: { code: 'json.type', severity: 'error' } }]);
  });

  it('is rejected instead of held where it is a tracking event', () => {
    const scan = { type: 'tracking', ids: { itemId: 'RR123456784KR' }, event: 'EMC', at: '2026-11-20T10:00:00Z' };
    const costs = { 'id.s10-check-digit': 'quarantine' } as const;
    expect(fatesOf(read(JSON.stringify(scan)))).toEqual(['tracking']);
    expect(fatesOf(read(JSON.stringify(scan), { costs }))).toEqual(['id.s10-check-digit']);
  });
});

/** CUSCAR of two consignments each; the first one's trailer counts as many segments as is said. */
const interchange = (segments: number, messages: number): string => {
  const message = (reference: string, counted: number) =>
    [
      `UNH+${reference}+CUSCAR:D:95B:UN`,
      `BGM+785+M${reference}+9`,
      `CNI+1+B${reference}1`,
      'NAD+CZ+++A SHOP',
      'NAD+CN+++B LTD',
      'GID+1+1:CT',
      'FTX+AAA+++ATLAS',
      `CNI+2+B${reference}2`,
      'NAD+CZ+++A SHOP',
      'NAD+CN+++B LTD',
      'GID+1+1:CT',
      'FTX+AAA+++ATLAS',
      `UNT+${counted}+${reference}`,
    ].join("'");
  return `UNB+UNOA:2+SENDER+RECEIVER+261120:1000+7'${message('1', segments)}'${message('2', 13)}'UNZ+${messages}+7'`;
};

describe('A finding of no line', () => {
  const costs = { envelope: 'reject' } as const;

  it('is told before those of the lines that wait for it, which stay with their lines', () => {
    const told: string[] = [];
    const sink = {
      line: ({ ordinal }: ReadLine) => told.push(`line ${ordinal}`),
      finding: ({ line, code }: Finding) => told.push(`${line} ${code}`),
      unit: () => undefined,
      message: () => undefined,
    };
    const session = openDocument({ ...options, costs: { 'csv.duplicate-column': 'quarantine', code: 'warn' } }, sink);
    session.push(Buffer.from('item id,contents,weight,origin,origin\nH-1,atlas,1,QQ,\nH-2,atlas,x,KR,\n'));
    session.end();
    const ofLines = ['code.country', 'number.form', 'csv.duplicate-column'];
    expect(told.filter((text) => text.startsWith('line') || ofLines.some((code) => text.endsWith(code)))).toEqual([
      'null csv.duplicate-column',
      '1 code.country',
      '1 csv.duplicate-column',
      'line 1',
      '2 number.form',
      '2 csv.duplicate-column',
      'line 2',
    ]);
  });

  it('costs nothing that is not named', () => {
    expect(fatesOf(read(interchange(99, 99)))).toEqual(['shipment', 'shipment', 'shipment', 'shipment']);
  });

  it('costs the lines of the message that it stands in, and of no other', () => {
    const code = 'envelope.segment-count';
    const reading = read(interchange(99, 2), { costs });
    expect(fatesOf(reading)).toEqual([code, code, 'shipment', 'shipment']);
    expect(told(reading, code).map(({ line, severity }) => [line, severity])).toEqual([
      [null, 'error'],
      [1, 'error'],
      [2, 'error'],
    ]);
    expect(fatesOf(read(interchange(13, 2), { costs }))).toEqual(Array(4).fill('shipment'));
  });

  it('costs all lines where it stands outside of the messages', () => {
    const reading = read(interchange(13, 99), { costs: { 'envelope.message-count': 'quarantine' } });
    expect(fatesOf(reading)).toEqual(Array(4).fill('held envelope.message-count'));
    expect(reading.summary).toMatchObject({ accepted: 4, quarantined: 4 });
  });

  it('costs them where the format is another than the sender named', () => {
    const document = '<?xml version="1.0"?><none/>';
    const named = { format: 'ics-ie315', costs: { 'format.not-as-named': 'reject' } } as const;
    expect(read(document, named).lines).toEqual([]);
    expect(fatesOf(read(interchange(13, 2), named))).toEqual(Array(4).fill('format.not-as-named'));
  });

  it('costs the lines that are still open: of a long document the first ones have gone on', () => {
    const shipments = Array.from({ length: 1_205 }, (_, n) => ({
      ids: { itemId: `H-${n}` },
      consignor: { name: 'A Shop' },
      consignee: { name: 'B Ltd' },
      articles: [{ description: 'atlas' }],
    }));
    const document = `{"watchpost":"1","shipments":${JSON.stringify(shipments)},"reference":"late"}`;
    const fates = fatesOf(read(document, { costs: { 'json.member-late': 'reject' } }));
    expect(fates.indexOf('json.member-late')).toBe(205);
    expect(fates.slice(205)).toEqual(Array(1_000).fill('json.member-late'));
    expect(new Set(fates.slice(0, 205))).toEqual(new Set(['shipment']));
  });
});

const placesOf = ({ findings }: Reading): readonly string[] =>
  findings.map(({ code, line, place }) => `${code} ${line} ${place?.offset}`);

/** Every class at one cost. */
const everything = findingCosts.map(
  (cost) => [cost, Object.fromEntries(findingClasses.map((of) => [of, cost]))] as const,
);

describe.each(fixtures)('Of %s', (_name, bytes) => {
  const usual = read(bytes);

  it.each(everything)('every line has one fate where all costs %s, in the order of the document', (_cost, costs) => {
    const reading = read(bytes, { costs });
    const { lines, accepted, rejected, quarantined } = reading.summary;
    expect(reading.lines.map(({ ordinal }) => ordinal)).toEqual(usual.lines.map(({ ordinal }) => ordinal));
    expect(accepted + rejected).toBe(lines);
    expect(fatesOf(reading).filter((fate) => fate.startsWith('held '))).toHaveLength(quarantined);
    expect(placesOf(reading)).toEqual(expect.arrayContaining([...placesOf(usual)]));
    for (const line of reading.lines) if (line.kind === 'rejected') expect(line.because.line).toBe(line.ordinal);
  });

  it('comes out the same wherever it is cut, where lines wait for its end', () => {
    const costs: FindingCosts = { envelope: 'reject', structure: 'quarantine', code: 'quarantine' };
    const whole = JSON.stringify(read(bytes, { costs }));
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 4 }), (cuts) => {
        const sorted = cuts.sort((a, b) => a - b);
        expect(JSON.stringify(readCut(bytes, sorted, { costs }))).toBe(whole);
      }),
      { numRuns: 10 },
    );
  });
});

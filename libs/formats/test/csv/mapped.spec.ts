import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findingToJson, parseTableMapping, summaryToJson, type TableMapping, toJson } from '../../src/index.ts';
import { codesOf, read, readCut } from '../reading.ts';

const folder = join(import.meta.dirname, 'mapped');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.slice(0, -4));

const valid = (json: unknown): TableMapping => {
  const answer = parseTableMapping(json);
  if (answer.kind === 'invalid') throw new Error(JSON.stringify(answer.faults));
  return answer.mapping;
};
const fixtureOf = (name: string) => ({
  bytes: readFileSync(join(folder, `${name}.txt`)),
  table: valid(JSON.parse(readFileSync(join(folder, `${name}.mapping.json`), 'utf8'))),
});
const separated = (columns: readonly unknown[], more: object = {}) => valid({ kind: 'separated', columns, ...more });
const shipmentsOf = (reading: ReturnType<typeof read>) =>
  reading.lines.map((line) => (line.kind === 'shipment' ? line.shipment : null));
const plain = (reading: unknown): unknown => JSON.parse(JSON.stringify(reading)) as unknown;

describe('A table with a mapping', () => {
  it.each(names)('%s gives what it has always given', (name) => {
    const { bytes, table } = fixtureOf(name);
    const { lines, findings, summary } = read(bytes, { table });
    const source = { file: `${name}.txt`, format: summary.format };
    const found = [
      ...lines.map((line) => toJson(line, source)).filter((json) => json !== null),
      ...findings.map((finding) => findingToJson(finding, source)),
      summaryToJson(summary, source.file),
    ];
    const path = join(folder, `${name}.ndjson`);
    if (process.env['UPDATE_GOLDEN'] === '1')
      writeFileSync(path, found.map((json) => `${JSON.stringify(json)}\n`).join(''));
    expect(existsSync(path)).toBe(true);
    const kept = readFileSync(path, 'utf8').trim().split('\n');
    expect(found.map(plain)).toEqual(kept.map((line) => JSON.parse(line) as unknown));
  });

  it.each(names)('%s is the same wherever it is cut', (name) => {
    const { bytes, table } = fixtureOf(name);
    const whole = plain(readCut(bytes, [], { table }));
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 8 }), (cuts) => {
        const sorted = cuts.sort((a, b) => a - b);
        expect(plain(readCut(bytes, sorted, { table }))).toEqual(whole);
      }),
      { numRuns: 100 },
    );
  });

  it('points at the cell, whatever was joined or translated', () => {
    const { bytes, table } = fixtureOf('customs-office');
    const [finding] = read(bytes, { table }).findings.filter(({ code }) => code === 'number.negative');
    expect(bytes.subarray(finding!.place!.offset).toString('latin1')).toMatch(/^-500/);
    expect(finding).toMatchObject({ line: 3, place: { row: 5, segment: '6' } });
    const fixed = fixtureOf('fixed');
    const [form] = read(fixed.bytes, { table: fixed.table }).findings.filter(({ code }) => code === 'date.form');
    expect(fixed.bytes.subarray(form!.place!.offset).toString()).toMatch(/^20261341/);
    expect(form).toMatchObject({ expected: 'yyyyMMdd', place: { row: 4, segment: 'at 84' } });
  });

  it('may have a unit of its own for each mass, as a constant or as a column', () => {
    const columns = ['itemId', 'grossMass', 'netMass', 'netMassUnit'].map((field, at) => ({ column: at + 1, field }));
    const table = separated(columns, { header: false, massUnit: 'LBR', constants: { grossMassUnit: 'KGM' } });
    expect(shipmentsOf(read('H1,0.5,450,g\nH2,0.5,1,\n', { table }))).toMatchObject([
      { grossMassKg: 0.5, articles: [{ netMassKg: 0.45 }] },
      { grossMassKg: 0.5, articles: [{ netMassKg: 0.45359237 }] },
    ]);
  });

  it('cut by bytes counts bytes', () => {
    const table = valid({
      kind: 'fixed',
      unit: 'bytes',
      charset: 'shift_jis',
      columns: [
        { column: { from: 1, length: 4 }, field: 'itemId' },
        { column: { from: 5, length: 4 }, field: 'consignorName' },
        { column: { from: 9, length: 2 }, field: 'consigneeCountry' },
      ],
    });
    const row = Buffer.concat([Buffer.from('H1  '), Buffer.from('93fa967b', 'hex'), Buffer.from('JP\n')]);
    expect(shipmentsOf(read(row, { table }))[0]).toMatchObject({ consignor: { name: '日本' }, destination: 'JP' });
  });

  it('in UTF-16 with its mark is read, with or without a mapping, and its places are those of the file', () => {
    const text = '\ufeffitem id,sender name,recipient name,contents,weight\nH😀1,Ä,B,beads,1\nH2,Ä,B,beads,-1\n';
    const bytes = Buffer.from(text, 'utf16le');
    const { lines, findings } = read(bytes);
    expect(lines.map(({ kind }) => kind)).toEqual(['shipment', 'rejected']);
    const { offset } = findings.find(({ code }) => code === 'number.negative')!.place!;
    expect(bytes.toString('utf16le', offset, offset + 4)).toBe('-1');
    const swapped = Buffer.from(bytes).swap16();
    expect(plain(readCut(swapped, [1, 7, 31, 90]))).toEqual(plain(read(bytes)));
  });

  it('adjacent rows of an item are its articles, and no more than 999 of them', () => {
    const rows = 'H1;A;beads;2\n'.repeat(1_500);
    const columns = ['itemId', 'consignorName', 'description', 'value'].map((field, at) => ({ column: at + 1, field }));
    const table = separated(columns, { separator: ';', header: false, rowsOfItem: 'adjacent' });
    const found = shipmentsOf(read(rows, { table }));
    expect(found.map((shipment) => shipment!.articles.length)).toEqual([999, 501]);
    expect(found[0]!.value).toEqual({ amount: '1998', currency: null });
  });

  it('says which columns of the mapping are missing and which it does not know', () => {
    const table = separated([
      { column: 'Nr', field: 'itemId' },
      { column: 'Wert', field: 'value' },
    ]);
    const reading = read('nr,Ort\nH1,Ulm\n', { table });
    expect(codesOf(reading)).toEqual(expect.arrayContaining(['csv.missing-column', 'csv.unknown-column']));
    expect(codesOf(read('a,b\n1,2\n', { table }))).toContain('csv.header');
  });

  it('is not read so where the document is plainly something else', () => {
    const table = separated([{ column: 1, field: 'itemId' }], { header: false });
    expect(read('{"ids":{"itemId":"H1"},"grossMassKg":1}', { table }).summary.format).toBe('watchpost-json');
    expect(read('H1\n', { table }).summary).toMatchObject({ format: 'csv', confidence: 1, lines: 1 });
  });

  it('of any bytes throws nothing and accounts for every line', () => {
    const tables = names.map((name) => fixtureOf(name).table);
    const token = fc.constantFrom('H1', ';', '\t', '"', '\n', '\r\n', ',', '1.5', 'Ä', '\u0000', '\ufeff', '20261119');
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 2_000 }),
      fc.array(token, { maxLength: 300 }).map((tokens) => Buffer.from(tokens.join(''))),
    );
    fc.assert(
      fc.property(bytes, fc.constantFrom(...tables), (document, table) => {
        const { lines, summary } = read(document, { table, format: 'csv' });
        expect(lines.map(({ ordinal }) => ordinal)).toEqual(lines.map((_, at) => at + 1));
        expect(summary.lines).toBe(lines.length);
      }),
      { numRuns: 1_000 },
    );
  });
});

import { isUtf8 } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { fixtures, read, samples } from './reading.ts';

const at = (bytes: Buffer, offset: number, length: number): string =>
  bytes.subarray(offset, offset + length).toString('latin1');

describe('A place', () => {
  it.each(fixtures.filter(([name]) => name.endsWith('.xml')))('of %s is the element it names', (_, bytes) => {
    const { findings, lines } = read(bytes);
    const elements = findings.filter(({ code }) => code !== 'charset.invalid' && code !== 'document.foreign-text');
    for (const place of [...lines.map((line) => line.place), ...elements.map((finding) => finding.place!)]) {
      const written = at(bytes, place.offset, 80);
      expect(written).toMatch(new RegExp(`^<([\\w]+:)?${place.segment}\\b`));
      const rows = bytes.subarray(0, place.offset).toString('latin1').split('\n').length;
      expect(place.row).toBe(rows);
    }
  });

  it.each(fixtures.filter(([, bytes]) => !isUtf8(bytes)))(
    'of a byte in %s that is no text is that byte',
    (_, bytes) => {
      const found = read(bytes).findings.filter(({ code }) => code === 'charset.invalid');
      for (const { place, value } of found) {
        expect(value).toMatch(`0x${bytes.toString('hex', place!.offset, place!.offset + 1)}`);
        expect(isUtf8(bytes.subarray(place!.offset, place!.offset + 4))).toBe(false);
        expect(place!.row).toBe(bytes.toString('latin1', 0, place!.offset).split('\n').length);
      }
    },
  );

  it('of a field in JSON is where its value begins', () => {
    const bytes = Buffer.from(
      '\n{"consignee":{"name":"Zo\u00eb","address":{"postcode":"43215"}},\n "articles":[{"description":"x","hs":"610910"}],"grossMassKg":0.42}',
    );
    const [line] = read(bytes).lines;
    if (line?.kind !== 'shipment') throw new Error('not read');
    for (const [field, text] of [
      ['consignee.address.postcode', '"43215"'],
      ['articles.0.hs', '"610910"'],
      ['grossMassKg', '0.42'],
    ] as const) {
      expect(at(bytes, line.placeOf(field)!.offset, text.length)).toBe(text);
    }
    expect(line.placeOf('articles.0.hs')).toMatchObject({ row: 3, path: '/articles/0/hs' });
    expect(line.placeOf('consignor.name')).toBeNull();
  });

  it('of a cell in CSV is where it begins, with its column', () => {
    const bytes = Buffer.from('item id,sender name,contents,weight\nH1,"Zo\u00eb, Ltd",beads,-4\n');
    const [finding] = read(bytes).findings.filter(({ code }) => code === 'number.negative');
    expect(at(bytes, finding!.place!.offset, 2)).toBe('-4');
    expect(finding!.place).toMatchObject({ row: 2, segment: 'weight', path: 'row 2, column weight' });
  });
});

const real = samples.filter(([name]) => /CC315A[^/]*\.xml$|validSub|XFZB/.test(name));

/** Real messages, where they are at hand. */
if (real.length > 0) {
  describe('Of the real messages', () => {
    it.each(real)('%s is accounted for line by line', (name, bytes) => {
      const { lines, summary } = read(bytes);
      const items = bytes.toString('latin1').match(/<(\w+:)?(GOOITEGDS|IncludedHouseConsignment)>/g)!.length;
      expect(summary).toMatchObject({ format: name.includes('XFZB') ? 'cargo-xml-xfzb' : 'ics-ie315', lines: items });
      for (const { place } of lines) expect(at(bytes, place.offset, 1)).toBe('<');
    });
  });
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvFields } from '../../src/csv/columns.ts';
import { anyIsoDate, dateReader } from '../../src/csv/date-form.ts';
import { mappingMembers } from '../../src/csv/parse-mapping.ts';
import { parseTableMapping } from '../../src/index.ts';

type Properties = Record<string, unknown>;
const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../schemas/table-mapping.schema.json'), 'utf8'),
) as { readonly $defs: Record<string, { readonly properties: Properties; readonly enum: readonly string[] }> };

const pointersOf = (json: unknown): readonly string[] => {
  const answer = parseTableMapping(json);
  return answer.kind === 'valid' ? [] : answer.faults.map(({ pointer }) => pointer);
};

describe('The schema of mappings', () => {
  it('names the members and fields that are read', () => {
    const keys = (name: string) => Object.keys(schema.$defs[name]!.properties).sort();
    expect(keys('separated')).toEqual([...mappingMembers.rows, ...mappingMembers.separated].sort());
    expect(keys('fixed')).toEqual([...mappingMembers.rows, ...mappingMembers.fixed].sort());
    expect(keys('separatedColumn')).toEqual([...mappingMembers.column].sort());
    expect(keys('fixedColumn')).toEqual([...mappingMembers.column].sort());
    expect([...schema.$defs['field']!.enum].sort()).toEqual([...csvFields].sort());
  });
});

describe('A mapping', () => {
  const folder = join(import.meta.dirname, 'mapped');

  it.each(readdirSync(folder).filter((name) => name.endsWith('.json')))('%s is valid', (name) => {
    expect(pointersOf(JSON.parse(readFileSync(join(folder, name), 'utf8')))).toEqual([]);
  });

  it('is told every fault that it has, with its pointer', () => {
    const faults = pointersOf({
      kind: 'separated',
      separator: 'ab',
      header: false,
      skipRows: -1,
      charset: 'klingon',
      decimalSign: '·',
      timeZone: 'CET',
      massUnit: 'stone',
      blanks: 'N/A',
      constants: { colour: 'red' },
      rowsOfItem: 'many',
      sheet: 1,
      columns: [
        { column: 'Name', field: 'itemId' },
        { column: 2, field: 'itemId' },
        { column: 3, field: 'hat' },
        { column: 4, field: 'value', dateForm: 'dd/MM/yyyy' },
        { column: 5, field: 'postedAt', dateForm: 'dd/MM' },
        { column: 6, field: null, values: { a: 1 } },
      ],
    });
    expect([...faults].sort()).toEqual(
      [
        '/separator',
        '/skipRows',
        '/charset',
        '/decimalSign',
        '/timeZone',
        '/massUnit',
        '/blanks',
        '/constants/colour',
        '/rowsOfItem',
        '/sheet',
        '/columns/0/column',
        '/columns/1/field',
        '/columns/2/field',
        '/columns/3/dateForm',
        '/columns/4/dateForm',
        '/columns/5/values/a',
      ].sort(),
    );
  });

  it('of any shape is answered, never thrown at', () => {
    for (const json of [null, 1, 'x', [], {}, { kind: 'fixed' }, { kind: 'fixed', columns: [{ column: 1, field: 1 }] }])
      expect(parseTableMapping(json).kind).toBe('invalid');
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(parseTableMapping({ kind: 'separated', columns: json }).kind).toMatch(/valid/);
        expect(parseTableMapping(json).kind).toMatch(/valid/);
      }),
    );
  });
});

describe('A form of a date', () => {
  it.each([
    ['dd/MM/yyyy', '03/04/2026', '2026-04-03T00:00:00.000Z'],
    ['M/d/yyyy', '4/3/2026', '2026-04-03T00:00:00.000Z'],
    ['yyyyMMdd', '20260403', '2026-04-03T00:00:00.000Z'],
    ['dd.MM.yy HH:mm', '03.04.26 17:05', '2026-04-03T17:05:00.000Z'],
    ['dd-MMM-yyyy', '03-Apr-2026', '2026-04-03T00:00:00.000Z'],
    ['MM/dd/yyyy hh:mm a', '04/03/2026 12:05 AM', '2026-04-03T00:05:00.000Z'],
    ["yyyy-MM-dd'T'HH:mm:ssXXX", '2026-04-03T17:05:09+08:00', '2026-04-03T09:05:09.000Z'],
    ['yyyy年M月d日', '2026年4月3日', '2026-04-03T00:00:00.000Z'],
    ['epoch-seconds', '1775174400', '2026-04-03T00:00:00.000Z'],
    ['epoch-millis', '1775174400000', '2026-04-03T00:00:00.000Z'],
  ])('%s reads %s', (form, text, expected) => {
    expect(new Date(dateReader(form, 0)!(text)!.at).toISOString()).toBe(expected);
  });

  it('that names no day, or something twice, or letters of nothing, is none', () => {
    for (const form of ['HH:mm', 'MM/yyyy', 'dd/dd/MM/yyyy', 'dd/MM/yyyy q', '', 'x'.repeat(50)])
      expect(dateReader(form, 0)).toBeNull();
  });

  it('refuses days and hours that there are not', () => {
    expect(dateReader('dd/MM/yyyy', 0)!('31/02/2026')).toBeNull();
    expect(dateReader('dd/MM/yyyy hh:mm a', 0)!('01/02/2026 13:00 PM')).toBeNull();
    expect(dateReader('dd/MM/yyyy', 0)!('1/2/2026')).toBeNull();
  });

  it('stands in the zone of the mapping unless it states one', () => {
    expect(dateReader('yyyyMMdd', 480)!('20260403')?.at).toBe(Date.UTC(2026, 3, 2, 16));
    expect(anyIsoDate(480)('2026-04-03')?.at).toBe(Date.UTC(2026, 3, 2, 16));
    expect(anyIsoDate(480)('2026-04-03T00:00Z')?.at).toBe(Date.UTC(2026, 3, 3));
    expect(anyIsoDate(480)('2026-04-03T00:00+02:00')?.at).toBe(Date.UTC(2026, 3, 2, 22));
  });
});

import { describe, expect, it } from '@jest/globals';
import { arrayLiteral, bulkRows, columns } from './bulk.ts';

describe('Rows for a bulk statement', () => {
  it('are one array a column, whatever their number', () => {
    const rows = bulkRows({ id: columns.int([7, 8], (id) => id), name: columns.text([7, 8], (id) => `n${id}`) }, 3);
    expect(rows).toMatchObject({
      from: 'unnest($3::int[], $4::text[]) as rows (id, name)',
      names: 'id, name',
      values: ['{7,8}', '{"n7","n8"}'],
      next: 5,
    });
  });

  it.each([
    [[], '{}'],
    [[null, undefined], '{NULL,NULL}'],
    [['NULL', ''], '{"NULL",""}'],
    [['a"b', 'c\\d', '{e},f'], '{"a\\"b","c\\\\d","{e},f"}'],
    [[1.5, -2, 9007199254740993n, true], '{1.5,-2,9007199254740993,true}'],
    [[Buffer.from([0, 255])], '{"\\\\x00ff"}'],
  ])('are written as PostgreSQL reads arrays: case %#', (values, literal) => {
    expect(arrayLiteral(values)).toBe(literal);
  });
});

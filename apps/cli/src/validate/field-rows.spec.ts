import { describe, expect, it } from '@jest/globals';
import { readDocument } from '@watchpost/formats';
import { fieldRows } from './field-rows.ts';

const rowsOf = (document: string) => {
  const options = { partner: 'local', receivedAt: Date.UTC(2026, 10, 20, 12), charset: null, format: null } as const;
  return readDocument(Buffer.from(document), { ...options, fields: 'every' }).lines.map(fieldRows);
};

describe('The fields of a line, for people', () => {
  it('stand in a table with value, text as sent and place', () => {
    const [rows] = rowsOf('item id,weight,unit,contents,eta\nH1,2.5,lb,lamp,20261125\n');
    expect(rows).toEqual([
      ['FIELD', 'VALUE', 'AS SENT', 'WHERE'],
      ['/issuedAt', '2026-11-20T12:00:00Z', '-', 'from receipt'],
      ['/ids/itemId', 'H1', '"H1"', 'row 2, column item id'],
      ['/ids/itemIdKind', 'HOUSE', '-', 'from /ids/itemId'],
      ['/grossMassKg', '1.133980925', '"2.5" "lb"', 'row 2, column weight'],
      ['/articles/0/description', 'lamp', '"lamp"', 'row 2, column contents'],
      ['/conveyance/arrives', '2026-11-25T00:00:00Z', '"20261125", to the day, zone assumed', 'row 2, column eta'],
      ['/conveyance/arrivesPrecision', 'day', '-', 'from /conveyance/arrives'],
      ['/function', 'original', '-', 'from default'],
    ]);
  });

  it('are none of a line that was rejected', () => {
    expect(rowsOf('item id,weight,unit,contents\nH1,-1,kg,lamp\n')).toEqual([null]);
  });
});

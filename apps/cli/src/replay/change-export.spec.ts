import { describe, expect, it } from '@jest/globals';
import { csvHeader, csvRow } from './change-export.ts';

const change = {
  what: 'decision',
  shipmentId: 's',
  itemId: 'RB1',
  partner: 'kr-post',
  manifestId: 'm',
  ordinal: 3,
  old: { band: 'low', recommendation: 'NONE', score: 0.01 },
  new: null,
  rules: ['+a b'],
  reasons: { old: [{ factor: 'f', outcome: 'o', weight: 1, text: '=HYPERLINK("x"), twice' }], new: [] },
  fields: [],
  reading: [{ field: 'consignor.name', old: 'Lee', new: null }],
};

describe('A change as a row of CSV', () => {
  it('has a cell for each column', () => {
    expect(csvHeader().split(',').length).toBe(16);
    expect(csvRow({ ...change, reasons: { old: [], new: [] } })).toBe(
      "decision,RB1,s,kr-post,m,3,low,NONE,0.01,,,,'+a b,consignor.name: Lee → nothing,,\r\n",
    );
  });

  it('is no formula for a spreadsheet, whatever a sender wrote', () => {
    expect(csvRow(change)).toContain(`"'=HYPERLINK(""x""), twice"`);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { ReadLine } from './reader.ts';
import { MAPPING_BYTES, openByPartner, parseReading, readingSettingsOf, readingText } from './reading-settings.ts';

const mapping = {
  kind: 'separated',
  separator: ';',
  columns: [
    { column: 'Sendung', field: 'itemId' },
    { column: 'Inhalt', field: 'description', values: { B: 'Bücher' } },
  ],
};
const received = { partner: 'post-a', receivedAt: Date.UTC(2026, 10, 20), contentType: 'text/csv; charset=utf-8' };

describe('Settings for reading', () => {
  it('are no text where a partner has none, and come back from theirs as what is read by', () => {
    expect(readingText({ mapping: null })).toBeNull();
    expect(readingSettingsOf('csv', null)).toEqual({ formatHint: 'csv', mapping: null });
    const settings = readingSettingsOf(null, readingText({ mapping }));
    const lines: ReadLine[] = [];
    const sink = { line: (line: ReadLine) => lines.push(line), finding: () => undefined, message: () => undefined };
    const session = openByPartner(settings, received, sink);
    session.push(Buffer.from('Sendung;Inhalt\nH-1;B\n'));
    session.end();
    expect(lines).toMatchObject([{ shipment: { itemId: 'H-1', articles: [{ description: 'Bücher' }] } }]);
  });

  it('have their faults at pointers into them', () => {
    const columns = [{ column: 'a', field: 'nothing' }];
    expect(parseReading({ mapping: { ...mapping, columns } })).toMatchObject({
      kind: 'invalid',
      faults: [{ pointer: '/mapping/columns/0/field' }],
    });
    expect(parseReading({ mapping: { ...mapping, blanks: ['x'.repeat(MAPPING_BYTES)] } })).toMatchObject({
      faults: [{ pointer: '/mapping' }],
    });
    expect(() => readingSettingsOf(null, '{"mapping":{"kind":"round"}}')).toThrow('/mapping/kind');
  });
});

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
  it('name costs alone, or beside a mapping', () => {
    const findingCosts = { code: 'quarantine' } as const;
    const text = readingText({ mapping: null, findingCosts });
    expect(text).toBe('{"findingCosts":{"code":"quarantine"}}');
    expect(readingSettingsOf(null, text)).toEqual({ formatHint: null, mapping: null, costs: findingCosts });
    const both = readingSettingsOf(null, readingText({ mapping, findingCosts }));
    expect(both).toMatchObject({ mapping: { separator: ';' }, costs: findingCosts });
  });

  it('are no text where a partner has none, and come back from theirs as what is read by', () => {
    expect(readingText({ mapping: null, findingCosts: null })).toBeNull();
    expect(readingSettingsOf('csv', null)).toEqual({ formatHint: 'csv', mapping: null, costs: null });
    const settings = readingSettingsOf(null, readingText({ mapping, findingCosts: null }));
    const lines: ReadLine[] = [];
    const sink = {
      line: (line: ReadLine) => lines.push(line),
      finding: () => undefined,
      unit: () => undefined,
      message: () => undefined,
    };
    const session = openByPartner(settings, received, sink);
    session.push(Buffer.from('Sendung;Inhalt\nH-1;B\n'));
    session.end();
    expect(lines).toMatchObject([{ shipment: { itemId: 'H-1', articles: [{ description: 'Bücher' }] } }]);
  });

  it('have their faults at pointers into them', () => {
    const columns = [{ column: 'a', field: 'nothing' }];
    expect(parseReading({ mapping: { ...mapping, columns }, findingCosts: null })).toMatchObject({
      kind: 'invalid',
      faults: [{ pointer: '/mapping/columns/0/field' }],
    });
    expect(
      parseReading({ mapping: { ...mapping, blanks: ['x'.repeat(MAPPING_BYTES)] }, findingCosts: null }),
    ).toMatchObject({
      faults: [{ pointer: '/mapping' }],
    });
    expect(parseReading({ mapping: [], findingCosts: { codes: 'warn' } })).toMatchObject({
      faults: expect.arrayContaining([{ pointer: '/findingCosts/codes', message: expect.any(String) }]) as unknown,
    });
    expect(() => readingSettingsOf(null, '{"mapping":{"kind":"round"}}')).toThrow('/mapping/kind');
  });
});

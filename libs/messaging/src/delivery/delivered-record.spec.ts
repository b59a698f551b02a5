import { describe, expect, it } from '@jest/globals';
import { DeliveredRecord, headerOf } from './delivered-record.ts';

const recordWith = (headers: ConstructorParameters<typeof DeliveredRecord>[5]): DeliveredRecord =>
  new DeliveredRecord('t', 0, 0, null, null, headers, 0);

describe('a header of a record', () => {
  it('is the same asked for alone and among the others', () => {
    const wire = {
      wp_ordinal: Buffer.from('7'),
      Ce_Id: 'x',
      twice: [Buffer.from('a'), Buffer.from('b')],
      none: undefined,
    };
    for (const [name, value] of [
      ['wp_ordinal', '7'],
      ['ce_id', 'x'],
      ['twice', 'b'],
      ['none', undefined],
      ['toString', undefined],
    ] as const) {
      expect(headerOf(recordWith(wire), name)).toBe(value);
      expect(Object.hasOwn(recordWith(wire).headers, name) ? recordWith(wire).headers[name] : undefined).toBe(value);
    }
  });

  it('is absent where a record has none, and read from plain records too', () => {
    expect(headerOf(recordWith(null), 'wp_ordinal')).toBeUndefined();
    const plain = { topic: 't', partition: 0, offset: 0, key: null, value: null, headers: { a: 'b' }, timestamp: 0 };
    expect(headerOf(plain, 'a')).toBe('b');
  });
});

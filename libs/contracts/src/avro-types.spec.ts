import { describe, expect, it } from '@jest/globals';
import avro from 'avsc';
import fc from 'fast-check';
import { parseType } from './avro-types.ts';

const schema = JSON.stringify({
  type: 'record',
  name: 'Texts',
  fields: [
    { name: 'one', type: 'string' },
    { name: 'many', type: { type: 'map', values: ['boolean', 'double', 'string'] } },
  ],
});
const ours = parseType(schema);
const theirs = avro.Type.forSchema(JSON.parse(schema) as avro.Schema);

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom('', 'x'.repeat(42), 'x'.repeat(43), 'x'.repeat(64), '’'.repeat(21), '’'.repeat(42), '😀'.repeat(21)),
);
const event = fc.record({
  one: text,
  many: fc.dictionary(
    text.filter((key) => key !== '__proto__'),
    fc.oneof(fc.boolean(), fc.double({ noNaN: true }), text),
  ),
});

describe('Texts', () => {
  it('are written byte for byte as avsc writes them', () => {
    fc.assert(fc.property(event, (each) => expect(ours.toBuffer(each).equals(theirs.toBuffer(each))).toBe(true)));
  });

  it('that find too little room say how much was missing, at whatever place it ended', () => {
    fc.assert(
      fc.property(event, fc.nat(400), (each, room) => {
        const needed = theirs.toBuffer(each).length;
        const end = ours.encode(each, Buffer.alloc(room), 0);
        expect(end).toBe(needed <= room ? needed : room - needed);
      }),
    );
  });

  it('that are none are refused', () => {
    expect(() => ours.toBuffer({ one: 7, many: {} })).toThrow();
    expect(() => ours.toBuffer({ one: '', many: { a: null } })).toThrow();
    expect(() => ours.toBuffer({ one: '', many: [] })).toThrow();
  });
});

describe('a union of null and one type', () => {
  const record = { type: 'record', name: 'Inner', fields: [{ name: 'n', type: 'int' }] };
  const field = (name: string, type: unknown) => ({ name, type: ['null', type], default: null });
  const schema = {
    type: 'record',
    name: 'Outer',
    fields: [
      field('text', 'string'),
      field('number', 'double'),
      field('record', record),
      field('texts', { type: 'array', items: 'string' }),
    ],
  };
  const type = parseType(JSON.stringify(schema));
  // avsc by itself, without what is done here.
  const plain = avro.Type.forSchema(schema as avro.Schema);
  const value = { text: 'Łódź', number: 0.5, record: { n: 7 }, texts: ['a'] };
  const nothing = { text: null, number: null, record: null, texts: null };

  it('is written as avsc writes it, and read back', () => {
    for (const each of [value, nothing, { ...value, text: 'x'.repeat(200) }, {}]) {
      expect(type.toBuffer(each)).toEqual(plain.toBuffer(each));
      expect(type.fromBuffer(type.toBuffer(each))).toEqual({ ...nothing, ...each });
    }
  });

  it('refuses what is neither, and bytes that state a third branch', () => {
    for (const wrong of [{ text: 7 }, { number: '7' }, { record: 'n' }, { texts: {} }])
      expect(() => type.toBuffer({ ...value, ...wrong })).toThrow();
    for (const field of [0, 1, 2, 3]) {
      const branches = [0, 0, 0, 0].map((branch, at) => (at === field ? 4 : branch));
      expect(() => type.fromBuffer(Buffer.from(branches))).toThrow();
    }
  });
});

import { describe, expect, it } from '@jest/globals';
// @ts-expect-error plain JavaScript, so that it runs before anything is built
import { incompatibilities, obstacles } from './compatibility.mjs';

type Obstacle = { path: string; code: string; message: string };

const record = (...fields: object[]) => ({ type: 'record', name: 'Event', namespace: 'watchpost', fields });
const withType = (type: unknown) => record({ name: 'f', type });

const codes = (reader: unknown, writer: unknown) =>
  (obstacles(reader, writer) as Obstacle[]).map(({ path, code }) => `${path} ${code}`);

describe('Reading what another schema wrote', () => {
  it.each([
    ['the same schema', withType('int'), withType('int')],
    [
      'a field that is new and has a default',
      record({ name: 'a', type: 'int' }, { name: 'b', type: 'int', default: 0 }),
      record({ name: 'a', type: 'int' }),
    ],
    [
      'a field that is gone',
      record({ name: 'a', type: 'int' }),
      record({ name: 'a', type: 'int' }, { name: 'b', type: 'int' }),
    ],
    [
      'fields in another order',
      record({ name: 'a', type: 'int' }, { name: 'b', type: 'int' }),
      record({ name: 'b', type: 'int' }, { name: 'a', type: 'int' }),
    ],
    [
      'a field renamed with an alias',
      record({ name: 'new', aliases: ['old'], type: 'int' }),
      record({ name: 'old', type: 'int' }),
    ],
    ['a record renamed with an alias', { ...withType('int'), name: 'Fact', aliases: ['Event'] }, withType('int')],
    ['another namespace', { ...withType('int'), namespace: 'elsewhere' }, withType('int')],
    ['int as long', withType('long'), withType('int')],
    ['int as double', withType('double'), withType('int')],
    ['long as float', withType('float'), withType('long')],
    ['float as double', withType('double'), withType('float')],
    ['string as bytes', withType('bytes'), withType('string')],
    ['bytes as string', withType('string'), withType('bytes')],
    ['a type that became nullable', withType(['null', 'string']), withType('string')],
    ['a union with one branch more', withType(['null', 'string', 'int']), withType(['null', 'string'])],
    ['a union branch promoted', withType(['null', 'long']), withType(['null', 'int'])],
    ['a union of one branch as that branch', withType('string'), withType(['string'])],
    [
      'an enum with a symbol more',
      withType({ type: 'enum', name: 'E', symbols: ['A', 'B'] }),
      withType({ type: 'enum', name: 'E', symbols: ['A'] }),
    ],
    [
      'an enum symbol gone where a default stands in',
      withType({ type: 'enum', name: 'E', symbols: ['A'], default: 'A' }),
      withType({ type: 'enum', name: 'E', symbols: ['A', 'B'] }),
    ],
    ['array items promoted', withType({ type: 'array', items: 'long' }), withType({ type: 'array', items: 'int' })],
    ['map values promoted', withType({ type: 'map', values: 'double' }), withType({ type: 'map', values: 'float' })],
    [
      'the same fixed',
      withType({ type: 'fixed', name: 'F', size: 4 }),
      withType({ type: 'fixed', name: 'F', size: 4 }),
    ],
    ['a logical type put on a plain one', withType({ type: 'string', logicalType: 'uuid' }), withType('string')],
    [
      'a decimal with more digits',
      withType({ type: 'bytes', logicalType: 'decimal', precision: 12, scale: 2 }),
      withType({ type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 }),
    ],
  ])('lets %s pass', (_what, reader, writer) => {
    expect(codes(reader, writer)).toEqual([]);
  });

  it.each([
    ['a field that is new and has no default', record({ name: 'a', type: 'int' }), record(), '/a missing-default'],
    [
      'a nullable field without a default',
      record({ name: 'a', type: ['null', 'int'] }),
      record(),
      '/a missing-default',
    ],
    ['long as int', withType('int'), withType('long'), '/f type'],
    ['double as float', withType('float'), withType('double'), '/f type'],
    ['string as int', withType('int'), withType('string'), '/f type'],
    ['boolean as int', withType('int'), withType('boolean'), '/f type'],
    [
      'an array as a map',
      withType({ type: 'map', values: 'int' }),
      withType({ type: 'array', items: 'int' }),
      '/f type',
    ],
    [
      'array items of another type',
      withType({ type: 'array', items: 'int' }),
      withType({ type: 'array', items: 'string' }),
      '/f/[] type',
    ],
    [
      'map values of another type',
      withType({ type: 'map', values: 'int' }),
      withType({ type: 'map', values: 'string' }),
      '/f/{} type',
    ],
    ['a union as a simple type', withType('string'), withType(['null', 'string']), '/f union-branch'],
    [
      'a union branch that is gone',
      withType(['null', 'string']),
      withType(['null', 'string', 'int']),
      '/f union-branch',
    ],
    ['a simple type no branch reads', withType(['null', 'string']), withType('int'), '/f union-branch'],
    [
      'an enum symbol that is gone',
      withType({ type: 'enum', name: 'E', symbols: ['A'] }),
      withType({ type: 'enum', name: 'E', symbols: ['A', 'B'] }),
      '/f enum-symbol',
    ],
    [
      'an enum of another name',
      withType({ type: 'enum', name: 'E', symbols: ['A'] }),
      withType({ type: 'enum', name: 'D', symbols: ['A'] }),
      '/f name',
    ],
    [
      'a fixed of another size',
      withType({ type: 'fixed', name: 'F', size: 4 }),
      withType({ type: 'fixed', name: 'F', size: 8 }),
      '/f fixed-size',
    ],
    [
      'a fixed of another name',
      withType({ type: 'fixed', name: 'F', size: 4 }),
      withType({ type: 'fixed', name: 'G', size: 4 }),
      '/f name',
    ],
    ['a record of another name', { ...withType('int'), name: 'Fact' }, withType('int'), '/ name'],
    [
      'milliseconds as microseconds',
      withType({ type: 'long', logicalType: 'timestamp-micros' }),
      withType({ type: 'long', logicalType: 'timestamp-millis' }),
      '/f logical-type',
    ],
    [
      'a decimal of another scale',
      withType({ type: 'bytes', logicalType: 'decimal', precision: 9, scale: 3 }),
      withType({ type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 }),
      '/f decimal',
    ],
    [
      'a decimal with fewer digits',
      withType({ type: 'bytes', logicalType: 'decimal', precision: 5, scale: 2 }),
      withType({ type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 }),
      '/f decimal',
    ],
  ])('refuses %s', (_what, reader, writer, expected) => {
    expect(codes(reader, writer)).toEqual([expected]);
  });

  it('names a field deep inside by its path', () => {
    const address = (...fields: object[]) => ({ type: 'record', name: 'Address', fields });
    const party = (inner: object) => ({
      type: 'record',
      name: 'Party',
      fields: [{ name: 'address', type: ['null', inner] }],
    });
    const shipment = (inner: object) =>
      record({ name: 'parties', type: { type: 'array', items: party(inner) } }, { name: 'main', type: 'Party' });
    const reader = shipment(address({ name: 'city', type: 'string' }, { name: 'street', type: 'string' }));
    const writer = shipment(address({ name: 'city', type: 'string' }));
    expect(codes(reader, writer)).toEqual([
      '/parties/[]/address/street missing-default',
      '/main/address/street missing-default',
    ]);
  });

  it('comes to an end on records that contain themselves', () => {
    const tree = (type: string) => ({
      type: 'record',
      name: 'Tree',
      fields: [
        { name: 'value', type },
        { name: 'children', type: { type: 'array', items: 'Tree' } },
      ],
    });
    expect(codes(tree('long'), tree('int'))).toEqual([]);
    expect(codes(tree('int'), tree('long'))).toEqual(['/value type']);
  });
});

describe('A change against every version kept', () => {
  const first = record({ name: 'a', type: 'int' });
  const second = record({ name: 'a', type: 'int' }, { name: 'b', type: 'string', default: '' });
  const history = [
    { version: 1, schema: first },
    { version: 2, schema: second },
  ];
  const whom = (current: object) =>
    (incompatibilities(current, history) as (Obstacle & { version: number; who: string })[]).map(
      ({ path, version, who }) => `${path}: ${who} of ${version}`,
    );

  it('passes where old records and old consumers can live with it', () => {
    expect(
      whom(
        record(
          { name: 'a', type: 'int' },
          { name: 'b', type: 'string', default: '' },
          { name: 'c', type: 'int', default: 1 },
        ),
      ),
    ).toEqual([]);
  });

  it('is refused for old records of any version, not only the last', () => {
    expect(whom(record({ name: 'a', type: 'int' }, { name: 'b', type: 'string' }))).toEqual(['/b: old records of 1']);
  });

  it('is refused for old consumers that need a field which is gone', () => {
    expect(whom(record({ name: 'b', type: 'string', default: '' }))).toEqual([
      '/a: old consumers of 1',
      '/a: old consumers of 2',
    ]);
  });
});

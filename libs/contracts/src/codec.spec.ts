import { describe, expect, it } from '@jest/globals';
import { featuresOf, type RecordedFeatures, recordedFeatures } from './assessed-features.ts';
import { FRAME_BYTES, UndecodableError, UnencodableError } from './framing.ts';
import { createCodec } from './codec.ts';
import { type ShipmentAssessed } from './generated/events.ts';
import { catalogueIds, type SchemaIds } from './schema-ids.ts';
import { declaredEvent, progressedEvent } from '../test/events.ts';
import { topics } from './topics.ts';

const ids = catalogueIds();
const codec = createCodec(ids);

/** A registry's view in which one more writer's schema is known, under id 900. */
const withWriter = (schema: unknown): SchemaIds => ({
  ...ids,
  current: (name) => ids.current(name),
  all: () => ids.all(),
  fetch: async () => {},
  schemaOf: (id) => (id === 900 ? JSON.stringify(schema) : ids.schemaOf(id)),
});

const framed = (id: number, ...body: number[]): Buffer => {
  const frame = Buffer.alloc(FRAME_BYTES);
  frame.writeInt32BE(id, 1);
  return Buffer.concat([frame, Buffer.from(body)]);
};

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof UndecodableError) return error.code;
    throw error;
  }
  throw new Error('decoded');
};

const assessedRest: Omit<ShipmentAssessed, 'declared'> = {
  assessmentId: '5f0c0c56-91a5-5b7e-9d0a-6a3c1b1f0e55',
  run: 'live',
  outcome: 'ASSESSED',
  episode: 0,
  scenario: 'fentanyl@1',
  score: 0.83,
  band: 'high',
  recommendation: 'HOLD',
  reasons: [
    { factor: 'hs-family', outcome: 'listed', value: '293333', weight: 2.5, text: 'HS 2933.33', rule: 'hs-family@1' },
  ],
  features: { declaredMass: 0.42, firstSeen: true, hs: '293333' },
  snapshot: null,
  ruling: null,
  assessedAt: 1_795_500_000_123,
};

describe('the codec', () => {
  it('gives back what was put in', () => {
    const value = codec.encode(topics.shipmentsDeclared, declaredEvent);
    expect(value[0]).toBe(0);
    expect(value.readInt32BE(1)).toBe(ids.current('shipment-declared').id);
    expect(codec.decode(topics.shipmentsDeclared, value)).toEqual(declaredEvent);
  });

  it('hands out values that later encoding does not touch', () => {
    const first = codec.encode(topics.alertsProgressed, progressedEvent);
    const copy = Buffer.from(first);
    codec.encode(topics.alertsProgressed, { ...progressedEvent, port: 'another-port' });
    expect(first.equals(copy)).toBe(true);
  });

  it('encodes events larger than anything before them', () => {
    const evidence = { note: 'x'.repeat(3_000_000) };
    const value = codec.encode(topics.alertsProgressed, { ...progressedEvent, evidence });
    expect(codec.decode(topics.alertsProgressed, value).evidence).toEqual(evidence);
  });

  it('names the field that does not fit', () => {
    const wrong = { ...declaredEvent, place: { ...declaredEvent.place, offset: 1.5 } };
    expect(() => codec.encode(topics.shipmentsDeclared, wrong)).toThrow(UnencodableError);
    expect(() => codec.encode(topics.shipmentsDeclared, wrong)).toThrow(
      /shipment-declared \/place\/offset is not a valid long/,
    );
  });

  it('writes the default of a field that is left out', () => {
    const { postedAt: _postedAt, ...shipment } = declaredEvent.shipment;
    const partial = { ...declaredEvent, shipment } as typeof declaredEvent;
    const value = codec.encode(topics.shipmentsDeclared, partial);
    expect(codec.decode(topics.shipmentsDeclared, value).shipment.postedAt).toBeNull();
  });
});

describe('an assessed event around a declared one', () => {
  it('is the same bytes as encoding the whole', () => {
    const declared = codec.encode(topics.shipmentsDeclared, declaredEvent);
    const whole = codec.encode(topics.shipmentsAssessed, { declared: declaredEvent, ...assessedRest });
    expect(codec.encodeAssessed(declared, assessedRest).equals(whole)).toBe(true);
  });

  it('grows with a declared part larger than the slab', () => {
    const shipment = {
      ...declaredEvent.shipment,
      containers: Array.from({ length: 40_000 }, (_, i) => `CONT${i}`.padEnd(11, '0')),
    };
    const event = { ...declaredEvent, shipment };
    const fresh = createCodec(ids);
    const value = fresh.encodeAssessed(codec.encode(topics.shipmentsDeclared, event), assessedRest);
    expect(codec.decode(topics.shipmentsAssessed, value)).toEqual({ declared: event, ...assessedRest });
  });

  it('re-encodes a declared part that another version wrote', () => {
    const schema = JSON.parse(ids.current('shipment-declared').schema) as { fields: object[] };
    const writer = { ...schema, fields: [...schema.fields, { name: 'later', type: 'int', default: 0 }] };
    const other = createCodec(withWriter(writer));
    const declared = codec.encode(topics.shipmentsDeclared, declaredEvent);
    const older = Buffer.concat([framed(900), declared.subarray(FRAME_BYTES), Buffer.from([8])]);
    const whole = codec.encode(topics.shipmentsAssessed, { declared: declaredEvent, ...assessedRest });
    expect(other.encodeAssessed(older, assessedRest).equals(whole)).toBe(true);
  });

  it('names the field of the rest that does not fit', () => {
    const declared = codec.encode(topics.shipmentsDeclared, declaredEvent);
    const wrong = { ...assessedRest, outcome: 'MAYBE' as 'ASSESSED' };
    expect(() => codec.encodeAssessed(declared, wrong)).toThrow(/shipment-assessed \/outcome is not a valid enum/);
  });
});

describe('features of an assessed event', () => {
  const declared = codec.encode(topics.shipmentsDeclared, declaredEvent);
  const decoded = (values: RecordedFeatures) =>
    codec.decode(
      topics.shipmentsAssessed,
      codec.encodeAssessed(declared, { ...assessedRest, ...recordedFeatures(values) }),
    );

  it('are read as they were recorded, whether the schema has a field for them or not', () => {
    const values = { hs_group: 'fentanyl', gross_mass_kg: 0.42, of_the_future: true };
    const event = decoded(values);
    expect(featuresOf(event)).toEqual(values);
    expect(event.snapshot).toMatchObject({ hs_group: 'fentanyl', gross_mass_kg: 0.42, value_usd: null });
    expect(event.features).toEqual({ of_the_future: true });
  });

  it('cost no names where the schema has fields for them', () => {
    const [few, more] = [{ gross_mass_kg: 1 }, { gross_mass_kg: 1, consignor_consignees_7d: 2 }];
    const sizeOf = (values: RecordedFeatures) =>
      codec.encodeAssessed(declared, { ...assessedRest, ...recordedFeatures(values) }).length;
    expect(sizeOf(more) - sizeOf(few)).toBe(8);
  });

  it('of the first version of the schema are read, too', () => {
    const first = ids.all().find(({ schemaName, version }) => schemaName === 'shipment-assessed' && version === 1)!;
    // A conveyance has one field more by now.
    const withoutConveyance = { ...declaredEvent, shipment: { ...declaredEvent.shipment, conveyance: null } };
    const whole = codec.encode(topics.shipmentsAssessed, { declared: withoutConveyance, ...assessedRest });
    // Version 1 ends where snapshot and ruling begin, which are one byte each where there is none.
    const value = Buffer.concat([framed(first.id), whole.subarray(FRAME_BYTES, -2)]);
    expect(featuresOf(codec.decode(topics.shipmentsAssessed, value))).toEqual(assessedRest.features);
  });
});

describe('writers of other versions', () => {
  const progressed = JSON.parse(ids.current('alert-progressed').schema) as { fields: { name: string }[] };

  it('are read through the current schema, unknown fields left out', () => {
    const writer = { ...progressed, fields: [{ name: 'added', type: 'string' }, ...progressed.fields] };
    const other = createCodec(withWriter(writer));
    const body = codec.encode(topics.alertsProgressed, progressedEvent).subarray(FRAME_BYTES);
    const value = Buffer.concat([framed(900, 4, 0x68, 0x69), body]);
    expect(other.decode(topics.alertsProgressed, value)).toEqual(progressedEvent);
  });

  it('may live in another namespace', () => {
    const other = createCodec(withWriter({ ...progressed, namespace: 'elsewhere' }));
    const body = codec.encode(topics.alertsProgressed, progressedEvent).subarray(FRAME_BYTES);
    expect(other.decode(topics.alertsProgressed, Buffer.concat([framed(900), body]))).toEqual(progressedEvent);
  });

  it('are refused where they cannot be read', () => {
    const writer = { ...progressed, fields: progressed.fields.filter(({ name }) => name !== 'port') };
    const other = createCodec(withWriter(writer));
    expect(codeOf(() => other.decode(topics.alertsProgressed, framed(900, 0)))).toBe('avro.unreadable-schema');
  });

  it('are asked for only where they are not known', async () => {
    const asked: number[][] = [];
    const watched = createCodec({
      ...withWriter('string'),
      fetch: async (wanted) => void asked.push([...wanted]),
    });
    const known = codec.encode(topics.alertsProgressed, progressedEvent);
    expect(watched.prepare([known, null, Buffer.from('text'), known])).toBeUndefined();
    await watched.prepare([known, framed(901), framed(902), framed(901)]);
    expect(asked).toEqual([[901, 902]]);
  });
});

describe('hostile values', () => {
  const id = ids.current('alert-progressed').id;
  const value = codec.encode(topics.alertsProgressed, progressedEvent);

  it.each([
    ['no frame', Buffer.from('{"json":true}'), 'avro.frame'],
    ['nothing', Buffer.alloc(0), 'avro.frame'],
    ['half a frame', Buffer.from([0, 0, 0]), 'avro.frame'],
    ['an id nobody gave', framed(123_456_789, 0), 'avro.unknown-schema'],
    ['an end in the middle', value.subarray(0, value.length - 3), 'avro.truncated'],
    ['a frame alone', framed(id), 'avro.truncated'],
    ['bytes after the end', Buffer.concat([value, Buffer.from([1])]), 'avro.trailing'],
  ])('with %s are refused', (_what, bytes, code) => {
    expect(codeOf(() => codec.decode(topics.alertsProgressed, bytes))).toBe(code);
  });

  it('that state a length below zero or without end are refused', () => {
    expect(codeOf(() => codec.decode(topics.alertsProgressed, framed(id, 1)))).toBe('avro.truncated');
    const endless = framed(id, ...Array.from({ length: 400 }, () => 0xff), 0x01);
    expect(codeOf(() => codec.decode(topics.alertsProgressed, endless))).toBe('avro.truncated');
  });

  it('that state more elements than there are bytes are refused before anything is allocated', () => {
    const writer = {
      type: 'record',
      name: 'Bomb',
      fields: [{ name: 'items', type: { type: 'array', items: 'null' } }],
    };
    const bomb = createCodec({
      ...withWriter(writer),
      current: () => ({ schemaName: 'bomb', version: 1, id: 900, schema: JSON.stringify(writer) }),
    });
    const twoThousandMillion = framed(900, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0);
    expect(codeOf(() => bomb.decode(topics.alertsProgressed, twoThousandMillion))).toBe('avro.block-count');
    const oneBlock = framed(900, 4, 0, 0, 0);
    expect(codeOf(() => bomb.decode(topics.alertsProgressed, oneBlock))).toBe('avro.block-count');
  });

  it('that hide a block in a field nobody reads are refused as well', () => {
    const progressed = JSON.parse(ids.current('alert-progressed').schema) as { fields: object[] };
    const items = { name: 'ignored', type: { type: 'array', items: 'null' } };
    const other = createCodec(withWriter({ ...progressed, fields: [items, ...progressed.fields] }));
    const bytes = framed(900, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0, ...value.subarray(FRAME_BYTES));
    expect(codeOf(() => other.decode(topics.alertsProgressed, bytes))).toBe('avro.block-count');
  });

  it('that are the right value with one byte changed never do worse than being refused', () => {
    for (let at = 0; at < value.length; at++) {
      for (const byte of [0x00, 0x01, 0x7f, 0x80, 0xff]) {
        const changed = Buffer.from(value);
        changed[at] = byte;
        try {
          codec.decode(topics.alertsProgressed, changed);
        } catch (error) {
          expect(error).toBeInstanceOf(UndecodableError);
        }
      }
    }
  });
});

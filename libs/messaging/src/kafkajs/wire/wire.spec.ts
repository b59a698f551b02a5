import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FetchedBatch } from '../client-internals.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter, sizeOfVarint, sizeOfVarlong } from './byte-writer.ts';
import { crc32c } from './crc32c.ts';
import { decodeFetch, readBatches } from './fetch-response.ts';
import { produceBody } from './produce-request.ts';
import { mostBytesOf, type WritableRecord, writeRecordBatch } from './record-batch.ts';

const require = createRequire(import.meta.url);
const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => object;
const decodeClientBatch = require('kafkajs/src/protocol/recordBatch/v0/decoder') as (
  decoder: object,
) => Promise<ClientBatch>;
const clientFetch = require('kafkajs/src/protocol/requests/fetch/v11/response') as {
  decode(raw: Buffer): Promise<ClientFetch>;
};
const clientProduce = require('kafkajs/src/protocol/requests/produce/v7/request') as (values: object) => {
  encode(): Promise<{ buffer: Buffer }>;
};

interface ClientRecord {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: object;
}
interface ClientBatch {
  readonly records: readonly ClientRecord[];
}
interface ClientFetch {
  readonly responses: readonly { topicName: string; partitions: readonly { messages: readonly ClientRecord[] }[] }[];
}

const NOW = 1_795_500_000_000;

const text = fc.oneof(fc.string({ maxLength: 80 }), fc.string({ unit: 'grapheme', maxLength: 40 }));
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const header = fc.oneof(text, bytes, fc.array(fc.oneof(text, bytes), { minLength: 2, maxLength: 3 }));
const record: fc.Arbitrary<WritableRecord> = fc.record({
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.dictionary(
    text.filter((name) => name.length > 0 && !(name in {})),
    header,
    { maxKeys: 12, noNullPrototype: true },
  ),
  timestamp: fc.integer({ min: 0, max: NOW * 2 }).map(String),
});
const records = fc.array(record, { minLength: 1, maxLength: 20 });

const writeBatch = (some: readonly WritableRecord[]): Buffer => {
  const writer = new ByteWriter(Buffer.alloc(mostBytesOf(some)));
  writeRecordBatch(writer, some, NOW);
  return writer.bytes.subarray(0, writer.at);
};
const bufferOf = (value: Buffer | string): Buffer => (typeof value === 'string' ? Buffer.from(value) : value);
const headersOf = ({ headers = {} }: WritableRecord): object =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? (value as (Buffer | string)[]).map(bufferOf) : bufferOf(value as Buffer | string),
    ]),
  );

describe('The wire format', () => {
  it('has the checksum of RFC 3720', () => {
    const of = (array: Buffer): number => crc32c(array, 0, array.length);
    expect(of(Buffer.from('123456789'))).toBe(0xe3069283);
    expect(of(Buffer.alloc(32))).toBe(0x8a9136aa);
    expect(of(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
    expect(of(Buffer.from(Array.from({ length: 32 }, (_, index) => index)))).toBe(0x46dd794e);
  });

  it('writes numbers in as many bytes as it says, and reads them back', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -(2 ** 51), max: 2 ** 51 }), (short, long) => {
        const writer = new ByteWriter(Buffer.alloc(64));
        writer.varint(short);
        expect(writer.at).toBe(sizeOfVarint(short));
        writer.varlong(long);
        expect(writer.at).toBe(sizeOfVarint(short) + sizeOfVarlong(long));
        writer.int64(long);
        const reader = new ByteReader(writer.bytes);
        expect([reader.varint(), reader.varlong(), reader.int64()]).toEqual([short, long, long]);
      }),
    );
  });

  it('writes batches that kafkajs reads', async () => {
    await fc.assert(
      fc.asyncProperty(records, async (some) => {
        const { records: read } = await decodeClientBatch(new Decoder(writeBatch(some)));
        expect(read.map(({ offset }) => Number(offset))).toEqual(some.map((_, index) => index));
        read.forEach((each, index) => {
          const { key, value, timestamp } = some[index]!;
          expect([each.key, each.value, each.timestamp]).toEqual([key, value, timestamp]);
          expect(each.headers).toEqual(headersOf(some[index]!));
        });
      }),
      { numRuns: 60 },
    );
  });

  it('reads what it writes, headers only when they are asked for', () => {
    fc.assert(
      fc.property(records, (some) => {
        const read = readBatches(Buffer.concat([writeBatch(some), writeBatch(some)]))!;
        expect(read).toHaveLength(2 * some.length);
        read.forEach((each, index) => {
          const { key, value, timestamp } = some[index % some.length]!;
          expect([each.key, each.value, String(each.timestamp)]).toEqual([key, value, timestamp]);
          expect(each.headers).toEqual(headersOf(some[index % some.length]!));
        });
      }),
      { numRuns: 60 },
    );
  });

  it('reads one header by its name: the last that stands under it, in whatever case', () => {
    const headers = { CE_ID: 'a', ce_type: 'b', ce_i: 'c', Ce_Id: ['d', 'Straße'] };
    const [read] = readBatches(writeBatch([{ key: null, value: null, headers, timestamp: '5' }]))!;
    const names = ['ce_id', 'ce_type', 'ce_i', 'ce_'];
    expect(names.map((name) => read!.textHeader(name))).toEqual(['Straße', 'b', 'c', undefined]);
    expect(names.map((name) => read!.textHeaders()[name])).toEqual(['Straße', 'b', 'c', undefined]);
  });

  it('lets kafkajs sort out what lies before the offset it asked for, and what is not for readers', () => {
    const plain = [1, 2, 3].map((number) => ({ key: null, value: Buffer.from(`${number}`), timestamp: '5' }));
    const control = writeBatch(plain);
    control.writeInt16BE(0x30, 21); // of a transaction, and its end
    const from = (offset: string, ...batches: Buffer[]) =>
      new FetchedBatch('t', offset, {
        partition: 0,
        messages: readBatches(Buffer.concat(batches)),
        highWatermark: '9',
      });
    expect(from('0', writeBatch(plain)).messages).toHaveLength(3);
    expect(from('2', writeBatch(plain)).messages.map(({ value }) => String(value))).toEqual(['3']);
    expect(from('0', writeBatch(plain), control).messages).toHaveLength(3);
    expect(from('0', control).messages).toEqual([]);
  });

  it('gives no meaning to names of headers that an object has itself', () => {
    const names = ['toString', '__proto__', 'constructor'];
    const headers = Object.fromEntries(names.map((name) => [name, 'x']));
    const [read] = readBatches(writeBatch([{ key: null, value: null, headers, timestamp: '5' }]))!;
    expect(Object.entries(read!.textHeaders()).map(([name, value]) => `${name} ${value}`)).toEqual([
      'tostring x',
      '__proto__ x',
      'constructor x',
    ]);
  });

  it('writes the request that kafkajs writes', async () => {
    const topicData = ['a.v1', 'b.v1'].map((topic) => ({
      topic,
      partitions: [0, 7].map((partition) => ({
        partition,
        messages: [
          {
            key: Buffer.from('k'),
            value: Buffer.from('v'),
            headers: { ce_id: '1', place: 'Straße' },
            timestamp: '1700000000000',
          },
          { key: null, value: null, headers: {}, timestamp: '1700000000500' },
        ],
      })),
    }));
    const ours = produceBody({ acks: -1, timeout: 30_000, topicData }, NOW);
    const theirs = (await clientProduce({ acks: -1, timeout: 30_000, topicData }).encode()).buffer;
    expect(await produced(ours)).toEqual(await produced(theirs));
  });

  it('reads the answer that kafkajs reads', async () => {
    const raw = fetchAnswer(
      writeBatch([{ key: Buffer.from('k'), value: Buffer.from('v'), headers: { a: 'b' }, timestamp: '5' }]),
    );
    const ours = (await decodeFetch(raw, refuse)) as unknown as ClientFetch;
    const theirs = await clientFetch.decode(raw);
    const shape = ({ responses }: ClientFetch) =>
      responses.map(({ topicName, partitions }) => ({
        topicName,
        partitions: partitions.map(({ messages, ...partition }) => ({
          ...partition,
          messages: messages.map(({ offset, timestamp, key, value, headers }) => ({
            offset: Number(offset),
            timestamp: Number(timestamp),
            key,
            value,
            headers,
          })),
        })),
      }));
    expect(shape(ours)).toEqual(shape(theirs));
  });

  it('leaves out what the broker cut off, and hands what it does not read itself to kafkajs', async () => {
    const whole = writeBatch([{ key: null, value: Buffer.from('v'), timestamp: '5' }]);
    for (let cut = 0; cut < whole.length; cut += 1) {
      expect(readBatches(Buffer.concat([whole, whole.subarray(0, cut)]))).toHaveLength(1);
    }
    const compressed = Buffer.from(whole);
    compressed.writeInt16BE(1, 21);
    expect(readBatches(compressed)).toBeNull();
    const handed: Buffer[] = [];
    await decodeFetch(fetchAnswer(compressed), async (bytes) => {
      handed.push(bytes);
      return [];
    });
    expect(handed).toEqual([compressed]);
  });
});

const refuse = (): Promise<never> => Promise.reject(new Error('it is not compressed'));

/** The batches of a request, read by kafkajs; what is before them must be equal as bytes. */
async function produced(body: Buffer): Promise<object[]> {
  const reader = new ByteReader(body, 8);
  const found: object[] = [{ head: body.subarray(0, 8) }];
  for (let topics = reader.int32(); topics > 0; topics -= 1) {
    const topic = reader.text16();
    for (let left = reader.int32(); left > 0; left -= 1) {
      const partition = reader.int32();
      const length = reader.int32();
      const { records: read } = await decodeClientBatch(new Decoder(body.subarray(reader.at, reader.at + length)));
      found.push({
        topic,
        partition,
        read: read.map(({ key, value, headers, timestamp }) => ({ key, value, headers, timestamp })),
      });
      reader.at += length;
    }
  }
  expect(reader.left).toBe(0);
  return found;
}

function fetchAnswer(batch: Buffer): Buffer {
  const writer = new ByteWriter(Buffer.alloc(batch.length + 200));
  writer.int32(0);
  writer.int16(0);
  writer.int32(0);
  writer.int32(1);
  writer.text16('t.v1');
  writer.int32(1);
  writer.int32(3);
  writer.int16(0);
  for (const offset of [9, 9, 0]) writer.int64(offset);
  writer.int32(1);
  writer.int64(77);
  writer.int64(2);
  writer.int32(-1);
  writer.int32(batch.length);
  writer.raw(batch);
  return writer.bytes.subarray(0, writer.at);
}

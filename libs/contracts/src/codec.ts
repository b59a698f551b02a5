import type avro from 'avsc';
import { misfit, parseType, resolverOf } from './avro-types.ts';
import { FRAME_BYTES, UndecodableError, UnencodableError, writerIdOf } from './framing.ts';
import { type ShipmentAssessed } from './generated/events.ts';
import { type SchemaIds } from './schema-ids.ts';
import { type TopicDefinition, topics } from './topics.ts';

/**
 * Events to bytes and back: Avro in Confluent framing. One codec serves a process; it is not shared between threads.
 */
export interface Codec {
  /** The value of a record. @throws UnencodableError naming the field that does not fit */
  encode<T>(topic: TopicDefinition<T>, event: T): Buffer;
  /**
   * The event of a value, whichever version of the schema wrote it. Values are not trusted: lengths and counts are checked against the bytes that
   * are there. @throws UndecodableError
   */
  decode<T>(topic: TopicDefinition<T>, value: Buffer): T;
  /**
   * An assessed event around the value of the `shipments.declared` record it belongs to: the declared part is copied as it came and not encoded again.
   * `declaredValue` must have been decoded before (that is what checks it). @throws UndecodableError, UnencodableError
   */
  encodeAssessed(declaredValue: Buffer, rest: Omit<ShipmentAssessed, 'declared'>): Buffer;
  /**
   * Makes sure that the writer's schemas of these values are known, asking the registry where there is one. Call it before decoding a batch; it answers
   * undefined, without waiting, where nothing has to be fetched. Rejects with an error with `transient: true` where the registry is away.
   */
  prepare(values: Iterable<Buffer | null>): Promise<void> | undefined;
}

/** @param ids from {@link loadSchemaIds} or {@link catalogueIds} */
export const createCodec = (ids: SchemaIds): Codec => new AvroCodec(ids);

/** What one topic's events are written with and read into. */
interface Channel {
  readonly id: number;
  readonly type: avro.Type;
  /** By the writer's id; absent for the type itself. */
  readonly resolvers: Map<number, Reader>;
}

interface Reader {
  readonly type: avro.Type;
  readonly resolver: ReturnType<typeof resolverOf> | undefined;
}

const FIRST_SLAB_BYTES = 256 * 1024;

class AvroCodec implements Codec {
  readonly #ids: SchemaIds;
  readonly #channels = new Map<string, Channel>();
  readonly #writers = new Map<number, avro.Type>();
  /** Everything is encoded here first, then copied out in one piece of exactly its size. */
  #slab = Buffer.allocUnsafeSlow(FIRST_SLAB_BYTES);
  #assessedRest: avro.Type | undefined;

  constructor(ids: SchemaIds) {
    this.#ids = ids;
  }

  encode<T>(topic: TopicDefinition<T>, event: T): Buffer {
    const { id, type } = this.#channelOf(topic.schemaName);
    this.#writeFrame(id);
    return this.#copyOut(this.#write(type, event, FRAME_BYTES, topic.schemaName));
  }

  decode<T>(topic: TopicDefinition<T>, value: Buffer): T {
    const channel = this.#channelOf(topic.schemaName);
    const writerId = writerIdOf(value);
    if (writerId === null) throw new UndecodableError('avro.frame', 'the value is not in Confluent framing');
    const { type, resolver } = channel.resolvers.get(writerId) ?? this.#addReader(channel, writerId, topic.schemaName);
    return read(type, value, resolver) as T;
  }

  encodeAssessed(declaredValue: Buffer, rest: Omit<ShipmentAssessed, 'declared'>): Buffer {
    const declared = this.#channelOf(topics.shipmentsDeclared.schemaName);
    if (writerIdOf(declaredValue) !== declared.id) {
      return this.encode(topics.shipmentsAssessed, {
        declared: this.decode(topics.shipmentsDeclared, declaredValue),
        ...rest,
      });
    }
    const assessed = this.#channelOf(topics.shipmentsAssessed.schemaName);
    this.#assessedRest ??= parseType(withoutFirstField(this.#ids.current(topics.shipmentsAssessed.schemaName).schema));
    this.#reserve(declaredValue.length);
    this.#writeFrame(assessed.id);
    declaredValue.copy(this.#slab, FRAME_BYTES, FRAME_BYTES);
    return this.#copyOut(
      this.#write(this.#assessedRest, rest, declaredValue.length, topics.shipmentsAssessed.schemaName),
    );
  }

  prepare(values: Iterable<Buffer | null>): Promise<void> | undefined {
    let unknown: Set<number> | undefined;
    let last = -1;
    for (const value of values) {
      const id = value && writerIdOf(value);
      if (id === null || id === last) continue;
      last = id;
      if (this.#ids.schemaOf(id) === undefined) (unknown ??= new Set()).add(id);
    }
    return unknown && this.#ids.fetch([...unknown]);
  }

  #channelOf(schemaName: string): Channel {
    return this.#channels.get(schemaName) ?? this.#addChannel(schemaName);
  }

  #addChannel(schemaName: string): Channel {
    const { id, schema } = this.#ids.current(schemaName);
    const type = parseType(schema);
    const channel = { id, type, resolvers: new Map<number, Reader>([[id, { type, resolver: undefined }]]) };
    this.#channels.set(schemaName, channel);
    return channel;
  }

  #addReader(channel: Channel, writerId: number, schemaName: string): Reader {
    const writer = this.#writerOf(writerId);
    const reader = { type: channel.type, resolver: resolve(channel.type, writer, writerId, schemaName) };
    channel.resolvers.set(writerId, reader);
    return reader;
  }

  #writerOf(id: number): avro.Type {
    const known = this.#writers.get(id);
    if (known) return known;
    const schema = this.#ids.schemaOf(id);
    if (schema === undefined) throw new UndecodableError('avro.unknown-schema', `no schema has the id ${id}`);
    const type = parseWriter(schema, id);
    this.#writers.set(id, type);
    return type;
  }

  #writeFrame(id: number): void {
    this.#slab[0] = 0;
    this.#slab.writeInt32BE(id, 1);
  }

  /** Encodes into the slab from `start` on, growing it as needed. Answers where it ended. */
  #write(type: avro.Type, event: unknown, start: number, schemaName: string): number {
    let end = encodeInto(type, event, this.#slab, start, schemaName);
    while (end < 0) {
      this.#reserve(this.#slab.length - end);
      end = encodeInto(type, event, this.#slab, start, schemaName);
    }
    return end;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#slab.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(bytes, this.#slab.length * 2));
    this.#slab.copy(grown);
    this.#slab = grown;
  }

  #copyOut(length: number): Buffer {
    const value = Buffer.allocUnsafe(length);
    this.#slab.copy(value, 0, 0, length);
    return value;
  }
}

/** Negative where so many bytes were missing. */
function encodeInto(type: avro.Type, event: unknown, slab: Buffer, start: number, schemaName: string): number {
  try {
    return type.encode(event, slab, start);
  } catch (cause) {
    const found = misfit(type, event);
    const path = found?.path ?? '/';
    throw new UnencodableError(path, `${schemaName} ${path} is not a valid ${found?.expected ?? type.typeName}`, {
      cause,
    });
  }
}

function read(type: avro.Type, value: Buffer, resolver: Reader['resolver']): unknown {
  let decoded: { value: unknown; offset: number };
  try {
    decoded = type.decode(value, FRAME_BYTES, resolver);
  } catch (error) {
    if (error instanceof UndecodableError) throw error;
    throw new UndecodableError('avro.invalid', error instanceof Error ? error.message : String(error), {
      cause: error,
    });
  }
  // avsc answers -1 where it ran over the end, and a position that is not a number where a length was absurd.
  if (!(decoded.offset >= 0)) throw new UndecodableError('avro.truncated', 'the value ends before the event does');
  if (decoded.offset < value.length) {
    throw new UndecodableError('avro.trailing', `${value.length - decoded.offset} bytes follow the event`);
  }
  return decoded.value;
}

function resolve(reader: avro.Type, writer: avro.Type, writerId: number, schemaName: string) {
  try {
    return resolverOf(reader, writer);
  } catch (cause) {
    throw new UndecodableError('avro.unreadable-schema', `schema ${writerId} cannot be read as ${schemaName}`, {
      cause,
    });
  }
}

function parseWriter(schema: string, id: number): avro.Type {
  try {
    return parseType(schema);
  } catch (cause) {
    throw new UndecodableError('avro.unreadable-schema', `schema ${id} is no Avro schema`, { cause });
  }
}

function withoutFirstField(schema: string): string {
  const record = JSON.parse(schema) as { fields: { name: string; type: unknown }[] };
  const [declared, ...fields] = record.fields;
  if (declared?.name !== 'declared') throw new Error('shipment-assessed must begin with the field declared');
  const rest = { ...record, fields };
  // Types that were defined inside the declared part are needed by what follows it.
  return JSON.stringify(withDefinitions(rest, declared.type));
}

/** Writes out, where `node` first names it, a type that only `source` defines. */
function withDefinitions(node: unknown, source: unknown): unknown {
  const definitions = new Map<string, object>();
  collect(source, definitions);
  const inline = (inner: unknown): unknown => {
    if (typeof inner === 'string') {
      const definition = definitions.get(inner);
      if (!definition) return inner;
      definitions.delete(inner);
      return inline(definition);
    }
    if (Array.isArray(inner)) return inner.map(inline);
    const schema = inner as Record<string, unknown>;
    const parts = Object.entries(schema).map(([key, value]) => {
      if (key === 'type' || key === 'items' || key === 'values') return [key, inline(value)];
      if (key !== 'fields') return [key, value];
      return [key, (value as object[]).map(inline)];
    });
    return Object.fromEntries(parts) as unknown;
  };
  return inline(node);
}

function collect(node: unknown, definitions: Map<string, object>): void {
  if (Array.isArray(node)) {
    for (const branch of node) collect(branch, definitions);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const schema = node as {
    name?: string;
    namespace?: string;
    fields?: { type: unknown }[];
    type?: unknown;
    items?: unknown;
    values?: unknown;
  };
  if (schema.name !== undefined && schema.fields)
    definitions.set(`${schema.namespace ?? 'watchpost'}.${schema.name}`, node);
  for (const inner of [...(schema.fields ?? []).map(({ type }) => type), schema.type, schema.items, schema.values]) {
    collect(inner, definitions);
  }
}

import avro from 'avsc';
import { UndecodableError } from './framing.ts';

/** The part of avsc's tap that reading a block needs; avsc does not declare it. */
interface Tap {
  readonly buf: Buffer & { utf8Write(text: string, at: number, length?: number): number };
  pos: number;
  readLong(): number;
  skipLong(): void;
  readInt(): number;
  readString(): string;
  skipString(): void;
  writeLong(value: number): void;
}

/** UTF-16 units of which at most 126 bytes come, whose length Avro writes as one byte. */
const SHORT = 42;

/**
 * avsc writes texts of up to 64 bytes character by character, which takes half of the time of encoding an assessment. Node's own writer is several times faster, and
 * tells the length of a short text as it goes.
 */
function writeText(tap: Tap, text: string): void {
  const { buf, pos } = tap;
  if (text.length <= SHORT && pos + text.length * 3 < buf.length) {
    const bytes = buf.utf8Write(text, pos + 1);
    if (bytes < 64) {
      buf[pos] = bytes << 1;
      tap.pos = pos + 1 + bytes;
      return;
    }
  }
  const bytes = Buffer.byteLength(text);
  tap.writeLong(bytes);
  const start = tap.pos;
  tap.pos += bytes;
  // Beyond the end avsc only counts, so that who encodes knows how much room was missing.
  if (tap.pos <= buf.length) buf.utf8Write(text, start, bytes);
}

class TextType extends avro.types.StringType {
  _write(tap: Tap, value: unknown): void {
    if (typeof value === 'string') writeText(tap, value);
    else (avro.types.StringType.prototype as unknown as Writing)._write.call(this, tap, value);
  }
}

interface Writing {
  _write(tap: Tap, value: unknown): void;
}

const unwrapped = avro.types.UnwrappedUnionType.prototype as unknown as Writing;

/** `["null", "string"]`, the most frequent type of all: without asking for the kind of the value, and for a branch by it. */
class NullableTextType extends avro.types.UnwrappedUnionType {
  _write(tap: Tap, value: unknown): void {
    if (value === null) return tap.writeLong(0);
    if (typeof value !== 'string') return unwrapped._write.call(this, tap, value);
    tap.writeLong(1);
    writeText(tap, value);
  }

  _read(tap: Tap): string | null {
    const branch = tap.readLong();
    if (branch === 0) return null;
    if (branch === 1) return tap.readString();
    throw new UndecodableError('avro.invalid', `a union of two types states the ${branch}th`);
  }
}

/** `["null", T]`. */
class NullableType extends avro.types.UnwrappedUnionType {
  _write(tap: Tap, value: unknown): void {
    if (value === null) tap.writeLong(0);
    else unwrapped._write.call(this, tap, value);
  }

  _read(tap: Tap): unknown {
    const branch = tap.readLong();
    if (branch === 0) return null;
    if (branch === 1) return (this.types[1] as unknown as Reading)._read(tap);
    throw new UndecodableError('avro.invalid', `a union of two types states the ${branch}th`);
  }
}

interface Reading {
  _read(tap: Tap): unknown;
  _skip(tap: Tap): void;
}

/**
 * avsc believes whatever count an array or map block states, and allocates for it: five bytes can ask for two thousand million elements.
 * No element of ours is empty, so a block never has more elements than there are bytes left; what says otherwise is refused.
 */
function readBlockCount(tap: Tap): number {
  const stated = tap.readLong();
  if (stated < 0) tap.skipLong();
  const count = Math.abs(stated);
  const left = tap.buf.length - tap.pos;
  if (count === 0 || count <= left) return count;
  throw new UndecodableError(
    'avro.block-count',
    `a block states ${count} elements, and ${Math.max(left, 0)} bytes are left`,
  );
}

/** A writer's schema from elsewhere may have empty elements (`array<null>`): such blocks would multiply from few bytes. */
function requireProgress(tap: Tap, start: number, count: number): void {
  if (tap.pos - start >= count) return;
  throw new UndecodableError('avro.block-count', `a block of ${count} elements took ${tap.pos - start} bytes`);
}

function skipBlocks(tap: Tap, skipElement: () => void): void {
  for (let count = readBlockCount(tap); count > 0; count = readBlockCount(tap)) {
    const start = tap.pos;
    for (let i = 0; i < count; i++) skipElement();
    requireProgress(tap, start, count);
  }
}

class GuardedArrayType extends avro.types.ArrayType {
  _read(tap: Tap): unknown[] {
    const items = this.itemsType as unknown as Reading;
    let values: unknown[] | undefined;
    let at = 0;
    for (let count = readBlockCount(tap); count > 0; count = readBlockCount(tap)) {
      const start = tap.pos;
      values ??= new Array<unknown>(count);
      for (let i = 0; i < count; i++) values[at++] = items._read(tap);
      requireProgress(tap, start, count);
    }
    return values ?? [];
  }

  _skip(tap: Tap): void {
    const items = this.itemsType as unknown as Reading;
    skipBlocks(tap, () => items._skip(tap));
  }
}

class GuardedMapType extends avro.types.MapType {
  _write(tap: Tap, value: unknown): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      (avro.types.MapType.prototype as unknown as Writing)._write.call(this, tap, value);
      return;
    }
    const values = (this as unknown as { valuesType: Writing }).valuesType;
    const entries = value as Record<string, unknown>;
    const keys = Object.keys(entries);
    if (keys.length > 0) tap.writeLong(keys.length);
    for (const key of keys) {
      writeText(tap, key);
      values._write(tap, entries[key]);
    }
    tap.writeLong(0);
  }

  _read(tap: Tap): Record<string, unknown> {
    const values = (this as unknown as { valuesType: Reading }).valuesType;
    const read: Record<string, unknown> = {};
    for (let count = readBlockCount(tap); count > 0; count = readBlockCount(tap)) {
      for (let i = 0; i < count; i++) {
        const key = tap.readString();
        const value = values._read(tap);
        if (key === '__proto__') throw new UndecodableError('avro.invalid', 'a map has the key __proto__');
        read[key] = value;
      }
    }
    return read;
  }

  _skip(tap: Tap): void {
    const values = (this as unknown as { valuesType: Reading }).valuesType;
    skipBlocks(tap, () => {
      tap.skipString();
      values._skip(tap);
    });
  }
}

/** Unions of anything else than null and one type are left to avsc. */
function nullableOf(schema: Extract<avro.Schema, readonly unknown[]>, options: unknown): avro.Type | undefined {
  if (schema.length !== 2 || schema[0] !== 'null') return undefined;
  return schema[1] === 'string' ? new NullableTextType(schema, options) : new NullableType(schema, options);
}

type TypeHook = (schema: avro.Schema, options: unknown) => avro.Type | undefined;

const guard: TypeHook = (schema, options) => {
  if (schema === 'string') return new TextType();
  if (Array.isArray(schema)) return nullableOf(schema, options);
  const kind = (schema as { type?: unknown } | null)?.type;
  if (kind === 'array') return new GuardedArrayType(schema, options);
  if (kind === 'map') return new GuardedMapType(schema, options);
  return undefined;
};

/**
 * A type that can read what it does not trust. Records come out as plain objects without avsc's methods.
 * @param schema self-contained Avro schema as JSON text
 * @throws where it is none
 */
export function parseType(schema: string): avro.Type {
  return avro.Type.forSchema(JSON.parse(schema) as avro.Schema, {
    omitRecordMethods: true,
    typeHook: guard as TypeHook,
  });
}

/** Names are matched without their namespace, as the Avro specification says and avsc by itself does not. */
export const resolverOf = (reader: avro.Type, writer: avro.Type) =>
  reader.createResolver(writer, { ignoreNamespaces: true });

/** Field names that stand on the way to the first value that does not fit: `/place/offset`; `/` where it is the whole. */
export function misfit(type: avro.Type, value: unknown): { readonly path: string; readonly expected: string } | null {
  let found: { path: string; expected: string } | null = null;
  type.isValid(value, {
    errorHook: (path, _value, expected) => {
      found ??= { path: `/${path.join('/')}`, expected: expected.typeName };
    },
  });
  return found;
}

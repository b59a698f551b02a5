/** Confluent framing: a zero byte, the writer schema's id as a big-endian 32-bit integer, then Avro binary. */
export const FRAME_BYTES = 5;

/** Why a value cannot be decoded; stable, so that dead letters can be listed by it. */
export type UndecodableCode =
  | 'avro.frame'
  | 'avro.unknown-schema'
  | 'avro.unreadable-schema'
  | 'avro.truncated'
  | 'avro.trailing'
  | 'avro.block-count'
  | 'avro.invalid';

/** The bytes are not what the topic carries: trying again does not help. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError';
  constructor(
    readonly code: UndecodableCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The event does not fit its schema: a mistake of whoever made it. `path` names the first field that does not: `/place/offset`. */
export class UnencodableError extends Error {
  override readonly name = 'UnencodableError';
  constructor(
    readonly path: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * The id of the schema that wrote this value.
 * @returns null where the value is not framed (shorter than a frame, or another first byte)
 */
export function writerIdOf(value: Buffer): number | null {
  if (value.length < FRAME_BYTES || value[0] !== 0) return null;
  return value.readInt32BE(1);
}

import { createHash, hash } from 'node:crypto';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** UUIDv7, given at intake. */
export type ManifestId = Branded<'ManifestId'>;
/** UUIDv5 of (manifest id, ordinal). */
export type LineId = Branded<'LineId'>;
/** UUIDv5 of (scheme, issuer, number). */
export type ShipmentId = Branded<'ShipmentId'>;
/** UUIDv5 of (kind of subject, subject, port, event id of the assessment that opened it). */
export type AlertId = Branded<'AlertId'>;
/** UUIDv5 of (stage, subject, its version, run). */
export type EventId = Branded<'EventId'>;
/** The partner's short name as operations gave it: `[a-z0-9][a-z0-9-]{1,62}`. */
export type PartnerId = Branded<'PartnerId'>;
/** The port's short name as operations gave it: `[a-z0-9][a-z0-9-]{1,62}`. */
export type PortId = Branded<'PortId'>;

/** The run of everything that happens on live data; a replay has a run of its own. */
export const LIVE_RUN = 'live';

/** Namespace under which every Watchpost id is derived: UUIDv5 of the URL namespace and `urn:watchpost:v1`. */
export const WATCHPOST_NAMESPACE = uuidOf(
  createHash('sha1')
    .update(Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex'))
    .update('urn:watchpost:v1')
    .digest('hex'),
);

const namespaceBytes = Buffer.from(WATCHPOST_NAMESPACE.replaceAll('-', ''), 'hex');
/** Holds the namespace and, behind it, the name that is being hashed: ids are made several for each line, and a buffer for each would cost more than its hash. */
const named = Buffer.alloc(1024);
namespaceBytes.copy(named);

/** Separates the parts of a name so that ('ab', 'c') and ('a', 'bc') differ; it occurs in no identifier. */
const PART = '\u001f';

/**
 * UUIDv5 (RFC 9562, 5.5) of the parts, in Watchpost's namespace. Equal parts give equal ids everywhere and for ever:
 * that is what makes doing work twice harmless.
 */
export function deterministicId(...parts: readonly (string | number)[]): string {
  return uuidOf(hash('sha1', inNamespace(parts.join(PART)), 'hex'));
}

/** Good until the next call. */
function inNamespace(name: string): Buffer {
  const start = namespaceBytes.length;
  // A UTF-16 unit takes three bytes at most.
  if (start + name.length * 3 > named.length) return Buffer.concat([namespaceBytes, Buffer.from(name)]);
  return named.subarray(0, start + named.write(name, start));
}

function uuidOf(sha1: string): string {
  const variant = ((Number.parseInt(sha1[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${sha1.slice(0, 8)}-${sha1.slice(8, 12)}-5${sha1.slice(13, 16)}-${variant}${sha1.slice(17, 20)}-${sha1.slice(20, 32)}`;
}

/**
 * UUIDv7 (RFC 9562, 5.7): 48 bits of time, then randomness. Time and randomness come in as arguments.
 * @param at epoch milliseconds
 * @param random at least 10 random bytes
 */
export function timeOrderedId(at: number, random: Uint8Array): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(at, 0, 6);
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** When a UUIDv7 was made, epoch milliseconds. */
export const timeOfId = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

export const lineIdOf = (manifest: string, ordinal: number): LineId =>
  deterministicId('line', manifest, ordinal) as LineId;

/**
 * What a shipment is known by.
 *  - `S10`: issuer is the country in the number itself;
 *  - `HOUSE`: issuer is the forwarder that issued the bill where stated, else the declaring partner;
 *  - `DOCUMENT`: no number of its own; issuer is the declarant, number is document reference and item number.
 */
export interface ShipmentIdentity {
  readonly scheme: 'S10' | 'HOUSE' | 'DOCUMENT';
  readonly issuer: string;
  readonly number: string;
}

export const shipmentIdOf = (identity: ShipmentIdentity): ShipmentId =>
  deterministicId('shipment', identity.scheme, identity.issuer, identity.number) as ShipmentId;

export const eventIdOf = (
  stage: string,
  subject: string,
  version: string,
  run: string,
  ...more: readonly string[]
): EventId => deterministicId('event', stage, subject, version, run, ...more) as EventId;

export const alertIdOf = (subjectKind: string, subject: string, port: string, opening: string): AlertId =>
  deterministicId('alert', subjectKind, subject, port, opening) as AlertId;

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** In the form in which ids are written here: hyphens, lower case. Of any version. */
export const isUuid = (text: string): boolean => uuid.test(text);

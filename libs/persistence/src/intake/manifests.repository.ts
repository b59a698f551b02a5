import { LessThan } from 'typeorm';
import { bulkRows, columns } from '../bulk.ts';
import { type Database, type Queryable } from '../database.ts';
import { firstIdOf } from './day-partitions.repository.ts';
import { ManifestEntity } from './manifest.entity.ts';

/** A manifest as it is taken. Times in epoch milliseconds. */
export interface NewManifest {
  readonly manifestId: string;
  readonly partner: string;
  readonly testMode: boolean;
  /** Two manifests of a partner with the same one are the same manifest. */
  readonly dedupeKey: string;
  /** SHA-256, hex. */
  readonly digest: string;
  readonly size: number;
  readonly chunks: number;
  readonly contentType: string | null;
  readonly formatHint: string | null;
  /** Of settings that were kept before; null where its partner has none. */
  readonly readingId: string | null;
  readonly traceparent: string | null;
  readonly receivedAt: number;
  readonly receipt: string;
  /** The whole of it; null where its chunks have been stored before. */
  readonly body: Buffer | null;
  /** Bytes of its largest chunk. */
  readonly chunkBytes: number;
}

/** How many later manifests go first for each chunk that a large one has sent. */
const TURN_STRIDE = 16;

/**
 * Stores manifests with their bytes and what is to be published of them in one statement, which is one transaction: several senders share one
 * flush of the write-ahead log. A manifest that is there already (by its partner, mode and dedupe key) is left out.
 * @returns sequence numbers by manifest id, of those that were stored now
 */
export async function storeManifests(
  on: Queryable,
  manifests: readonly NewManifest[],
): Promise<ReadonlyMap<string, number>> {
  const bodies = manifests.map(({ body }) => body ?? Buffer.alloc(0));
  const starts: number[] = [];
  let total = 0;
  for (const body of bodies) {
    starts.push(total + 1);
    total += body.length;
  }
  const rows = bulkRows(
    {
      manifest_id: columns.uuid(manifests, ({ manifestId }) => manifestId),
      partner: columns.text(manifests, ({ partner }) => partner),
      test_mode: columns.boolean(manifests, ({ testMode }) => testMode),
      dedupe_key: columns.text(manifests, ({ dedupeKey }) => dedupeKey),
      digest: columns.text(manifests, ({ digest }) => digest),
      size: columns.bigint(manifests, ({ size }) => size),
      chunks: columns.int(manifests, ({ chunks }) => chunks),
      content_type: columns.text(manifests, ({ contentType }) => contentType),
      format_hint: columns.text(manifests, ({ formatHint }) => formatHint),
      reading_id: columns.text(manifests, ({ readingId }) => readingId),
      traceparent: columns.text(manifests, ({ traceparent }) => traceparent),
      received_at: columns.time(manifests, ({ receivedAt }) => receivedAt),
      receipt: columns.text(manifests, ({ receipt }) => receipt),
      chunk_bytes: columns.int(manifests, ({ chunkBytes }) => chunkBytes),
      body_start: { type: 'int', values: starts },
      body_length: { type: 'int', values: bodies.map(({ length }) => length) },
    },
    2,
  );
  const stored = await on.query<{ manifest_id: string; sequence: string }>(
    { name: 'manifests-store', text: storeText(rows.from) },
    // One binary parameter for all bodies: as array elements they would have to be written in hex.
    [bodies.length === 1 ? bodies[0]! : Buffer.concat(bodies, total), ...rows.values],
  );
  return new Map(stored.map(({ manifest_id, sequence }) => [manifest_id, Number(sequence)]));
}

// The order by keeps two transactions that store the same keys from waiting for each other in a circle.
const storeText = (from: string): string => `with given as materialized (select * from ${from}),
  stored as (
    insert into manifests (manifest_id, partner, test_mode, dedupe_key, digest, size, chunks, content_type, format_hint, reading_id,
      traceparent, received_at, receipt)
    select manifest_id, partner, test_mode, dedupe_key, digest, size, chunks, content_type, format_hint, reading_id,
      traceparent, received_at, receipt
    from given order by partner, test_mode, dedupe_key
    on conflict (partner, test_mode, dedupe_key) do nothing
    returning manifest_id, sequence, chunks, size),
  bodies as (
    insert into manifest_chunks (manifest_id, chunk, body)
    select manifest_id, 0, substring($1::bytea from body_start for body_length)
    from given join stored using (manifest_id) where body_length > 0),
  waiting as (
    insert into manifest_outbox (manifest_id, chunk, position, bytes)
    select manifest_id, chunk, stored.sequence + chunk * ${TURN_STRIDE}, least(stored.size, given.chunk_bytes)
    from stored join given using (manifest_id), generate_series(0, stored.chunks - 1) as chunk)
  select manifest_id, sequence from stored`;

/** Stores one chunk of a manifest that is still arriving. Nobody sees it before the manifest itself is stored. */
export const storeChunk = (on: Queryable, manifestId: string, chunk: number, body: Buffer): Promise<number> =>
  on.run(
    {
      name: 'manifest-chunk-store',
      text: 'insert into manifest_chunks (manifest_id, chunk, body) values ($1, $2, $3)',
    },
    [manifestId, chunk, body],
  );

/** Forgets the chunks of a manifest that did not arrive whole, or was there before. */
export const dropChunks = (on: Queryable, manifestId: string): Promise<number> =>
  on.run('delete from manifest_chunks where manifest_id = $1', [manifestId]);

/** Chunks whose manifest never came (their sender or this service went away in the middle), of a stretch of time. */
export const dropOrphanedChunks = (on: Queryable, from: number, before: number): Promise<number> =>
  on.run(
    `delete from manifest_chunks as chunks where manifest_id >= $1 and manifest_id < $2
     and not exists (select from manifests where manifests.manifest_id = chunks.manifest_id)`,
    [firstIdOf(from), firstIdOf(before)],
  );

export interface DedupeKey {
  readonly partner: string;
  readonly testMode: boolean;
  readonly dedupeKey: string;
}

export const findByDedupeKey = (database: Database, key: DedupeKey): Promise<ManifestEntity | null> =>
  database.source.manager
    .createQueryBuilder(ManifestEntity, 'manifest')
    .where('manifest.partner = :partner and manifest.test_mode = :testMode and manifest.dedupe_key = :dedupeKey', key)
    .getOne();

/** A partner's manifest; another partner's is not found. */
export const findManifest = (database: Database, partner: string, manifestId: string): Promise<ManifestEntity | null> =>
  database.source.manager.findOneBy(ManifestEntity, { manifestId, partner });

/** A partner's manifests, the newest first. */
export const listManifests = (
  database: Database,
  partner: string,
  before: number | null,
  limit: number,
): Promise<ManifestEntity[]> =>
  database.source.manager.find(ManifestEntity, {
    where: { partner, ...(before !== null && { sequence: LessThan(before) }) },
    order: { sequence: 'DESC' },
    take: limit,
  });

/** Those that are the same manifest by this key: one in test mode at most, and one that is not. The newest first. */
export const sameManifests = (database: Database, partner: string, dedupeKey: string): Promise<ManifestEntity[]> =>
  database.source.manager
    .createQueryBuilder(ManifestEntity, 'manifest')
    .where('manifest.partner = :partner and manifest.test_mode in (false, true) and manifest.dedupe_key = :dedupeKey', {
      partner,
      dedupeKey,
    })
    .orderBy('manifest.sequence', 'DESC')
    .getMany();

/** The bytes, a chunk at a time. */
export async function* readChunks(on: Queryable, manifestId: string, chunks: number): AsyncGenerator<Buffer> {
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const [row] = await on.query<{ body: Buffer }>(
      'select body from manifest_chunks where manifest_id = $1 and chunk = $2',
      [manifestId, chunk],
    );
    if (row === undefined) throw new Error(`chunk ${chunk} of manifest ${manifestId} is not there`);
    yield row.body;
  }
}

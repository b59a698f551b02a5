import { bulkRows, columns } from '../bulk.ts';
import { type Queryable } from '../database.ts';
import { type OutboxLimits } from '../outbox/outbox.repository.ts';

/** A chunk that waits to be published, with what its event says of the manifest. */
export interface WaitingChunk {
  readonly manifestId: string;
  readonly chunk: number;
  readonly chunks: number;
  readonly sequence: number;
  readonly partner: string;
  readonly testMode: boolean;
  readonly digest: string;
  readonly size: number;
  readonly contentType: string | null;
  readonly formatHint: string | null;
  /** Of the settings it is read by; null where its partner has none. */
  readonly readingId: string | null;
  readonly traceparent: string | null;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly createdAt: Date;
}

export interface ChunkRef {
  readonly manifestId: string;
  readonly chunk: number;
}

interface WaitingRow {
  readonly manifest_id: string;
  readonly chunk: number;
  readonly chunks: number;
  readonly sequence: string;
  readonly partner: string;
  readonly test_mode: boolean;
  readonly digest: string;
  readonly size: string;
  readonly content_type: string | null;
  readonly format_hint: string | null;
  readonly reading_id: string | null;
  readonly traceparent: string | null;
  readonly received_at: Date;
  readonly created_at: Date;
}

/**
 * The next chunks in their turn, without their bodies: first chunks of manifests, and behind them, of manifests whose first chunk has gone, the
 * lowest that waits.
 * @param later at most so many chunks that are not the first of their manifest
 */
export async function waitingChunks(
  on: Queryable,
  limits: OutboxLimits,
  later: number,
): Promise<readonly WaitingChunk[]> {
  const text = `with first as (
      select * from manifest_outbox where refused is null and chunk = 0 order by position limit $1),
    later as (
      select * from manifest_outbox lowest where $3 > 0 and refused is null and chunk > 0
        and not exists (select from manifest_outbox earlier
          where earlier.manifest_id = lowest.manifest_id and earlier.chunk < lowest.chunk and earlier.refused is null)
      order by position limit $3)
    select next.manifest_id, next.chunk, next.created_at, chunks, sequence, partner, test_mode, digest, size, content_type,
      format_hint, reading_id, traceparent, received_at
    from (
      select waiting.*, sum(bytes) over (order by least(chunk, 1), position, manifest_id) - bytes as bytes_before
      from (select * from first union all select * from later) as waiting
    ) as next join manifests using (manifest_id)
    where bytes_before < $2 order by least(next.chunk, 1), position, next.manifest_id`;
  const rows = await on.query<WaitingRow>({ name: 'manifest-outbox-next', text }, [limits.rows, limits.bytes, later]);
  return rows.map((row) => ({
    manifestId: row.manifest_id,
    chunk: row.chunk,
    chunks: row.chunks,
    sequence: Number(row.sequence),
    partner: row.partner,
    testMode: row.test_mode,
    digest: row.digest,
    size: Number(row.size),
    contentType: row.content_type,
    formatHint: row.format_hint,
    readingId: row.reading_id,
    traceparent: row.traceparent,
    receivedAt: row.received_at.getTime(),
    createdAt: row.created_at,
  }));
}

const refRows = (refs: readonly ChunkRef[], first = 1) =>
  bulkRows(
    {
      manifest_id: columns.uuid(refs, ({ manifestId }) => manifestId),
      chunk: columns.int(refs, ({ chunk }) => chunk),
    },
    first,
  );

/** Bodies of chunks, in the order asked for. */
export async function bodiesOf(on: Queryable, refs: readonly ChunkRef[]): Promise<readonly Buffer[]> {
  if (refs.length === 0) return [];
  const rows = refRows(refs);
  const found = await on.query<{ manifest_id: string; chunk: number; body: Buffer }>(
    `select manifest_id, chunk, body from ${rows.from} join manifest_chunks using (manifest_id, chunk)`,
    rows.values,
  );
  const bodies = new Map(found.map(({ manifest_id, chunk, body }) => [`${manifest_id}/${chunk}`, body]));
  return refs.map(({ manifestId, chunk }) => {
    const body = bodies.get(`${manifestId}/${chunk}`);
    if (body === undefined) throw new Error(`chunk ${chunk} of manifest ${manifestId} is not there`);
    return body;
  });
}

/**
 * Takes published chunks out. A manifest whose last one this was counts as published; it is due for another publication when it is not accounted for
 * within `afterMs`, doubled with each time.
 * @param now epoch milliseconds
 */
export async function markPublished(
  on: Queryable,
  refs: readonly ChunkRef[],
  now: number,
  afterMs: number,
): Promise<void> {
  const rows = refRows(refs, 3);
  const text = `with gone as (
      delete from manifest_outbox using ${rows.from}
      where manifest_outbox.manifest_id = rows.manifest_id and manifest_outbox.chunk = rows.chunk
      returning manifest_outbox.manifest_id, manifest_outbox.chunk)
    update manifests set publications = publications + 1, published_at = coalesce(published_at, $1::timestamptz),
      republish_at = case when completed_at is null
        then $1::timestamptz + make_interval(secs => $2::float8 * power(2, least(publications, 10))) end
    from gone where manifests.manifest_id = gone.manifest_id and gone.chunk = manifests.chunks - 1`;
  await on.run({ name: 'manifest-outbox-published', text }, [new Date(now), afterMs / 1000, ...rows.values]);
}

/** Sets a chunk aside that the log will never take; it stays readable with the reason. */
export const setChunkAside = (on: Queryable, { manifestId, chunk }: ChunkRef, reason: string): Promise<number> =>
  on.run('update manifest_outbox set refused = $3 where manifest_id = $1 and chunk = $2', [manifestId, chunk, reason]);

/** Manifests that should have been accounted for by `now`. */
export async function overdueManifests(on: Queryable, now: number, limit: number): Promise<readonly string[]> {
  const rows = await on.query<{ manifest_id: string }>(
    'select manifest_id from manifests where republish_at <= $1 order by republish_at limit $2',
    [new Date(now), limit],
  );
  return rows.map(({ manifest_id }) => manifest_id);
}

/**
 * Puts manifests that were due by `now` and are still not accounted for into the outbox again, all their chunks.
 * @returns their ids
 */
export async function republishOverdue(on: Queryable, now: number, limit: number): Promise<readonly string[]> {
  const rows = await on.query<{ manifest_id: string }>(
    `with due as (
       select manifest_id from manifests where republish_at <= $1 order by republish_at limit $2 for update skip locked),
     again as (
       update manifests set republish_at = null from due where manifests.manifest_id = due.manifest_id
       returning manifests.manifest_id, chunks, size, nextval('manifest_sequence') as turn),
     waiting as (
       insert into manifest_outbox (manifest_id, chunk, position, bytes)
       select manifest_id, chunk, turn + chunk * 16, ceil(size::float8 / chunks)::int
       from again, generate_series(0, chunks - 1) as chunk
       on conflict (manifest_id, chunk) do nothing)
     select manifest_id from again`,
    [new Date(now), limit],
  );
  return rows.map(({ manifest_id }) => manifest_id);
}

export interface ManifestOutboxDepth {
  readonly waiting: number;
  readonly refused: number;
  /** When the oldest waiting chunk was put there; null where none waits. */
  readonly oldestAt: Date | null;
}

export async function depthOfManifestOutbox(on: Queryable): Promise<ManifestOutboxDepth> {
  const [row] = await on.query<{ waiting: number; refused: number; oldest: Date | null }>(`select
    (count(*) filter (where refused is null))::int as waiting, (count(*) filter (where refused is not null))::int as refused,
    min(created_at) filter (where refused is null) as oldest from manifest_outbox`);
  return { waiting: row!.waiting, refused: row!.refused, oldestAt: row!.oldest };
}

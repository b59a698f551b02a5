import { type Database, type Queryable } from '../database.ts';
import { firstIdOf } from './day-partitions.repository.ts';
import { ManifestEntity } from './manifest.entity.ts';

/** Which of the manifests kept here are meant; what is not given does not narrow it. Times in epoch milliseconds. */
export interface ArchiveScope {
  /** Received from then on. */
  readonly from?: number | undefined;
  /** Received before. */
  readonly to?: number | undefined;
  readonly partner?: string | undefined;
  readonly manifestId?: string | undefined;
}

/** What is kept of a scope. Manifests that are being read for the first time are not in it. */
export interface ArchiveSummary {
  readonly manifests: number;
  /** As they were counted when they were read; of a manifest at which its reader failed there are none. */
  readonly lines: number;
  readonly bytes: number;
  /** null where there is nothing. */
  readonly firstSequence: number | null;
  readonly lastSequence: number | null;
  /** Of everything kept, whatever the scope. Epoch milliseconds. */
  readonly earliest: number | null;
}

/** A manifest has its id when its upload begins, and its moment of receipt when that ends: so much earlier at most. */
const LONGEST_UPLOAD_MS = 3_600_000;

// The bounds by id let the database pass over other times.
const within = `($1::timestamptz is null or received_at >= $1) and ($2::timestamptz is null or received_at < $2)
  and ($3::text is null or partner = $3) and ($4::uuid is null or manifest_id = $4) and manifest_id >= $5 and manifest_id < $6
  and (lines is not null or dead_code is not null)`;

const valuesOf = ({ from, to, partner, manifestId }: ArchiveScope): unknown[] => [
  from === undefined ? null : new Date(from),
  to === undefined ? null : new Date(to),
  partner ?? null,
  manifestId ?? null,
  firstIdOf(from === undefined ? 0 : from - LONGEST_UPLOAD_MS),
  to === undefined ? 'ffffffff-ffff-ffff-ffff-ffffffffffff' : firstIdOf(to),
];

export async function summariseArchive(db: Queryable, scope: ArchiveScope): Promise<ArchiveSummary> {
  const [row] = await db.query<Record<'manifests' | 'lines' | 'bytes' | 'first' | 'last', string | null>>(
    `select count(*) as manifests, coalesce(sum(lines), 0) as lines, coalesce(sum(size), 0) as bytes,
       min(sequence) as first, max(sequence) as last from manifests where ${within}`,
    valuesOf(scope),
  );
  const [oldest] = await db.query<{ received_at: Date }>(
    'select received_at from manifests order by manifest_id limit 1',
    [],
  );
  const { manifests, lines, bytes, first, last } = row!;
  return {
    manifests: Number(manifests),
    lines: Number(lines),
    bytes: Number(bytes),
    firstSequence: first === null ? null : Number(first),
    lastSequence: last === null ? null : Number(last),
    earliest: oldest?.received_at.getTime() ?? null,
  };
}

/** In the order in which they were taken, from a sequence number on. */
export async function archivedManifests(
  db: Queryable,
  scope: ArchiveScope,
  fromSequence: number,
  limit: number,
): Promise<readonly ArchivedManifest[]> {
  const rows = await db.query<ArchivedRow>(
    `select manifest_id, sequence, partner, test_mode, format_hint, reading_id, content_type, received_at, completed_at, size, digest, format, lines
     from manifests where ${within} and sequence >= $7 order by sequence limit $8`,
    [...valuesOf(scope), fromSequence, limit],
  );
  return rows.map((row) => ({
    manifestId: row.manifest_id,
    sequence: Number(row.sequence),
    partner: row.partner,
    testMode: row.test_mode,
    formatHint: row.format_hint,
    readingId: row.reading_id,
    contentType: row.content_type,
    receivedAt: row.received_at.getTime(),
    completedAt: row.completed_at?.getTime() ?? null,
    size: Number(row.size),
    digest: row.digest,
    format: row.format,
    lines: row.lines,
  }));
}

/** Times in epoch milliseconds. */
export interface ArchivedManifest {
  readonly manifestId: string;
  readonly sequence: number;
  readonly partner: string;
  readonly testMode: boolean;
  readonly formatHint: string | null;
  /** Of the settings it was read by; null where its partner had none. */
  readonly readingId: string | null;
  readonly contentType: string | null;
  readonly receivedAt: number;
  readonly completedAt: number | null;
  readonly size: number;
  readonly digest: string;
  readonly format: string | null;
  readonly lines: number | null;
}

interface ArchivedRow {
  readonly manifest_id: string;
  readonly sequence: string;
  readonly partner: string;
  readonly test_mode: boolean;
  readonly format_hint: string | null;
  readonly reading_id: string | null;
  readonly content_type: string | null;
  readonly received_at: Date;
  readonly completed_at: Date | null;
  readonly size: string;
  readonly digest: string;
  readonly format: string | null;
  readonly lines: number | null;
}

/** Whoever's it is. */
export const findArchived = (database: Database, manifestId: string): Promise<ManifestEntity | null> =>
  database.source.manager.findOneBy(ManifestEntity, { manifestId });

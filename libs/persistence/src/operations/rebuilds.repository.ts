import { type Queryable } from '../database.ts';

/** How the live table differed from the one made anew. */
export interface TableDrift {
  readonly rows: number;
  readonly differing: number;
  readonly missing: number;
  readonly surplus: number;
  readonly largest: number;
  readonly sum: number;
  readonly examples: readonly string[];
}

/** A derived table that an operator wants made anew, and how far its owner is. Times in epoch milliseconds. */
export interface Rebuild {
  readonly rebuildId: string;
  readonly table: string;
  readonly service: string;
  readonly action: string;
  readonly rowsPerSecond: number | null;
  readonly who: string;
  readonly reason: string;
  readonly requestedAt: number;
  readonly state: string;
  readonly phase: string | null;
  readonly done: number;
  readonly total: number;
  readonly bytes: number | null;
  readonly secondsLeft: number | null;
  readonly drift: TableDrift | null;
  readonly message: string | null;
  readonly updatedAt: number;
}

export type NewRebuild = Pick<
  Rebuild,
  'rebuildId' | 'table' | 'service' | 'action' | 'rowsPerSecond' | 'who' | 'reason' | 'requestedAt'
>;

export async function insertRebuild(tx: Queryable, rebuild: NewRebuild): Promise<void> {
  const { rebuildId, table, service, action, rowsPerSecond, who, reason, requestedAt } = rebuild;
  await tx.run(
    `insert into rebuilds (rebuild_id, target, service, action, rows_per_second, who, reason, requested_at, state, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'REQUESTED', $8)`,
    [rebuildId, table, service, action, rowsPerSecond, who, reason, new Date(requestedAt)],
  );
}

/** What its owner tells. What was told later stays. */
export interface RebuildNews extends Pick<
  Rebuild,
  'rebuildId' | 'state' | 'phase' | 'done' | 'total' | 'bytes' | 'secondsLeft' | 'drift' | 'message'
> {
  /** Counts up. */
  readonly revision: number;
  readonly at: number;
}

export async function noteRebuildNews(db: Queryable, news: RebuildNews): Promise<void> {
  const { rebuildId, state, phase, done, total, bytes, secondsLeft, drift, message, revision, at } = news;
  await db.run(
    `update rebuilds set state = $2, phase = $3, done = $4, total = $5, bytes = $6, seconds_left = $7, drift = $8, message = $9, revision = $10,
       updated_at = $11
     where rebuild_id = $1 and revision < $10`,
    [rebuildId, state, phase, done, total, bytes, secondsLeft, drift, message, revision, new Date(at)],
  );
}

type Row = Omit<Rebuild, 'requestedAt' | 'updatedAt'> & { readonly requested: Date; readonly updated: Date };

/** Newest first. @param which one of them, or those that were asked for before the one named */
export async function listRebuilds(
  db: Queryable,
  which: { readonly id?: string; readonly before?: string | null; readonly limit: number },
): Promise<Rebuild[]> {
  // Ids grow with time.
  const rows = await db.query<Row>(
    `select rebuild_id as "rebuildId", target as table, service, action, rows_per_second as "rowsPerSecond", who, reason, requested_at as requested,
       state, phase, done::float8 as done, total::float8 as total, bytes::float8 as bytes, seconds_left as "secondsLeft", drift, message,
       updated_at as updated
     from rebuilds where ($1::uuid is null or rebuild_id = $1) and ($2::uuid is null or rebuild_id < $2) order by rebuild_id desc limit $3`,
    [which.id ?? null, which.before ?? null, which.limit],
  );
  return rows.map(({ requested, updated, ...row }) => ({
    ...row,
    requestedAt: requested.getTime(),
    updatedAt: updated.getTime(),
  }));
}

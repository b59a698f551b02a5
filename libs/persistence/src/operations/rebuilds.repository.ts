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

/** Begins the next one of this service's own, unless one is running. @returns null where there is nothing to do */
export async function takeOwnRebuild(db: Queryable, service: string): Promise<Rebuild | null> {
  const [row] = await db.query<{ id: string }>(
    `update rebuilds set state = 'RUNNING', revision = revision + 1, updated_at = clock_timestamp()
     where rebuild_id = (select rebuild_id from rebuilds where state = 'REQUESTED' and service = $1
         and not exists (select from rebuilds where state = 'RUNNING' and service = $1)
       order by rebuild_id limit 1 for update skip locked)
     returning rebuild_id as id`,
    [service],
  );
  return row ? ((await listRebuilds(db, { id: row.id, limit: 1 }))[0] ?? null) : null;
}

export type OwnProgress = Partial<Pick<Rebuild, 'state' | 'phase' | 'done' | 'total' | 'drift' | 'message'>>;

/** Only while it runs. @returns false where somebody has ended it */
export async function noteOwnRebuild(on: Queryable, rebuildId: string, progress: OwnProgress): Promise<boolean> {
  const { state, phase, done, total, drift, message } = progress;
  const rows = await on.run(
    `update rebuilds set state = coalesce($2, state), phase = coalesce($3, phase), done = coalesce($4, done), total = coalesce($5, total),
       drift = coalesce($6, drift), message = coalesce($7, message), revision = revision + 1, updated_at = clock_timestamp()
     where rebuild_id = $1 and state = 'RUNNING'`,
    [rebuildId, state, phase, done, total, drift, message],
  );
  return rows > 0;
}

/** Ends one of this service's own that has not ended. */
export const abortOwnRebuild = (on: Queryable, rebuildId: string, message: string): Promise<number> =>
  on.run(
    `update rebuilds set state = 'ABORTED', message = $2, revision = revision + 1, updated_at = clock_timestamp()
     where rebuild_id = $1 and state in ('REQUESTED', 'RUNNING')`,
    [rebuildId, message],
  );

/** Those of this service's own of which nothing was heard for so long. By the clock of the database. */
export const failSilentRebuilds = (db: Queryable, service: string, silentMs: number): Promise<number> =>
  db.run(
    `update rebuilds set state = 'FAILED', message = 'the process that made it has died; the live table is as it was', revision = revision + 1,
       updated_at = clock_timestamp()
     where state = 'RUNNING' and service = $1 and updated_at < clock_timestamp() - $2 * interval '1 millisecond'`,
    [service, silentMs],
  );

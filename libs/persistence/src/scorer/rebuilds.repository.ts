import { type Database, type Queryable, type Transaction } from '../database.ts';

export type RebuildAction = 'PLAN' | 'COMPARE' | 'SWAP';
export type RebuildState = 'REQUESTED' | 'RUNNING' | 'PLANNED' | 'COMPARED' | 'SWAPPED' | 'ABORTED' | 'FAILED';

/** How the live table differed from the one made anew, both as of one moment. */
export interface RebuildDrift {
  /** Of the table made anew. */
  readonly rows: number;
  readonly differing: number;
  /** Rows that the live table lacked. */
  readonly missing: number;
  /** Rows that only the live table had. */
  readonly surplus: number;
  /** Of the differences of a count, without their sign. */
  readonly largest: number;
  readonly sum: number;
  readonly examples: readonly string[];
}

export interface RebuildRow {
  readonly rebuildId: string;
  readonly target: string;
  readonly action: RebuildAction;
  readonly rowsPerSecond: number | null;
  readonly state: RebuildState;
  readonly phase: string | null;
  readonly done: number;
  readonly total: number;
  readonly bytes: number | null;
  readonly drift: RebuildDrift | null;
  readonly message: string | null;
  readonly revision: number;
  /** Epoch milliseconds; null before it is begun. */
  readonly startedAt: number | null;
}

export interface NewRebuild extends Pick<RebuildRow, 'rebuildId' | 'target' | 'action' | 'rowsPerSecond'> {
  /** Epoch milliseconds. */
  readonly requestedAt: number;
}

const selected = `rebuild_id as "rebuildId", target, action, rows_per_second as "rowsPerSecond", state, phase, done::float8 as done,
  total::float8 as total, bytes::float8 as bytes, drift, message, revision, (extract(epoch from started_at) * 1000)::float8 as "startedAt"`;

/** One that is known already is left as it is. */
export const requestRebuild = (db: Queryable, { rebuildId, target, action, rowsPerSecond, requestedAt }: NewRebuild) =>
  db.run(
    `insert into rebuilds (rebuild_id, target, action, rows_per_second, state, requested_at)
     values ($1, $2, $3, $4, 'REQUESTED', $5) on conflict do nothing`,
    [rebuildId, target, action, rowsPerSecond, new Date(requestedAt)],
  );

/** Ends one that has not ended; whoever works on it notices with its next transaction. */
export const abortRebuild = (db: Queryable, rebuildId: string, message: string): Promise<number> =>
  db.run(
    `update rebuilds set state = 'ABORTED', message = $2, revision = revision + 1
     where rebuild_id = $1 and state in ('REQUESTED', 'RUNNING')`,
    [rebuildId, message],
  );

/** Begins the next one, unless one is running. @returns null where there is nothing to do */
export async function takeRebuild(db: Queryable, owner: string, leaseMs: number): Promise<RebuildRow | null> {
  const [row] = await db.query<RebuildRow>(
    `update rebuilds set state = 'RUNNING', owner = $1, leased_until = clock_timestamp() + $2 * interval '1 millisecond',
       started_at = clock_timestamp(), revision = revision + 1
     where rebuild_id = (select rebuild_id from rebuilds where state = 'REQUESTED'
         and not exists (select from rebuilds where state = 'RUNNING') order by requested_at limit 1 for update skip locked)
     returning ${selected}`,
    [owner, leaseMs],
  );
  return row ?? null;
}

/** Somebody else has ended it: nothing of this transaction may stand. */
export class RebuildLostError extends Error {
  override readonly name = 'RebuildLostError';
}

/**
 * Part of every transaction of the one who works on it: it is his still, and stays his for as long as the lease.
 * @throws RebuildLostError
 */
export async function holdRebuild(
  tx: Queryable,
  held: { readonly rebuildId: string; readonly owner: string; readonly leaseMs: number },
): Promise<void> {
  const rows = await tx.run(
    `update rebuilds set leased_until = clock_timestamp() + $3 * interval '1 millisecond'
     where rebuild_id = $1 and owner = $2 and state = 'RUNNING'`,
    [held.rebuildId, held.owner, held.leaseMs],
  );
  if (rows === 0) throw new RebuildLostError(`rebuild ${held.rebuildId} was ended by somebody else`);
}

/** Those whose process was not heard of until their lease ran out. */
export const failAbandonedRebuilds = (db: Queryable): Promise<number> =>
  db.run(
    `update rebuilds set state = 'FAILED', message = 'the process that made it has died; the live table is as it was',
       revision = revision + 1
     where state = 'RUNNING' and leased_until < clock_timestamp()`,
  );

export type RebuildProgress = Partial<
  Pick<RebuildRow, 'state' | 'phase' | 'done' | 'total' | 'bytes' | 'drift' | 'message'>
>;

/** Only while it runs. */
export async function noteRebuild(tx: Queryable, rebuildId: string, progress: RebuildProgress): Promise<void> {
  const { state, phase, done, total, bytes, drift, message } = progress;
  await tx.run(
    `update rebuilds set state = coalesce($2, state), phase = coalesce($3, phase), done = coalesce($4, done), total = coalesce($5, total),
       bytes = coalesce($6, bytes), drift = coalesce($7, drift), message = coalesce($8, message), revision = revision + 1
     where rebuild_id = $1 and state = 'RUNNING'`,
    [rebuildId, state, phase, done, total, bytes, drift, message],
  );
}

/** How they stand, where operations was not told of it. */
export const untoldRebuilds = (db: Database): Promise<RebuildRow[]> =>
  db.query<RebuildRow>(`select ${selected} from rebuilds where told < revision order by requested_at limit 100`);

export const markTold = (db: Database, { rebuildId, revision }: Pick<RebuildRow, 'rebuildId' | 'revision'>) =>
  db.run('update rebuilds set told = greatest(told, $2) where rebuild_id = $1', [rebuildId, revision]);

/** Taken by whoever makes or drops the tables that a rebuild works in. */
export const lockRebuildTables = (tx: Transaction): Promise<number> =>
  tx.run('select pg_advisory_xact_lock($1)', [7_305_402]);

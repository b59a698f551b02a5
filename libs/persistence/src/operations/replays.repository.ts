import { bulkRows, columns } from '../bulk.ts';
import { type Queryable, type Transaction } from '../database.ts';

/**
 * `rescore`: decided anew by a chosen scenario, with what was known at the time. `reproduce`: decided again by the same scenario; every byte has to be the
 * same. `recompute`: decided again by what was known according to the log, folded anew. `reread`: read again from the raw bytes, and decided by what is read now.
 */
export type ReplayMode = 'rescore' | 'reproduce' | 'recompute' | 'reread';
export type ReplayState = 'waiting' | 'running' | 'paused' | 'done' | 'aborted' | 'failed';

/** What a replay is about; what is not given does not narrow it. */
export interface ReplayScope {
  /** Epoch milliseconds; decided from then on. */
  readonly from?: number;
  /** Epoch milliseconds; decided before. */
  readonly to?: number;
  readonly partner?: string;
  readonly manifestId?: string;
  /** ISO 3166-1 alpha-2. */
  readonly origin?: string;
  /** ISO 3166-1 alpha-2. */
  readonly destination?: string;
  readonly band?: string;
  readonly recommendation?: string;
}

export interface NewReplay {
  readonly replayId: string;
  readonly mode: ReplayMode;
  readonly scope: ReplayScope;
  /** Format that manifests are read as again; null: as their senders named it. Of `reread`. */
  readonly format: string | null;
  /** id@version. */
  readonly scenario: string;
  /** Texts by file name. */
  readonly scenarioFiles: Readonly<Record<string, string>>;
  /** Shipments a second; null: no limit. */
  readonly rate: number | null;
  /** Of one core; null: no limit. */
  readonly share: number | null;
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly createdBy: string;
  /** Records to be read, or lines where they come from raw bytes. */
  readonly total: number;
}

/** Times in epoch milliseconds. */
export interface Replay extends NewReplay {
  readonly state: ReplayState;
  readonly endedAt: number | null;
  readonly failure: string | null;
  readonly done: number;
  /** A worker has it and has been heard of. */
  readonly attended: boolean;
  /** Records a second of the present run; null before it has one. */
  readonly measuredRate: number | null;
  /** How long workers have been at it. */
  readonly activeMs: number;
}

/** A stretch of one partition, and how far it is done. Of `reread`: a stretch of manifests by their sequence numbers, counted from 0. */
export interface ReplayPosition {
  readonly partition: number;
  readonly first: number;
  readonly next: number;
  readonly end: number;
}

/** A worker that is not heard of for so long has lost its replay. */
const LEASE = `interval '10 seconds'`;
/** Starts without a step forward before a replay counts as failed. */
export const MOST_FRUITLESS_STARTS = 5;
/** Any number that nothing else locks. */
const CLAIM_LOCK = 7_305_201;

export async function insertReplay(
  tx: Transaction,
  replay: NewReplay,
  positions: readonly Omit<ReplayPosition, 'next'>[],
): Promise<void> {
  await tx.run(
    `insert into replays (replay_id, mode, state, scope, format, scenario, scenario_files, rate, share, reason, created_at, created_by, total)
     values ($1, $2, 'waiting', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      replay.replayId,
      replay.mode,
      replay.scope,
      replay.format,
      replay.scenario,
      replay.scenarioFiles,
      replay.rate,
      replay.share,
      replay.reason,
      new Date(replay.createdAt),
      replay.createdBy,
      replay.total,
    ],
  );
  const rows = bulkRows(
    {
      partition: columns.int(positions, ({ partition }) => partition),
      first_offset: columns.bigint(positions, ({ first }) => first),
      end_offset: columns.bigint(positions, ({ end }) => end),
    },
    2,
  );
  await tx.run(
    `insert into replay_positions (replay_id, partition, first_offset, next_offset, end_offset)
     select $1, partition, first_offset, first_offset, end_offset from ${rows.from}`,
    [replay.replayId, ...rows.values],
  );
}

interface Found {
  replay_id: string;
  mode: ReplayMode;
  state: ReplayState;
  scope: ReplayScope;
  format: string | null;
  scenario: string;
  scenario_files: Record<string, string>;
  rate: number | null;
  share: number | null;
  reason: string;
  created_at: Date;
  created_by: string;
  ended_at: Date | null;
  failure: string | null;
  total: string;
  done: string;
  attended: boolean;
  measured_rate: number | null;
  active_ms: string;
}

const runMs = `extract(epoch from coalesce(progressed_at, run_started_at) - run_started_at) * 1000`;
const seen = `replay_id, mode, state, scope, format, scenario, rate, share, reason, created_at, created_by, ended_at, failure, total, done,
  coalesce(lease_until > now(), false) as attended,
  case when ${runMs} > 0 then ((done - run_started_done) / (${runMs} / 1000))::float8 end as measured_rate,
  (active_ms + coalesce(${runMs}, 0))::bigint as active_ms`;

const replayOf = (row: Found): Replay => ({
  replayId: row.replay_id,
  mode: row.mode,
  state: row.state,
  scope: row.scope,
  format: row.format,
  scenario: row.scenario,
  scenarioFiles: row.scenario_files ?? {},
  rate: row.rate,
  share: row.share,
  reason: row.reason,
  createdAt: row.created_at.getTime(),
  createdBy: row.created_by,
  endedAt: row.ended_at?.getTime() ?? null,
  failure: row.failure,
  total: Number(row.total),
  done: Number(row.done),
  attended: row.attended,
  measuredRate: row.measured_rate,
  activeMs: Number(row.active_ms),
});

/** Without its scenario's texts. @returns null where there is none */
export async function findReplay(db: Queryable, replayId: string): Promise<Replay | null> {
  const [row] = await db.query<Found>(`select ${seen} from replays where replay_id = $1`, [replayId]);
  return row ? replayOf(row) : null;
}

/** Newest first, from before `before` (a replay's id, which begins with its time) on; without their scenarios' texts. */
export async function listReplays(db: Queryable, before: string | null, limit: number): Promise<Replay[]> {
  const rows = await db.query<Found>(
    `select ${seen} from replays where $1::uuid is null or replay_id < $1 order by replay_id desc limit $2`,
    [before, limit],
  );
  return rows.map(replayOf);
}

/** The last one of this mode that ended, to tell how fast the next will be. */
export async function lastDone(db: Queryable, mode: ReplayMode): Promise<Replay | null> {
  const [row] = await db.query<Found>(
    `select ${seen} from replays where mode = $1 and state = 'done' and rate is null and share is null order by ended_at desc limit 1`,
    [mode],
  );
  return row ? replayOf(row) : null;
}

/** Changes the state where it is one of `from`. @returns whether it was */
export async function moveReplay(
  tx: Transaction,
  replayId: string,
  from: readonly ReplayState[],
  to: ReplayState,
): Promise<boolean> {
  const ends = to === 'aborted' || to === 'failed' || to === 'done';
  const moved = await tx.run(
    `update replays set state = $3, fruitless_starts = 0, ended_at = case when $4 then now() else ended_at end
     where replay_id = $1 and state = any($2)`,
    [replayId, from, to, ends],
  );
  return moved > 0;
}

/** The oldest replay that ought to run and that no worker has; null where there is none, or where another one is running. */
export async function nextReplay(db: Queryable): Promise<string | null> {
  const [row] = await db.query<{ replay_id: string }>(
    `select replay_id from replays
     where state in ('waiting', 'running') and not exists (select from replays where lease_until > now())
     order by state = 'waiting', replay_id limit 1`,
  );
  return row?.replay_id ?? null;
}

/**
 * Takes a replay for a worker, where no worker has it or any other.
 * @returns null where somebody was first, or the replay is not to run
 */
export async function claimReplay(tx: Transaction, replayId: string, worker: string): Promise<Replay | null> {
  await tx.query('select pg_advisory_xact_lock($1)', [CLAIM_LOCK]);
  const claimed = await tx.run(
    `update replays set state = 'running', worker = $2, lease_until = now() + ${LEASE}, active_ms = active_ms + coalesce(${runMs}, 0),
       run_started_at = now(), run_started_done = done, progressed_at = null, fruitless_starts = fruitless_starts + 1
     where replay_id = $1 and state in ('waiting', 'running') and not exists (select from replays where lease_until > now())`,
    [replayId, worker],
  );
  if (claimed === 0) return null;
  const [row] = await tx.query<Found>(`select ${seen}, scenario_files from replays where replay_id = $1`, [replayId]);
  return replayOf(row!);
}

/** Keeps a replay. @returns whether it is still the worker's and still to run */
export async function keepReplay(db: Queryable, replayId: string, worker: string): Promise<boolean> {
  const kept = await db.run(
    `update replays set lease_until = now() + ${LEASE} where replay_id = $1 and worker = $2 and state = 'running'`,
    [replayId, worker],
  );
  return kept > 0;
}

/** How a worker leaves: `stopped` leaves the state as it is, so that it is taken up again or stays paused. */
export type Leaving = { readonly kind: 'done' | 'stopped' } | { readonly kind: 'failed'; readonly reason: string };

export async function leaveReplay(db: Queryable, replayId: string, worker: string, leaving: Leaving): Promise<void> {
  await db.run(
    `update replays set worker = null, lease_until = null,
       state = case when state = 'running' and $3 <> 'stopped' then $3 else state end,
       ended_at = case when state = 'running' and $3 <> 'stopped' then now() else ended_at end,
       failure = case when $3 = 'failed' then $4 else failure end
     where replay_id = $1 and worker = $2`,
    [replayId, worker, leaving.kind, leaving.kind === 'failed' ? leaving.reason : null],
  );
}

/** A worker is gone without a word: its replay may be taken at once; after too many starts without a step forward it has failed. */
export async function releaseReplay(db: Queryable, replayId: string, worker: string, why: string): Promise<void> {
  await db.run(
    `update replays set worker = null, lease_until = null,
       state = case when state = 'running' and fruitless_starts >= $3 then 'failed' else state end,
       ended_at = case when state = 'running' and fruitless_starts >= $3 then now() else ended_at end,
       failure = case when state = 'running' and fruitless_starts >= $3 then $4 else failure end
     where replay_id = $1 and worker = $2`,
    [replayId, worker, MOST_FRUITLESS_STARTS, why],
  );
}

export async function replayPositions(db: Queryable, replayId: string): Promise<ReplayPosition[]> {
  const rows = await db.query<{ partition: number; first_offset: string; next_offset: string; end_offset: string }>(
    'select partition, first_offset, next_offset, end_offset from replay_positions where replay_id = $1 order by partition',
    [replayId],
  );
  return rows.map((row) => ({
    partition: row.partition,
    first: Number(row.first_offset),
    next: Number(row.next_offset),
    end: Number(row.end_offset),
  }));
}

/** Forgets replays that ended before then, with all they found. */
export const forgetReplaysBefore = (db: Queryable, before: number): Promise<number> =>
  db.run('delete from replays where ended_at < $1', [new Date(before)]);

import { type Database, type Queryable, type Transaction } from '../database.ts';

/** Letters that an operator sent back, or one that he mended. Times in epoch milliseconds. */
export interface Redrive {
  readonly id: string;
  readonly kind: 'redriven' | 'mended';
  readonly at: number;
  readonly who: string;
  readonly reason: string | null;
  /** null where they were named. */
  readonly filter: Record<string, unknown> | null;
  /** Records a second at most; null: as fast as it goes. */
  readonly rate: number | null;
  readonly selected: number;
  /** `interrupted`: it ended before all were sent; the rest waits as before. */
  readonly state: 'sending' | 'sent' | 'interrupted';
}

export async function beginRedrive(tx: Transaction, redrive: Omit<Redrive, 'state'>): Promise<void> {
  const { id, kind, at, who, reason, filter, rate, selected } = redrive;
  await tx.run(
    `insert into redrives (redrive_id, kind, at, who, reason, filter, rate, selected, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'sending')`,
    [id, kind, new Date(at), who, reason, filter, rate, selected],
  );
}

/** Locks a letter that is to be sent in another form. @returns whether it still waits */
export const lockWaitingLetter = async (tx: Transaction, position: number): Promise<boolean> =>
  (await lockWaitingLetters(tx, [position])).has(position);

/** Locks those that still wait, so that nobody closes them meanwhile. @returns their positions */
export async function lockWaitingLetters(tx: Transaction, positions: readonly number[]): Promise<Set<number>> {
  // Always in the same order, so that two of us never wait for each other in a circle.
  const rows = await tx.query<{ position: string }>(
    `select position from dead_letters where position = any($1::bigint[]) and redriven_at is null and closed_as is null
     order by position for update`,
    [positions],
  );
  return new Set(rows.map(({ position }) => Number(position)));
}

/** Notes letters as sent back; one that was closed is open again. */
export async function markRedriven(
  tx: Transaction,
  positions: readonly number[],
  redrive: { readonly id: string; readonly at: number },
): Promise<void> {
  await tx.run(
    `update dead_letters set redrive_id = $2, redriven_at = $3, closed_as = null, closed_at = null, closed_by = null, outcome = null
     where position = any($1::bigint[])`,
    [positions, redrive.id, new Date(redrive.at)],
  );
  await tx.run(
    `insert into redriven_letters (redrive_id, position) select $2, unnest($1::bigint[]) on conflict do nothing`,
    [positions, redrive.id],
  );
}

/** Where topics ended once everything was sent, by topic and partition: who has read up to there has read what was redriven. */
export type TopicEnds = Readonly<Record<string, readonly { readonly partition: number; readonly high: number }[]>>;

export async function endRedrive(
  on: Queryable,
  id: string,
  ended: { readonly state: 'sent' | 'interrupted'; readonly at: number; readonly ends: TopicEnds },
): Promise<void> {
  await on.run(`update redrives set state = $2, sent_at = $3, ends = $4 where redrive_id = $1`, [
    id,
    ended.state,
    new Date(ended.at),
    ended.ends,
  ]);
}

/** The process that sends these is still there. */
export const beatRedrives = (database: Database, ids: readonly string[]): Promise<number> =>
  database.run('update redrives set beat_at = clock_timestamp() where redrive_id = any($1::uuid[])', [ids]);

/** What is said to be sent by a process that was not heard of for so long is not being sent any more. By the clock of the database. */
export const interruptRedrives = (database: Database, silentMs: number): Promise<number> =>
  database.run(
    `update redrives set state = 'interrupted'
     where state = 'sending' and beat_at < clock_timestamp() - $1 * interval '1 millisecond'`,
    [silentMs],
  );

interface RedriveRow {
  redrive_id: string;
  kind: Redrive['kind'];
  at: Date;
  who: string;
  reason: string | null;
  filter: Record<string, unknown> | null;
  rate: number | null;
  selected: number;
  state: Redrive['state'];
}

const redriveOf = ({ redrive_id, at, ...row }: RedriveRow): Redrive => ({ ...row, id: redrive_id, at: at.getTime() });

/** How many of its letters are in which state, and the letters themselves that died again. */
export interface RedriveReport extends Redrive {
  readonly sent: number;
  readonly fates: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
}

/** The newest first. @param id only this one */
export async function redriveReports(
  database: Database,
  which: { readonly id?: string; readonly limit: number },
): Promise<RedriveReport[]> {
  const rows = await database.query<RedriveRow & Pick<RedriveReport, 'sent' | 'fates' | 'outcomes'>>(
    `select redrive_id, kind, at, who, reason, filter, rate, selected, state,
       coalesce(letters.sent, 0)::int as sent, coalesce(letters.fates, '{}') as fates, coalesce(letters.outcomes, '{}') as outcomes
     from redrives left join lateral (
       select sum(n) as sent, jsonb_object_agg(fate, n) as fates,
         (select jsonb_object_agg(outcome, n) from (
           select letter.outcome, count(*) as n from redriven_letters join dead_letters as letter using (position)
           where redriven_letters.redrive_id = redrives.redrive_id and letter.outcome is not null group by 1) as ended) as outcomes
       from (
         select coalesce(letter.closed_as, 'redriven') as fate, count(*) as n
         from redriven_letters join dead_letters as letter using (position)
         where redriven_letters.redrive_id = redrives.redrive_id group by 1) as each_fate
     ) as letters on true
     where $1::uuid is null or redrive_id = $1
     order by at desc limit $2`,
    [which.id ?? null, which.limit],
  );
  return rows.map(({ sent, fates, outcomes, ...row }) => ({ ...redriveOf(row), sent, fates, outcomes }));
}

/** Redrives that ended and of whose letters some have no fate yet; `ends` is null where the process that sent them died before it could note them. */
export async function unsettledRedrives(database: Database): Promise<
  {
    readonly id: string;
    readonly ends: TopicEnds | null;
    readonly topics: readonly string[];
    readonly services: readonly string[];
  }[]
> {
  await database.run(
    `update redrives set settled = true where not settled and state <> 'sending' and not exists (
       select from redriven_letters join dead_letters as letter using (position)
       where redriven_letters.redrive_id = redrives.redrive_id and letter.closed_as is null)`,
  );
  return database.query(
    `select redrives.redrive_id as id, redrives.ends, array_agg(distinct letter.service) as services,
       array_agg(distinct letter.origin_topic) as topics
     from redrives join redriven_letters using (redrive_id) join dead_letters as letter using (position)
     where not redrives.settled and redrives.state <> 'sending' and letter.closed_as is null group by redrives.redrive_id, redrives.ends`,
  );
}

/** Notes where topics ended for a redrive that did not do it itself. */
export const noteEnds = (database: Database, id: string, ends: TopicEnds): Promise<number> =>
  database.run('update redrives set ends = $2 where redrive_id = $1 and ends is null', [id, ends]);

/**
 * Closes as healed what a service has read past without parking it anew. Lines of manifests are left to their outcomes, which say more.
 * @returns how many
 */
export const closeThoseReadPast = (
  database: Database,
  redrive: { readonly id: string; readonly topic: string; readonly service: string },
  at: number,
): Promise<number> =>
  database.run(
    `update dead_letters as letter set closed_as = 'healed', closed_at = $4, closed_by = 'handled by ' || letter.service
     from redriven_letters where redriven_letters.position = letter.position and redriven_letters.redrive_id = $1
       and letter.redrive_id = $1 and letter.origin_topic = $2 and letter.service = $3 and letter.closed_as is null
       and not (letter.origin_topic = 'shipments.declared.v1' and letter.manifest_id is not null and letter.ordinal is not null)`,
    [redrive.id, redrive.topic, redrive.service, new Date(at)],
  );

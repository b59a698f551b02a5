import { bulkRows, columns } from '../bulk.ts';
import { type Database, type Queryable, type Transaction, withTransaction } from '../database.ts';

/** What one record of the log adds to the counts. */
export interface FlowRecord {
  readonly partition: number;
  readonly offset: number;
  /** Epoch milliseconds of the record. */
  readonly timestamp: number;
  readonly counts: readonly FlowCount[];
}

export interface FlowCount {
  /** `normalized`, `assessed`, `alerted`, `progressed`, `inspected`. */
  readonly stage: string;
  readonly detail: string;
  readonly count: number;
}

/** Counts are kept for so long a stretch at once; rates are taken over a few of them. */
export const FLOW_BUCKET_MS = 10_000;

interface Tally extends FlowCount {
  readonly bucket: number;
}

/**
 * Adds a batch of one topic's records to the counts, each record once: how far a partition is counted is kept beside the counts and changes
 * with them, so a batch that comes again adds nothing.
 */
export async function countOnce(database: Database, topic: string, records: readonly FlowRecord[]): Promise<void> {
  if (records.length === 0) return;
  await withTransaction(database, async (tx) => {
    const counted = await lockPartitions(tx, topic, [...new Set(records.map(({ partition }) => partition))]);
    const fresh = records.filter(({ partition, offset }) => offset >= counted.get(partition)!);
    if (fresh.length === 0) return;
    await addCounts(tx, tallied(fresh));
    await advance(tx, topic, fresh);
  });
}

async function lockPartitions(tx: Transaction, topic: string, partitions: number[]): Promise<Map<number, number>> {
  const wanted = bulkRows({ partition: columns.int(partitions, (partition) => partition) }, 2);
  await tx.run(
    `insert into flow_positions (topic, partition, next_offset) select $1, partition, 0 from ${wanted.from} on conflict do nothing`,
    [topic, ...wanted.values],
  );
  const rows = await tx.query<{ partition: number; next_offset: string }>(
    `select partition, next_offset from flow_positions where topic = $1 and partition = any($2::int[]) order by partition for update`,
    [topic, partitions],
  );
  return new Map(rows.map((row) => [row.partition, Number(row.next_offset)]));
}

function tallied(records: readonly FlowRecord[]): Tally[] {
  const tallies = new Map<string, Tally>();
  for (const { timestamp, counts } of records) {
    const bucket = Math.floor(timestamp / FLOW_BUCKET_MS) * FLOW_BUCKET_MS;
    for (const { stage, detail, count } of counts) {
      const key = `${stage}\u001f${detail}\u001f${bucket}`;
      tallies.set(key, { stage, detail, bucket, count: (tallies.get(key)?.count ?? 0) + count });
    }
  }
  // Always in the same order, so that two writers never wait for each other in a circle.
  return [...tallies].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, tally]) => tally);
}

async function addCounts(tx: Transaction, tallies: readonly Tally[]): Promise<void> {
  const rows = bulkRows({
    stage: columns.text(tallies, ({ stage }) => stage),
    detail: columns.text(tallies, ({ detail }) => detail),
    bucket: columns.time(tallies, ({ bucket }) => bucket),
    count: columns.bigint(tallies, ({ count }) => count),
  });
  await tx.run(
    `insert into flow_counts (stage, detail, bucket, count) select ${rows.names} from ${rows.from}
     on conflict (bucket, stage, detail) do update set count = flow_counts.count + excluded.count`,
    rows.values,
  );
  await tx.run(
    `insert into flow_totals (stage, detail, count, last_at)
     select stage, detail, sum(count), max(bucket) from ${rows.from} group by stage, detail order by stage, detail
     on conflict (stage, detail) do update set count = flow_totals.count + excluded.count,
       last_at = greatest(flow_totals.last_at, excluded.last_at)`,
    rows.values,
  );
}

async function advance(tx: Transaction, topic: string, records: readonly FlowRecord[]): Promise<void> {
  const next = new Map<number, number>();
  for (const { partition, offset } of records) next.set(partition, Math.max(next.get(partition) ?? 0, offset + 1));
  const positions = [...next];
  const rows = bulkRows(
    {
      partition: columns.int(positions, ([partition]) => partition),
      next_offset: columns.bigint(positions, ([, offset]) => offset),
    },
    2,
  );
  await tx.run(
    `update flow_positions as position set next_offset = rows.next_offset from ${rows.from}
     where position.topic = $1 and position.partition = rows.partition`,
    [topic, ...rows.values],
  );
}

export interface FlowTotal {
  readonly stage: string;
  readonly detail: string;
  /** Since the beginning. */
  readonly count: number;
  /** Within the window asked for. */
  readonly recent: number;
}

/** Totals, and what was counted from `since` (epoch milliseconds) on. */
export async function flowTotals(database: Database, since: number): Promise<FlowTotal[]> {
  const rows = await database.query<{ stage: string; detail: string; count: string; recent: string }>(
    `select totals.stage, totals.detail, totals.count, coalesce(recent.count, 0) as recent
     from flow_totals as totals
     left join (select stage, detail, sum(count) as count from flow_counts where bucket >= $1 group by stage, detail) as recent
       using (stage, detail)
     order by totals.stage, totals.detail`,
    [new Date(since)],
  );
  return rows.map((row) => ({ ...row, count: Number(row.count), recent: Number(row.recent) }));
}

/** Forgets buckets from before then; totals stay. */
export const forgetFlowBefore = (database: Database, before: number): Promise<number> =>
  database.run('delete from flow_counts where bucket < $1', [new Date(before)]);

/** How far each partition of these topics is counted. Locked, nothing is counted until the transaction ends. */
export async function countedPositions(
  on: Queryable,
  topics: readonly string[],
  how: 'locked' | 'looked at',
): Promise<{ readonly topic: string; readonly partition: number; readonly next: number }[]> {
  // The table and not its rows: a partition that was never counted has none yet.
  if (how === 'locked') await on.run('lock table flow_positions in share row exclusive mode');
  const rows = await on.query<{ topic: string; partition: number; next_offset: string }>(
    `select topic, partition, next_offset from flow_positions where topic = any($1::text[]) order by topic, partition`,
    [topics],
  );
  return rows.map(({ topic, partition, next_offset }) => ({ topic, partition, next: Number(next_offset) }));
}

/** What is counted in a stretch of ten seconds that begins at `bucket`, epoch milliseconds. */
export interface FlowTally extends FlowCount {
  readonly bucket: number;
}

/** From `since` (epoch milliseconds) on. */
export async function flowTalliesSince(on: Queryable, since: number): Promise<FlowTally[]> {
  const rows = await on.query<{ stage: string; detail: string; bucket: Date; count: string }>(
    'select stage, detail, bucket, count from flow_counts where bucket >= $1',
    [new Date(since)],
  );
  return rows.map(({ bucket, count, ...row }) => ({ ...row, bucket: bucket.getTime(), count: Number(count) }));
}

/** Adds what is missing and takes away what is too much, in the totals as well. @param differences distinct */
export async function correctCounts(tx: Transaction, differences: readonly FlowTally[]): Promise<void> {
  if (differences.length === 0) return;
  await addCounts(tx, differences);
  await tx.run('delete from flow_counts where count = 0');
}

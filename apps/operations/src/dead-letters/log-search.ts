import { type LogAdmin } from '@watchpost/messaging';

/** A stretch of one partition: from `low` on, before `high`. */
export interface Stretch {
  readonly topic: string;
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The first offset whose record is not older than `at` (epoch milliseconds), by halving: records of a partition lie nearly in the order of their time.
 * `high` where all are older.
 */
export async function firstOffsetAfter(
  admin: Pick<LogAdmin, 'read'>,
  { topic, partition, low, high }: Stretch,
  at: number,
): Promise<number> {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    const [record] = await admin.read(topic, partition, middle, 1);
    if (record === undefined || record.offset >= to || record.timestamp >= at) to = middle;
    else from = record.offset + 1;
  }
  return from;
}

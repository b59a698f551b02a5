import { type Database, withTransaction } from '../database.ts';

/** One maker of partitions at a time. */
const PARTITION_LOCK = 7_305_401;

/** Days, since 1970-01-01, that have a partition. */
export async function ledgerDays(db: Database): Promise<number[]> {
  const rows = await db.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'assessments'::regclass`,
  );
  return rows.map(({ name }) => Number(name.slice(PREFIX.length))).sort((a, b) => a - b);
}

const PREFIX = 'assessments_';

/** Makes the partitions of these days where they are missing. */
export async function prepareLedgerDays(db: Database, days: readonly number[]): Promise<void> {
  await withTransaction(db, async (tx) => {
    await tx.run('select pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
    for (const day of days) {
      await tx.run(
        `create table if not exists ${tableOf(day)} partition of assessments for values from (${day}) to (${day + 1})`,
      );
    }
  });
}

/** Drops whole days; other days are not touched. @returns the days dropped */
export async function dropLedgerDaysBefore(db: Database, firstKept: number): Promise<number[]> {
  const old = (await ledgerDays(db)).filter((day) => day < firstKept);
  for (const day of old) await db.run(`drop table if exists ${tableOf(day)}`);
  return old;
}

function tableOf(day: number): string {
  if (!Number.isSafeInteger(day) || day < 0) throw new RangeError(`${day} is no day since 1970-01-01`);
  return `${PREFIX}${day}`;
}

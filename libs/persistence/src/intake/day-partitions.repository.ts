import { type Database, type Queryable, withTransaction } from '../database.ts';

const DAY_MS = 86_400_000;
const partitioned = ['manifest_chunks', 'manifest_slices', 'manifest_line_segments'] as const;
/** One maker of partitions at a time. */
const PARTITION_LOCK = 7_305_201;

/** The smallest UUIDv7 of a moment: ids of earlier manifests are smaller. */
export function firstIdOf(at: number): string {
  const hex = Math.max(0, Math.floor(at)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
}

const startOfDay = (at: number): number => Math.floor(at / DAY_MS) * DAY_MS;
const dayName = (day: number): string => new Date(day).toISOString().slice(0, 10).replaceAll('-', '');

/** Makes the partitions of so many days from the day before `now` on. @returns how many were missing */
export async function makeDayPartitions(database: Database, now: number, daysAhead: number): Promise<number> {
  return withTransaction(database, async (tx) => {
    await tx.run('select pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
    const known = new Set((await partitionsOf(tx)).map(({ name }) => name));
    let made = 0;
    for (let day = startOfDay(now) - DAY_MS; day <= now + daysAhead * DAY_MS; day += DAY_MS) {
      for (const table of partitioned) {
        const name = `${table}_${dayName(day)}`;
        if (known.has(name)) continue;
        // Segments are updated several times while their manifest is worked on: room beside them keeps the index out of it.
        await tx.run(
          `create table ${name} partition of ${table} for values from ('${firstIdOf(day)}') to ('${firstIdOf(day + DAY_MS)}')
           with (fillfactor = ${table === 'manifest_line_segments' ? 60 : 100})`,
        );
        made += 1;
      }
    }
    return made;
  });
}

/** Drops the days that lie wholly before a moment, and the manifests of that time. @returns names of what was dropped */
export async function dropDaysBefore(database: Database, before: number): Promise<readonly string[]> {
  const old = await withTransaction(database, async (tx) => {
    await tx.run('select pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
    const limit = dayName(startOfDay(before));
    const names = (await partitionsOf(tx)).filter(({ day }) => day < limit).map(({ name }) => name);
    for (const name of names) await tx.run(`drop table ${name}`);
    return names;
  });
  const id = firstIdOf(startOfDay(before));
  for (const table of partitioned) await database.run(`delete from ${table}_default where manifest_id < $1`, [id]);
  while (
    (await database.run(
      'delete from manifests where manifest_id in (select manifest_id from manifests where manifest_id < $1 order by manifest_id limit 5000)',
      [id],
    )) > 0
  );
  return old;
}

async function partitionsOf(on: Queryable): Promise<readonly { name: string; day: string }[]> {
  const rows = await on.query<{ name: string }>(
    `select child.relname as name from pg_inherits join pg_class child on child.oid = inhrelid
     where inhparent = any($1::regclass[])`,
    [`{${partitioned.join(',')}}`],
  );
  return rows.flatMap(({ name }) => {
    const day = /_(\d{8})$/.exec(name)?.[1];
    return day === undefined ? [] : [{ name, day }];
  });
}

import { bulkRows, columns } from '../bulk.ts';
import { type Queryable, type Transaction } from '../database.ts';

/** An entity, and the day up to which it is asked for. */
export interface SightingQuestion {
  readonly entity: bigint;
  readonly day: number;
}

/** Declarations counted in the windows that end with the day, and the links of two of them. */
export interface SightingAnswer extends SightingQuestion {
  readonly in1Day: number;
  readonly in7Days: number;
  readonly in30Days: number;
  readonly in90Days: number;
  readonly linksIn7Days: bigint;
  readonly linksIn30Days: bigint;
}

interface Found {
  entity: string;
  day: number;
  in1: number;
  in7: number;
  in30: number;
  in90: number;
  links7: string | null;
  links30: string | null;
}

/** @returns one answer for each question about an entity that was seen; the others are left out */
export async function sightingsOf(db: Queryable, questions: readonly SightingQuestion[]): Promise<SightingAnswer[]> {
  if (questions.length === 0) return [];
  const { from, values } = bulkRows({
    entity: columns.bigint(questions, (each) => each.entity),
    day: columns.int(questions, (each) => each.day),
  });
  const rows = await db.query<Found>(
    {
      name: 'scorer-sightings',
      text: `select rows.entity, rows.day,
          coalesce(sum(seen.shipments) filter (where seen.day = rows.day), 0)::int as in1,
          coalesce(sum(seen.shipments) filter (where seen.day > rows.day - 7), 0)::int as in7,
          coalesce(sum(seen.shipments) filter (where seen.day > rows.day - 30), 0)::int as in30,
          sum(seen.shipments)::int as in90,
          bit_or(seen.links) filter (where seen.day > rows.day - 7) as links7,
          bit_or(seen.links) filter (where seen.day > rows.day - 30) as links30
        from ${from}
        join entity_days seen on seen.entity = rows.entity and seen.day between rows.day - 89 and rows.day
        group by rows.entity, rows.day`,
    },
    values,
  );
  return rows.map((row) => ({
    entity: BigInt(row.entity),
    day: row.day,
    in1Day: row.in1,
    in7Days: row.in7,
    in30Days: row.in30,
    in90Days: row.in90,
    linksIn7Days: BigInt(row.links7 ?? 0),
    linksIn30Days: BigInt(row.links30 ?? 0),
  }));
}

/** What a batch adds to an entity's day; taken back where negative. Links only ever join. */
export interface SightingChange {
  readonly entity: bigint;
  readonly day: number;
  readonly shipments: number;
  readonly links: bigint;
}

/** @param changes distinct by entity and day. Rows are locked in the order of their keys, so that two scorers cannot wait for each other. */
export async function addSightings(tx: Transaction, changes: readonly SightingChange[]): Promise<void> {
  if (changes.length === 0) return;
  const { from, values } = bulkRows({
    entity: columns.bigint(changes, (change) => change.entity),
    day: columns.int(changes, (change) => change.day),
    shipments: columns.int(changes, (change) => change.shipments),
    links: columns.bigint(changes, (change) => change.links),
  });
  await tx.run(
    {
      name: 'scorer-add-sightings',
      text: `insert into entity_days as seen (entity, day, shipments, links)
        select entity, day, shipments, links from ${from} order by entity, day
        on conflict (entity, day) do update set shipments = seen.shipments + excluded.shipments, links = seen.links | excluded.links`,
    },
    values,
  );
}

/** The day, since 1970-01-01, from which on sightings have been kept; null before the first. */
export async function firstDayOfHistory(db: Queryable): Promise<number | null> {
  const [row] = await db.query<{ first_day: number }>('select first_day from history');
  return row?.first_day ?? null;
}

/** Only the first call has an effect. */
export async function beginHistory(db: Queryable, day: number): Promise<void> {
  await db.run('insert into history (first_day) values ($1) on conflict do nothing', [day]);
}

import { bulkRows, columns } from '../bulk.ts';
import { type Queryable, type Transaction } from '../database.ts';
import { type SightingWindow, type StoredSightings, windowOf } from './sighting-past.ts';

/** An entity, and the day up to which it is asked for. */
export interface SightingQuestion {
  readonly entity: bigint;
  readonly day: number;
}

/** Declarations counted in the windows that end with the day, and the links of two of them. */
export interface SightingAnswer extends SightingQuestion, SightingWindow {
  /** To be handed back with what is written for this day; null where there is nothing to save. */
  readonly basis: SightingBasis | null;
}

/**
 * What was counted from the days of the past, to be kept beside them, so that the next one need not count. It holds for the row as it was read:
 * where somebody wrote it meanwhile, it is dropped.
 */
export interface SightingBasis {
  readonly written: number;
  readonly sums: Buffer;
}

interface Found extends Omit<StoredSightings, 'links'> {
  readonly entity: string;
  readonly asked: number;
  readonly links: string;
  readonly written: number;
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
      text: `select rows.entity, rows.day as asked, seen.day, seen.shipments, seen.links, seen.written,
          case when seen.past is not null then seen.sums end as sums,
          case when seen.day = rows.day and seen.sums is not null then null else seen.past end as past
        from ${from} join entity_sightings seen on seen.entity = rows.entity`,
    },
    values,
  );
  return rows.map(({ entity, asked, written, ...row }) => {
    const { window, sums } = windowOf({ ...row, links: BigInt(row.links) }, asked);
    return { entity: BigInt(entity), day: asked, ...window, basis: sums === null ? null : { written, sums } };
  });
}

/** What a batch adds to an entity's day; taken back where negative. Links only ever join. */
export interface SightingChange {
  readonly entity: bigint;
  readonly day: number;
  readonly shipments: number;
  readonly links: bigint;
  /** Of the answer for the same entity and day. */
  readonly basis: SightingBasis | null;
}

/**
 * One statement, and one more for each further day of an entity (around midnight, and for corrections of earlier days). Rows are locked in the order of
 * their keys, so that two scorers cannot wait for each other; further statements touch only rows that the first has locked.
 * @param changes distinct by entity and day, those of an entity together, the oldest first
 */
export async function addSightings(tx: Transaction, changes: readonly SightingChange[]): Promise<void> {
  for (const layer of layersOf(changes)) await addLayer(tx, layer);
}

/** A statement can write a row only once. */
function layersOf(changes: readonly SightingChange[]): SightingChange[][] {
  const layers: SightingChange[][] = [];
  let depth = 0;
  let before: bigint | null = null;
  for (const change of changes) {
    depth = change.entity === before ? depth + 1 : 0;
    before = change.entity;
    (layers[depth] ??= []).push(change);
  }
  return layers;
}

async function addLayer(tx: Transaction, changes: readonly SightingChange[]): Promise<void> {
  const { from, values } = bulkRows({
    entity: columns.bigint(changes, (change) => change.entity),
    day: columns.int(changes, (change) => change.day),
    shipments: columns.int(changes, (change) => change.shipments),
    links: columns.bigint(changes, (change) => change.links),
    written: columns.int(changes, (change) => change.basis?.written ?? null),
    sums: columns.bytea(changes, (change) => change.basis?.sums ?? null),
  });
  await tx.run({ name: 'scorer-add-sightings', text: addingTo(from) }, values);
}

/**
 * The row's day is the last on which the entity was seen; a later one makes it past. `sums` are about the days before the row's day: they stay while that
 * day lasts, and are forgotten when the past changes.
 */
const addingTo = (from: string): string => `
  insert into entity_sightings as seen (entity, day, shipments, links, written, sums)
  select entity, day, shipments, links, coalesce(written, 0), sums from ${from} order by entity
  on conflict (entity) do update set
    written = seen.written + 1,
    day = greatest(seen.day, excluded.day),
    shipments = case when excluded.day = seen.day then seen.shipments + excluded.shipments
      when excluded.day > seen.day then excluded.shipments else seen.shipments end,
    links = case when excluded.day = seen.day then seen.links | excluded.links
      when excluded.day > seen.day then excluded.links else seen.links end,
    sums = case when excluded.day < seen.day then null
      when excluded.day = seen.day and seen.sums is not null then seen.sums
      when excluded.written = seen.written then excluded.sums end,
    past = case when excluded.day = seen.day then seen.past
      when excluded.day > seen.day then coalesce(seen.past, '') || substring(int4send(seen.day) from 3) || int4send(seen.shipments) || int8send(seen.links)
      else sightings_with(seen.past, excluded.day, excluded.shipments, excluded.links) end`;

/** The day, since 1970-01-01, from which on sightings have been kept; null before the first. */
export async function firstDayOfHistory(db: Queryable): Promise<number | null> {
  const [row] = await db.query<{ first_day: number }>('select first_day from history');
  return row?.first_day ?? null;
}

/** Only the first call has an effect. */
export async function beginHistory(db: Queryable, day: number): Promise<void> {
  await db.run('insert into history (first_day) values ($1) on conflict do nothing', [day]);
}

import { type Database, type Queryable } from '../database.ts';

/** Pages of the table that one statement goes through: 16 MiB. */
const PAGES_AT_ONCE = 2_048;

const slice = `ctid >= format('(%s,0)', $2::bigint)::tid and ctid < format('(%s,0)', $2::bigint + ${PAGES_AT_ONCE})::tid`;

const forgotten = `with gone as (select entity from entity_sightings where ${slice} and day < $1 for update skip locked)
  delete from entity_sightings as seen using gone where seen.entity = gone.entity`;

/** Sums are counted anew where they may hold what is forgotten. */
const shortened = `with old as (
    select entity from entity_sightings where ${slice} and get_byte(past, 0) * 256 + get_byte(past, 1) < $1 for update skip locked
  )
  update entity_sightings as seen set written = written + 1, sums = case when seen.day - 89 < $1 then null else seen.sums end,
    past = (select string_agg(substring(int4send(cell.day) from 3) || int4send(cell.shipments) || int8send(cell.links), ''::bytea order by cell.day)
      from sighting_cells(seen.past) as cell where cell.day >= $1)
  from old where seen.entity = old.entity`;

/**
 * Goes through the table piece by piece and never waits for a batch, so that no two wait for each other: a row that is being written is left for the next
 * time. @returns rows that were forgotten or made shorter
 */
export async function forgetSightingsBefore(db: Database, day: number): Promise<number> {
  const [size] = await db.query<{ pages: number }>(
    `select (pg_relation_size('entity_sightings') / current_setting('block_size')::int)::float8 as pages`,
  );
  let touched = 0;
  for (let page = 0; page < size!.pages; page += PAGES_AT_ONCE) {
    touched += await db.run(forgotten, [day, page]);
    touched += await db.run(shortened, [day, page]);
  }
  return touched;
}

/** Shipments that no partner has declared since, and their scans. @returns rows forgotten */
export async function forgetShipmentsBefore(db: Queryable, day: number): Promise<number> {
  const heads = await db.run('delete from shipment_heads where received_day < $1', [day]);
  return heads + (await db.run('delete from shipment_scans where received_day < $1', [day]));
}

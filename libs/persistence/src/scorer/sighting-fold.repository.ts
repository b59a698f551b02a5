import { type Queryable, type Transaction } from '../database.ts';
import { entityKindColumns } from './entity-columns.ts';

const TWELVE_MONTHS_MS = 31_536_000_000;

/**
 * What shipments add to the counters, by the rules that batches follow, in the order of receipt: a version counts where it is newer than all that its
 * partner stated before; a correction takes the place of what it corrects on the day of the first; a cancellation takes back; a postal number that comes
 * again after twelve months is another item. Links only join.
 * @param which condition on `shipment_id`
 */
const foldOf = (which: string): string => `
  with ordered as (
    select *, array[issued_at, sequence, version_ordinal] as version,
      max(array[issued_at, sequence, version_ordinal]) over (partition by shipment_id, partner ${inOrder} rows between unbounded preceding and 1 preceding) as before,
      max(issued_at) over (partition by shipment_id ${inOrder} rows between unbounded preceding and 1 preceding) as newest_before
    from rebuild_statements where ${which}
  ), episodes as (
    select *, sum(case when postal and issued_at - newest_before > ${TWELVE_MONTHS_MS} then 1 else 0 end)
      over (partition by shipment_id ${inOrder} rows between unbounded preceding and current row) as episode
    from ordered
  ), accepted as (
    select *, lag(episode) over own as episode_before, lag(cancels) over own as cancelled_before
    from episodes where before is null or version > before
    window own as (partition by shipment_id, partner ${inOrder})
  ), begun as (
    select *, sum(case when episode_before = episode and not cancelled_before then 0 else 1 end)
      over (partition by shipment_id, partner ${inOrder} rows between unbounded preceding and current row) as view
    from accepted
  ), views as (
    select *, first_value(day) over (partition by shipment_id, partner, view ${inOrder}) as counted_day,
      lead(1) over (partition by shipment_id, partner, view ${inOrder}) is null as stands
    from begun
  )
  select shipment_id, seen.entity, counted_day as day, sum(case when stands then 1 else 0 end)::int as shipments, bit_or(seen.link) as links
  from views cross join lateral (values ${entityKindColumns.map((kind) => `(${kind}, ${kind}_link)`).join(', ')}) as seen (entity, link)
  where seen.entity is not null and not cancels
  group by shipment_id, seen.entity, counted_day`;

const inOrder = 'order by received_at, sequence, line, version_ordinal';

/** Folds the shipments whose ids begin with this byte. */
export async function foldSlice(tx: Queryable, byte: number): Promise<void> {
  const [low, high] = [byte, byte + 1].map((each) => each.toString(16).padStart(2, '0'));
  const from = `shipment_id >= '${low}000000-0000-0000-0000-000000000000'`;
  const which = byte === 255 ? from : `${from} and shipment_id < '${high}000000-0000-0000-0000-000000000000'`;
  await tx.run(`insert into rebuild_counts (shipment_id, entity, day, shipments, links) ${foldOf(which)}`);
}

export const FOLD_SLICES = 256;
export const FILL_SLICES = 64;

/** The entities of a slice: from low to high, both among them. */
export const sliceOfEntities = (slice: number): { readonly low: bigint; readonly high: bigint } => {
  const width = 2n ** 64n / BigInt(FILL_SLICES);
  const low = -(2n ** 63n) + BigInt(slice) * width;
  return { low, high: low + width - 1n };
};

/** Rows of the new table from the days of entities. Sums are left out: the first batch that needs them counts them. */
const packing = (which: string): string => `
  insert into entity_sightings_rebuilt (entity, links, day, shipments, past)
  select entity, max(links) filter (where age = 1), max(day), max(shipments) filter (where age = 1),
    string_agg(substring(int4send(day) from 3) || int4send(shipments) || int8send(links), ''::bytea order by day) filter (where age > 1)
  from (select *, row_number() over (partition by entity order by day desc) as age from entity_days_rebuilt where ${which}) as days
  group by entity`;

/** Fills a slice of the new table from what the shipments add. @param firstDay days before it are not kept */
export async function fillSlice(tx: Queryable, slice: number, firstDay: number): Promise<number> {
  const { low, high } = sliceOfEntities(slice);
  const days = await tx.run(
    `insert into entity_days_rebuilt (entity, day, shipments, links)
     select entity, day, sum(shipments), bit_or(links) from rebuild_counts
     where entity between $1 and $2 and day >= $3 group by entity, day having sum(shipments) <> 0 or bit_or(links) <> 0`,
    [low, high, firstDay],
  );
  await tx.run(packing('entity between $1 and $2'), [low, high]);
  return days;
}

/** Folds shipments anew that have more statements now, and the counters that they touch or touched. */
export async function refold(tx: Transaction, shipmentIds: readonly string[], firstDay: number): Promise<void> {
  if (shipmentIds.length === 0) return;
  const [gone] = await tx.query<{ entities: string[] | null; days: number[] | null }>(
    `with gone as (delete from rebuild_counts where shipment_id = any($1::uuid[]) returning entity, day)
     select array_agg(entity) as entities, array_agg(day) as days from (select distinct entity, day from gone) as cells`,
    [shipmentIds],
  );
  await tx.run(
    `insert into rebuild_counts (shipment_id, entity, day, shipments, links) ${foldOf('shipment_id = any($1::uuid[])')}`,
    [shipmentIds],
  );
  const [now] = await tx.query<{ entities: string[] | null; days: number[] | null }>(
    `select array_agg(entity) as entities, array_agg(day) as days
     from (select distinct entity, day from rebuild_counts where shipment_id = any($1::uuid[])) as cells`,
    [shipmentIds],
  );
  const entities = [...(gone!.entities ?? []), ...(now!.entities ?? [])];
  const days = [...(gone!.days ?? []), ...(now!.days ?? [])];
  const cells = `(select distinct * from unnest($1::bigint[], $2::int[]) as cell (entity, day))`;
  await tx.run(
    `delete from entity_days_rebuilt as seen using ${cells} as cell where seen.entity = cell.entity and seen.day = cell.day`,
    [entities, days],
  );
  await tx.run(
    `insert into entity_days_rebuilt (entity, day, shipments, links)
     select entity, day, sum(shipments), bit_or(links) from ${cells} as cell join rebuild_counts using (entity, day)
     where day >= $3 group by entity, day having sum(shipments) <> 0 or bit_or(links) <> 0`,
    [entities, days, firstDay],
  );
  await tx.run('delete from entity_sightings_rebuilt where entity = any($1::bigint[])', [entities]);
  await tx.run(packing('entity = any($1::bigint[])'), [entities]);
}

import { type Queryable, type Transaction } from '../database.ts';
import { entityKindColumns } from './entity-columns.ts';
import { lockRebuildTables } from './rebuilds.repository.ts';

const workTables = [
  `create table rebuild_captured (day int not null, assessment_id uuid not null)`,
  `create table rebuild_statements (
    assessment_id uuid primary key, shipment_id uuid not null, partner text not null, day int not null, received_at bigint not null,
    line int not null, issued_at bigint not null, sequence bigint not null, version_ordinal int not null, postal boolean not null,
    cancels boolean not null, ${entityKindColumns.map((kind) => `${kind} bigint, ${kind}_link bigint`).join(', ')}
  )`,
  `create index rebuild_statements_shipment on rebuild_statements (shipment_id)`,
  `create table rebuild_counts (shipment_id uuid not null, entity bigint not null, day int not null, shipments int not null, links bigint not null)`,
  `create index rebuild_counts_shipment on rebuild_counts (shipment_id)`,
  `create index rebuild_counts_entity on rebuild_counts (entity, day)`,
  `create table entity_days_rebuilt (
    entity bigint not null, day int not null, shipments int not null, links bigint not null,
    constraint entity_days_rebuilt_pkey primary key (entity, day)
  )`,
  'create table entity_sightings_rebuilt (like entity_sightings including defaults including storage) with (fillfactor = 85)',
  'alter table entity_sightings_rebuilt add constraint entity_sightings_rebuilt_pkey primary key (entity)',
  `create function rebuild_capture() returns trigger language plpgsql as
    'begin insert into rebuild_captured select day, assessment_id from added; return null; end'`,
];

/**
 * Makes the tables that a rebuild works in. From its commit on every decision that is appended is noted, and what was appended before is there to be
 * read: the trigger waits for those who are writing, and lets nobody begin meanwhile.
 */
export async function beginSightingRebuild(tx: Transaction): Promise<void> {
  await lockRebuildTables(tx);
  await tx.run(`set local lock_timeout = '3s'`);
  await dropWorkTables(tx);
  for (const statement of workTables) await tx.run(statement);
  await tx.run(
    `create trigger rebuild_capture after insert on assessments referencing new table as added
     for each statement execute function rebuild_capture()`,
  );
}

/** Whether a rebuild has left something that is to be cleared. */
export async function hasRebuildTables(db: Queryable): Promise<boolean> {
  const [row] = await db.query<{ any: boolean }>(`select to_regclass('rebuild_captured') is not null as any`);
  return row!.any;
}

/** Drops the tables of a rebuild that no longer runs. Does nothing while one runs. */
export async function clearSightingRebuild(tx: Transaction): Promise<void> {
  await lockRebuildTables(tx);
  const [running] = await tx.query(`select from rebuilds where state = 'RUNNING'`);
  if (running !== undefined) return;
  await tx.run(`set local lock_timeout = '3s'`);
  await dropWorkTables(tx);
}

/** The trigger first: nothing may be appended while it has nowhere to write. */
async function dropWorkTables(tx: Transaction): Promise<void> {
  await tx.run('drop trigger if exists rebuild_capture on assessments');
  await tx.run('drop function if exists rebuild_capture()');
  await tx.run(
    'drop table if exists rebuild_captured, rebuild_statements, rebuild_counts, entity_days_rebuilt, entity_sightings_rebuilt',
  );
}

/**
 * Keeps everybody from the live table until the transaction ends. Whoever has read it in a transaction of his own is waited for; whoever comes finds the
 * new one under the name.
 */
export async function lockSightings(tx: Transaction): Promise<void> {
  await tx.run(`set local lock_timeout = '3s'`);
  await tx.run('lock table entity_sightings in access exclusive mode');
}

/** As the migration made it: a view stays with the table that it was made for, whatever that is called. */
const daysView = `create view entity_days as
  select entity, day, shipments, links from entity_sightings
  union all
  select entity, cell.day, cell.shipments, cell.links from entity_sightings cross join lateral sighting_cells(past) as cell
  where past is not null`;

/** Puts the new table in the place of the live one, which is dropped. */
export async function swapSightings(tx: Transaction): Promise<void> {
  await tx.run('drop view entity_days');
  await tx.run('drop table entity_sightings');
  await tx.run('alter table entity_sightings_rebuilt rename to entity_sightings');
  await tx.run('alter index entity_sightings_rebuilt_pkey rename to entity_sightings_pkey');
  await tx.run(daysView);
}

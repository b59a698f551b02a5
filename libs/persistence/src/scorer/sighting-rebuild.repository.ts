import { bulkRows, columns } from '../bulk.ts';
import { type Queryable, type Transaction } from '../database.ts';
import { entityColumnNames, entityColumnsOf, type EntityKeyRow, bigintOf } from './entity-columns.ts';
import { type LedgerKey } from './ledger.repository.ts';
import { lockRebuildTables, type RebuildDrift } from './rebuilds.repository.ts';

/** What `entity_days` is folded from: one statement of the ledger, without what nobody counts. */
export interface SightingStatement {
  readonly assessmentId: string;
  readonly shipmentId: string;
  readonly partner: string;
  readonly day: number;
  /** Epoch milliseconds. With the manifest's sequence and the line it is the order in which statements are folded. */
  readonly receivedAt: number;
  readonly line: number;
  readonly issuedAt: number;
  readonly sequence: number;
  readonly versionOrdinal: number;
  readonly postal: boolean;
  readonly cancels: boolean;
  readonly keys: EntityKeyRow;
  readonly links: { readonly [kind in keyof EntityKeyRow]: bigint };
}

/** A row of the ledger as it is read for a rebuild. */
export interface LedgerStatementRow extends LedgerKey {
  readonly shipmentId: string;
  readonly partner: string;
  readonly keys: EntityKeyRow;
  readonly body: Buffer;
}

const kinds = entityColumnNames.split(',').map((name) => name.trim());

const workTables = [
  `create table rebuild_captured (day int not null, assessment_id uuid not null)`,
  `create table rebuild_statements (
    assessment_id uuid primary key, shipment_id uuid not null, partner text not null, day int not null, received_at bigint not null,
    line int not null, issued_at bigint not null, sequence bigint not null, version_ordinal int not null, postal boolean not null,
    cancels boolean not null, ${kinds.map((kind) => `${kind} bigint, ${kind}_link bigint`).join(', ')}
  )`,
  `create index rebuild_statements_shipment on rebuild_statements (shipment_id)`,
  `create table rebuild_counts (shipment_id uuid not null, entity bigint not null, day int not null, shipments int not null, links bigint not null)`,
  `create index rebuild_counts_shipment on rebuild_counts (shipment_id)`,
  `create index rebuild_counts_entity on rebuild_counts (entity, day)`,
  `create table entity_days_rebuilt (
    entity bigint not null, day int not null, shipments int not null, links bigint not null,
    constraint entity_days_rebuilt_pkey primary key (entity, day)
  ) with (fillfactor = 85)`,
  `create index entity_days_rebuilt_day on entity_days_rebuilt using brin (day)`,
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
  await tx.run('drop table if exists rebuild_captured, rebuild_statements, rebuild_counts, entity_days_rebuilt');
}

/** Partitions of the ledger up to this size are counted; a few milliseconds each. */
const COUNTED_UP_TO_BYTES = 8 * 1_048_576;

/**
 * Rows of the ledger, about, and their bytes. Counting all of a large one would take longer than a statement may: a partition that was analyzed has as many
 * as the database took down then. Small ones, and those never analyzed, are counted.
 */
export async function sizeOfLedger(db: Queryable): Promise<{ readonly rows: number; readonly bytes: number }> {
  const partitions = await db.query<{ name: string; estimate: number; heap: number; bytes: number }>(
    `select oid::regclass::text as name, reltuples::float8 as estimate, pg_relation_size(oid)::float8 as heap,
       pg_total_relation_size(oid)::float8 as bytes
     from pg_inherits join pg_class on oid = inhrelid where inhparent = 'assessments'::regclass`,
  );
  const isCounted = ({ estimate, heap }: { estimate: number; heap: number }) =>
    estimate < 0 || heap <= COUNTED_UP_TO_BYTES;
  const counted = partitions.filter(isCounted).map(({ name }) => `select count(*) as rows from ${name}`);
  const [exact] =
    counted.length === 0
      ? [{ rows: 0 }]
      : await db.query<{ rows: number }>(
          `select sum(rows)::float8 as rows from (${counted.join(' union all ')}) as counted`,
        );
  const estimated = partitions.filter((partition) => !isCounted(partition));
  return {
    rows: exact!.rows + estimated.reduce((sum, { estimate }) => sum + estimate, 0),
    bytes: partitions.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

interface FoundStatement {
  day: number;
  assessment_id: string;
  shipment_id: string;
  partner: string;
  consignor: string | null;
  consignee: string | null;
  consignor_address: string | null;
  consignee_address: string | null;
  consignee_phone: string | null;
  body: Buffer;
}

const statementColumns = `assessments.day, assessments.assessment_id, shipment_id, partner, ${entityColumnNames}, body`;

const statementOf = (row: FoundStatement): LedgerStatementRow => ({
  day: row.day,
  assessmentId: row.assessment_id,
  shipmentId: row.shipment_id,
  partner: row.partner,
  keys: {
    consignor: bigintOf(row.consignor),
    consignee: bigintOf(row.consignee),
    consignorAddress: bigintOf(row.consignor_address),
    consigneeAddress: bigintOf(row.consignee_address),
    consigneePhone: bigintOf(row.consignee_phone),
  },
  body: row.body,
});

/** The next rows of the ledger behind a place in it. */
export async function ledgerAfter(
  db: Queryable,
  after: LedgerKey | null,
  limit: number,
): Promise<LedgerStatementRow[]> {
  const rows = await db.query<FoundStatement>(
    `select ${statementColumns} from assessments where (day, assessment_id) > ($1::int, $2::uuid) order by day, assessment_id limit $3`,
    [after?.day ?? -1, after?.assessmentId ?? '00000000-0000-0000-0000-000000000000', limit],
  );
  return rows.map(statementOf);
}

/** Takes decisions that were appended since the rebuild began. Part of the transaction that folds them. */
export async function takeCaptured(tx: Transaction, limit: number): Promise<LedgerStatementRow[]> {
  const rows = await tx.query<FoundStatement>(
    `with taken as (delete from rebuild_captured where ctid = any(array(select ctid from rebuild_captured limit $1)) returning day, assessment_id)
     select ${statementColumns} from taken join assessments using (day, assessment_id)`,
    [limit],
  );
  return rows.map(statementOf);
}

/** Those that are there already stay as they are. */
export async function addStatements(tx: Queryable, statements: readonly SightingStatement[]): Promise<void> {
  if (statements.length === 0) return;
  const links = Object.fromEntries(
    linkColumns.map(([column, kind]) => [column, columns.bigint(statements, (each) => each.links[kind])]),
  );
  const { from, values } = bulkRows({
    assessment_id: columns.uuid(statements, (each) => each.assessmentId),
    shipment_id: columns.uuid(statements, (each) => each.shipmentId),
    partner: columns.text(statements, (each) => each.partner),
    day: columns.int(statements, (each) => each.day),
    received_at: columns.bigint(statements, (each) => each.receivedAt),
    line: columns.int(statements, (each) => each.line),
    issued_at: columns.bigint(statements, (each) => each.issuedAt),
    sequence: columns.bigint(statements, (each) => each.sequence),
    version_ordinal: columns.int(statements, (each) => each.versionOrdinal),
    postal: columns.boolean(statements, (each) => each.postal),
    cancels: columns.boolean(statements, (each) => each.cancels),
    ...entityColumnsOf(statements, (each) => each.keys),
    ...links,
  });
  const names = `assessment_id, shipment_id, partner, day, received_at, line, issued_at, sequence, version_ordinal, postal, cancels,
    ${kinds.map((kind) => `${kind}, ${kind}_link`).join(', ')}`;
  await tx.run(`insert into rebuild_statements (${names}) select ${names} from ${from} on conflict do nothing`, values);
}

const linkColumns: readonly (readonly [string, keyof EntityKeyRow])[] = [
  ['consignor_link', 'consignor'],
  ['consignee_link', 'consignee'],
  ['consignor_address_link', 'consignorAddress'],
  ['consignee_address_link', 'consigneeAddress'],
  ['consignee_phone_link', 'consigneePhone'],
];

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
  from views cross join lateral (values ${kinds.map((kind) => `(${kind}, ${kind}_link)`).join(', ')}) as seen (entity, link)
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

const rangeOf = (slice: number): { readonly low: bigint; readonly high: bigint } => {
  const width = 2n ** 64n / BigInt(FILL_SLICES);
  const low = -(2n ** 63n) + BigInt(slice) * width;
  return { low, high: low + width - 1n };
};

/** Fills a slice of the new table from what the shipments add. @param firstDay days before it are not kept */
export async function fillSlice(tx: Queryable, slice: number, firstDay: number): Promise<number> {
  const { low, high } = rangeOf(slice);
  return tx.run(
    `insert into entity_days_rebuilt (entity, day, shipments, links)
     select entity, day, sum(shipments), bit_or(links) from rebuild_counts
     where entity between $1 and $2 and day >= $3 group by entity, day having sum(shipments) <> 0 or bit_or(links) <> 0`,
    [low, high, firstDay],
  );
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
}

const EXAMPLES = 10;

/** Compares slice by slice; call it in a transaction that sees one moment. @param firstDay days before it are not compared */
export async function sightingDrift(tx: Transaction, firstDay: number): Promise<RebuildDrift> {
  const drift = { rows: 0, differing: 0, missing: 0, surplus: 0, largest: 0, sum: 0 };
  const examples: string[] = [];
  for (let slice = 0; slice < FILL_SLICES; slice += 1) {
    const { low, high } = rangeOf(slice);
    const [row] = await tx.query<typeof drift & { examples: string[] | null }>(
      `with both_tables as (
         select coalesce(made.entity, live.entity) as entity, coalesce(made.day, live.day) as day, made.shipments as made, live.shipments as live,
           made.links as made_links, live.links as live_links
         from (select * from entity_days_rebuilt where entity between $1 and $2 and day >= $3) as made
         full join (select * from entity_days where entity between $1 and $2 and day >= $3 and (shipments <> 0 or links <> 0)) as live
           on live.entity = made.entity and live.day = made.day
       ), compared as (
         select *, made is distinct from live or made_links is distinct from live_links as differs,
           abs(coalesce(made, 0) - coalesce(live, 0)) as difference from both_tables
       )
       select count(made)::float8 as rows, (count(*) filter (where differs and made is not null and live is not null))::float8 as differing,
         (count(*) filter (where live is null))::float8 as missing, (count(*) filter (where made is null))::float8 as surplus,
         coalesce(max(difference), 0)::float8 as largest, coalesce(sum(difference), 0)::float8 as sum,
         (array_agg(format('entity %s, day %s: %s live, %s made anew%s', entity, day, coalesce(live::text, 'none'), coalesce(made::text, 'none'),
           case when made_links is distinct from live_links then ', other links' else '' end)) filter (where differs))[1:${EXAMPLES}] as examples
       from compared`,
      [low, high, firstDay],
    );
    const { examples: found, largest, ...counts } = row!;
    for (const name of ['rows', 'differing', 'missing', 'surplus', 'sum'] as const) drift[name] += counts[name];
    drift.largest = Math.max(drift.largest, largest);
    examples.push(...(found ?? []).slice(0, EXAMPLES - examples.length));
  }
  return { ...drift, examples };
}

/**
 * Keeps everybody from the live table until the transaction ends. Whoever has read it in a transaction of his own is waited for; whoever comes finds the
 * new one under the name.
 */
export async function lockSightings(tx: Transaction): Promise<void> {
  await tx.run(`set local lock_timeout = '3s'`);
  await tx.run('lock table entity_days in access exclusive mode');
}

/** Puts the new table in the place of the live one, which is dropped. */
export async function swapSightings(tx: Transaction): Promise<void> {
  await tx.run('drop table entity_days');
  await tx.run('alter table entity_days_rebuilt rename to entity_days');
  await tx.run('alter index entity_days_rebuilt_pkey rename to entity_days_pkey');
  await tx.run('alter index entity_days_rebuilt_day rename to entity_days_day');
}

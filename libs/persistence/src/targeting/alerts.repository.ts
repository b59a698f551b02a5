import { In } from 'typeorm';
import { arrayLiteral, bulkRows, columns } from '../bulk.ts';
import { type Database, type Queryable, type Transaction, withTransaction } from '../database.ts';
import { TargetingAlertEntity } from './alert.entity.ts';
import { ShipmentViewEntity } from './shipment-view.entity.ts';

/**
 * Makes everybody else who decides on these shipments wait until the transaction ends. Sorted, so that two batches cannot wait for each other.
 */
export async function lockShipments(tx: Queryable, shipmentIds: readonly string[]): Promise<void> {
  const text = `select pg_advisory_xact_lock(key) from (
    select distinct hashtextextended(id::text, 1) as key from unnest($1::uuid[]) as id order by key) as keys`;
  await tx.query({ name: 'targeting-lock-shipments', text }, [arrayLiteral(shipmentIds)]);
}

/** Held by all who decide on shipments, at once. */
const DECIDING = `hashtextextended('targeting.deciding', 0)`;

/** Comes first in a transaction that decides on shipments: whoever has told of something that bears on them waits for it with {@link waitForDecisions}. */
export async function beginDeciding(tx: Transaction): Promise<void> {
  await tx.run({ name: 'targeting-deciding', text: `select pg_advisory_xact_lock_shared(${DECIDING})` });
}

/**
 * Waits for the decisions that are being made at this moment. They may not have seen what was committed before this, and the shipments they are about may not be
 * seen yet; whoever decides after this sees it, and whoever looks for shipments after this finds them.
 */
export async function waitForDecisions(database: Database): Promise<void> {
  await withTransaction(database, (tx) => tx.run(`select pg_advisory_xact_lock(${DECIDING})`));
}

/**
 * Shipments on which something that is said of these units, or of these shipments themselves, may bear: an alert is open for them, or they call for one and
 * have had none.
 */
export async function shipmentsConcerned(
  on: Queryable,
  units: readonly string[],
  shipmentIds: readonly string[],
): Promise<readonly string[]> {
  const rows = await on.query<{ shipment_id: string }>(
    {
      name: 'targeting-concerned',
      text: `select distinct v.shipment_id from shipment_views as v
        where (v.units && $1::text[] or v.shipment_id = any($2::uuid[]))
          and (exists (select from alerts as a where a.shipment_id = v.shipment_id and a.open)
            or (v.call in ('assessed', 'random') and not exists (select from alerts as a where a.shipment_id = v.shipment_id)))`,
    },
    [arrayLiteral(units), arrayLiteral(shipmentIds)],
  );
  return rows.map(({ shipment_id }) => shipment_id);
}

/** Which of these shipments are known here: there is or was reason to alert. One statement, whatever their number. */
export async function knownShipments(on: Queryable, shipmentIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await on.query<{ shipment_id: string }>(
    {
      name: 'targeting-known',
      text: 'select shipment_id from shipment_views where shipment_id = any($1::uuid[])',
    },
    [arrayLiteral(shipmentIds)],
  );
  return new Set(rows.map(({ shipment_id }) => shipment_id));
}

export const viewsOf = (tx: Transaction, shipmentIds: readonly string[]): Promise<ShipmentViewEntity[]> =>
  tx.manager.find(ShipmentViewEntity, { where: { shipmentId: In([...shipmentIds]) }, order: { partner: 'ASC' } });

export const openAlertsOf = (tx: Transaction, shipmentIds: readonly string[]): Promise<TargetingAlertEntity[]> =>
  tx.manager.find(TargetingAlertEntity, {
    where: { shipmentId: In([...shipmentIds]), open: true },
    order: { port: 'ASC' },
  });

export const findAlerts = (on: Transaction | Database, alertIds: readonly string[]): Promise<TargetingAlertEntity[]> =>
  ('manager' in on ? on.manager : on.source.manager).find(TargetingAlertEntity, {
    where: { alertId: In([...alertIds]) },
  });

export async function saveViews(tx: Transaction, views: readonly ShipmentViewEntity[]): Promise<void> {
  if (views.length > 0) await tx.manager.upsert(ShipmentViewEntity, [...views], ['shipmentId', 'partner']);
}

/** @returns the alerts that are new; one that was issued before under the same id is left as it is */
export async function insertAlerts(
  tx: Transaction,
  alerts: readonly TargetingAlertEntity[],
): Promise<ReadonlySet<string>> {
  if (alerts.length === 0) return new Set();
  const inserted = await tx.manager
    .createQueryBuilder()
    .insert()
    .into(TargetingAlertEntity)
    .values([...alerts])
    .orIgnore()
    .returning('alert_id')
    .execute();
  return new Set((inserted.raw as { alert_id: string }[]).map(({ alert_id }) => alert_id));
}

export async function updateAlerts(tx: Transaction, alerts: readonly TargetingAlertEntity[]): Promise<void> {
  if (alerts.length > 0) await tx.manager.upsert(TargetingAlertEntity, [...alerts], ['alertId']);
}

export interface AlertNote {
  readonly noteId: string;
  readonly alertId: string;
  readonly notedAt: number;
  readonly kind: string;
  readonly detail: string;
}

/** What is recorded only: a change of mind about an item that is in the officers' hands already. */
export async function noteOnAlerts(tx: Queryable, notes: readonly AlertNote[]): Promise<void> {
  if (notes.length === 0) return;
  const rows = bulkRows({
    note_id: columns.uuid(notes, ({ noteId }) => noteId),
    alert_id: columns.uuid(notes, ({ alertId }) => alertId),
    noted_at: columns.time(notes, ({ notedAt }) => notedAt),
    kind: columns.text(notes, ({ kind }) => kind),
    detail: columns.text(notes, ({ detail }) => detail),
  });
  await tx.run(
    `insert into alert_notes (${rows.names}) select ${rows.names} from ${rows.from} on conflict do nothing`,
    rows.values,
  );
}

export const notesOf = (on: Queryable, alertId: string): Promise<{ kind: string; detail: string }[]> =>
  on.query('select kind, detail from alert_notes where alert_id = $1 order by noted_at, note_id', [alertId]);

/** Forgets alerts that ended before a moment, and the views of shipments of which nothing open is left. */
export async function forgetEndedBefore(on: Queryable, before: Date): Promise<number> {
  const alerts = await on.run('delete from alerts where not open and updated_at < $1', [before]);
  const views = await on.run(
    `delete from shipment_views v where updated_at < $1
      and not exists (select from alerts a where a.shipment_id = v.shipment_id)`,
    [before],
  );
  for (const [table, column] of [
    ['unrouted', 'noted_at'],
    ['refusals', 'refused_at'],
    ['random_draws', 'drawn_at'],
    ['shifts', 'starts_at'],
  ]) {
    await on.run(`delete from ${table} where ${column} < $1`, [before]);
  }
  return alerts + views;
}

import { arrayLiteral, bulkRows, columns } from '../bulk.ts';
import { type Queryable } from '../database.ts';

/** An alert with what its item travels in, by its newest revision. */
export interface AlertLink {
  readonly alertId: string;
  readonly revision: number;
  readonly port: string;
  readonly state: string;
  readonly shipmentId: string;
  readonly itemId: string | null;
  /** `<kind> <number>` each. */
  readonly units: readonly string[];
  /** Epoch milliseconds. */
  readonly issuedAt: number;
}

/** Keeps the newest revision of each; may come twice and in any order. */
export async function noteAlertLinks(db: Queryable, links: readonly AlertLink[]): Promise<void> {
  const newest = new Map<string, AlertLink>();
  for (const link of links)
    if ((newest.get(link.alertId)?.revision ?? 0) < link.revision) newest.set(link.alertId, link);
  const rows = [...newest.values()];
  if (rows.length === 0) return;
  const { from, names, values } = bulkRows({
    alert_id: columns.uuid(rows, (row) => row.alertId),
    revision: columns.int(rows, (row) => row.revision),
    port: columns.text(rows, (row) => row.port),
    state: columns.text(rows, (row) => row.state),
    shipment_id: columns.uuid(rows, (row) => row.shipmentId),
    item_id: columns.text(rows, (row) => row.itemId),
    units: columns.text(rows, (row) => arrayLiteral(row.units)),
    issued_at: columns.time(rows, (row) => row.issuedAt),
  });
  const changed = names.split(', ').slice(1);
  await db.run(
    `insert into alert_links as known (${names}) select ${names.replace('units,', 'units::text[],')} from ${from} order by alert_id
      on conflict (alert_id) do update set ${changed.map((name) => `${name} = excluded.${name}`).join(', ')}
      where excluded.revision > known.revision`,
    values,
  );
}

const link = `select alert_id as "alertId", revision, port, state, shipment_id as "shipmentId", item_id as "itemId", units,
  extract(epoch from issued_at)::float8 * 1000 as "issuedAt" from alert_links`;

/** Alerts for an item by its number in capitals, the newest first. */
export const alertsOfItem = (db: Queryable, item: string, limit: number): Promise<AlertLink[]> =>
  db.query(`${link} where upper(item_id) = $1 order by issued_at desc, alert_id limit $2`, [item, limit]);

/** Alerts for items that travel in a unit, the newest first. */
export const alertsInUnit = (db: Queryable, unit: string, limit: number): Promise<AlertLink[]> =>
  db.query(`${link} where units @> array[$1::text] order by issued_at desc, alert_id limit $2`, [unit, limit]);

/** Forgets alerts that were issued before a moment. */
export const forgetAlertLinksBefore = (db: Queryable, before: Date): Promise<number> =>
  db.run('delete from alert_links where issued_at < $1', [before]);

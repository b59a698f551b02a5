import { bulkRows, columns } from '../bulk.ts';
import { type Queryable } from '../database.ts';

/** The last scan of a shipment, and where a transit office scanned it. */
export interface ScanRow {
  readonly shipmentId: string;
  readonly event: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly place: string | null;
  readonly transitPlace: string | null;
  readonly receivedDay: number;
}

/** Keeps the latest scan of each shipment, and a transit scan for good. @param scans distinct by shipment */
export async function noteScans(db: Queryable, scans: readonly ScanRow[]): Promise<void> {
  if (scans.length === 0) return;
  const { from, names, values } = bulkRows({
    shipment_id: columns.uuid(scans, (scan) => scan.shipmentId),
    event: columns.text(scans, (scan) => scan.event),
    at: columns.bigint(scans, (scan) => scan.at),
    place: columns.text(scans, (scan) => scan.place),
    transit_place: columns.text(scans, (scan) => scan.transitPlace),
    received_day: columns.int(scans, (scan) => scan.receivedDay),
  });
  const latest = (name: string) =>
    `${name} = case when excluded.at >= scans.at then excluded.${name} else scans.${name} end`;
  await db.run(
    {
      name: 'scorer-note-scans',
      text: `insert into shipment_scans as scans (${names}) select ${names} from ${from} order by shipment_id
        on conflict (shipment_id) do update set ${['event', 'place'].map(latest).join(', ')}, at = greatest(scans.at, excluded.at),
          transit_place = coalesce(scans.transit_place, excluded.transit_place), received_day = greatest(scans.received_day, excluded.received_day)`,
    },
    values,
  );
}

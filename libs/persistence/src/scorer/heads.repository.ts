import { bulkRows, columns } from '../bulk.ts';
import { type Queryable, type Transaction } from '../database.ts';
import { bigintOf, entityColumnNames, entityColumnsOf, entityKeysOf, type EntityKeyRow } from './entity-columns.ts';

/** The newest version of one partner's view of a shipment. */
export interface HeadRow {
  readonly shipmentId: string;
  readonly partner: string;
  /** Declared in test mode: such heads are a world of their own. */
  readonly test: boolean;
  readonly issuedAt: number;
  readonly sequence: number;
  readonly ordinal: number;
  readonly episode: number;
  readonly cancelled: boolean;
  readonly assessmentId: string;
  readonly receivedDay: number;
  /** Day on which its entities are counted. */
  readonly countedDay: number;
  readonly keys: EntityKeyRow;
  readonly consignorName: bigint | null;
  readonly consigneeName: bigint | null;
  readonly grossMassKg: number | null;
  readonly valueUsd: number | null;
}

/** What is known of shipments before a batch: every partner's head, and the place of a transit scan. */
export interface KnownShipments {
  readonly heads: readonly HeadRow[];
  /** By shipment id. */
  readonly transitPlaces: ReadonlyMap<string, string>;
}

interface Found {
  id: string;
  transit: string | null;
  partner: string | null;
  test: boolean;
  issued_at: string;
  sequence: string;
  ordinal: number;
  episode: number;
  cancelled: boolean;
  assessment_id: string;
  received_day: number;
  counted_day: number;
  consignor: string | null;
  consignee: string | null;
  consignor_address: string | null;
  consignee_address: string | null;
  consignee_phone: string | null;
  consignor_name: string | null;
  consignee_name: string | null;
  gross_mass_kg: number | null;
  value_usd: number | null;
}

/** @param shipmentIds distinct */
export async function knownShipments(db: Queryable, shipmentIds: readonly string[]): Promise<KnownShipments> {
  const { from, values } = bulkRows({ id: columns.uuid(shipmentIds, (id) => id) });
  const rows = await db.query<Found>(
    {
      name: 'scorer-known-shipments',
      text: `select rows.id, scans.transit_place as transit, heads.partner, heads.test, heads.issued_at, heads.sequence, heads.ordinal, heads.episode,
          heads.cancelled, heads.assessment_id, heads.received_day, heads.counted_day, heads.consignor, heads.consignee, heads.consignor_address,
          heads.consignee_address, heads.consignee_phone, heads.consignor_name, heads.consignee_name, heads.gross_mass_kg, heads.value_usd
        from ${from}
        left join shipment_heads heads on heads.shipment_id = rows.id
        left join shipment_scans scans on scans.shipment_id = rows.id
        where heads.shipment_id is not null or scans.transit_place is not null`,
    },
    values,
  );
  const transitPlaces = new Map<string, string>();
  const heads: HeadRow[] = [];
  for (const row of rows) {
    if (row.transit !== null) transitPlaces.set(row.id, row.transit);
    if (row.partner !== null) heads.push(headOf(row, row.partner));
  }
  return { heads, transitPlaces };
}

const headOf = (row: Found, partner: string): HeadRow => ({
  shipmentId: row.id,
  partner,
  test: row.test,
  issuedAt: Number(row.issued_at),
  sequence: Number(row.sequence),
  ordinal: row.ordinal,
  episode: row.episode,
  cancelled: row.cancelled,
  assessmentId: row.assessment_id,
  receivedDay: row.received_day,
  countedDay: row.counted_day,
  keys: entityKeysOf(row),
  consignorName: bigintOf(row.consignor_name),
  consigneeName: bigintOf(row.consignee_name),
  grossMassKg: row.gross_mass_kg,
  valueUsd: row.value_usd,
});

const moved = `issued_at, sequence, ordinal, episode, cancelled, assessment_id, received_day, counted_day, ${entityColumnNames},
  consignor_name, consignee_name, gross_mass_kg, value_usd`;
const movedNames = moved.split(',').map((name) => name.trim());

/**
 * Moves heads forward, never back, whoever else moves them.
 * @param heads distinct by shipment, partner and test
 * @returns how many moved; fewer than given means that somebody else was there first
 */
export async function moveHeads(tx: Transaction, heads: readonly HeadRow[]): Promise<number> {
  if (heads.length === 0) return 0;
  const { from, values } = bulkRows({
    shipment_id: columns.uuid(heads, (head) => head.shipmentId),
    partner: columns.text(heads, (head) => head.partner),
    test: columns.boolean(heads, (head) => head.test),
    issued_at: columns.bigint(heads, (head) => head.issuedAt),
    sequence: columns.bigint(heads, (head) => head.sequence),
    ordinal: columns.int(heads, (head) => head.ordinal),
    episode: columns.int(heads, (head) => head.episode),
    cancelled: columns.boolean(heads, (head) => head.cancelled),
    assessment_id: columns.uuid(heads, (head) => head.assessmentId),
    received_day: columns.int(heads, (head) => head.receivedDay),
    counted_day: columns.int(heads, (head) => head.countedDay),
    ...entityColumnsOf(heads, (head) => head.keys),
    consignor_name: columns.bigint(heads, (head) => head.consignorName),
    consignee_name: columns.bigint(heads, (head) => head.consigneeName),
    gross_mass_kg: columns.double(heads, (head) => head.grossMassKg),
    value_usd: columns.double(heads, (head) => head.valueUsd),
  });
  return tx.run(
    {
      name: 'scorer-move-heads',
      text: `insert into shipment_heads as heads (shipment_id, partner, test, ${moved})
        select shipment_id, partner, test, ${moved} from ${from}
        order by shipment_id, partner, test
        on conflict (shipment_id, partner, test) do update set ${movedNames.map((name) => `${name} = excluded.${name}`).join(', ')}
        where (excluded.issued_at, excluded.sequence, excluded.ordinal) > (heads.issued_at, heads.sequence, heads.ordinal)`,
    },
    values,
  );
}

import { bulkRows, columns } from '../bulk.ts';
import { type Queryable } from '../database.ts';

/** A shipment that calls for an alert and whose places no port handles. */
export interface Unrouted {
  readonly shipmentId: string;
  readonly partner: string;
  readonly assessmentId: string;
  readonly score: number;
  readonly recommendation: string;
  readonly places: readonly string[];
  readonly notedAt: number;
}

/** @returns how many were not noted before */
export async function noteUnrouted(tx: Queryable, items: readonly Unrouted[]): Promise<number> {
  if (items.length === 0) return 0;
  const rows = bulkRows({
    shipment_id: columns.uuid(items, ({ shipmentId }) => shipmentId),
    partner: columns.text(items, ({ partner }) => partner),
    assessment_id: columns.uuid(items, ({ assessmentId }) => assessmentId),
    score: columns.double(items, ({ score }) => score),
    recommendation: columns.text(items, ({ recommendation }) => recommendation),
    places: columns.json(items, ({ places }) => places),
    noted_at: columns.time(items, ({ notedAt }) => notedAt),
  });
  const inserted = await tx.query<{ fresh: boolean }>(
    `insert into unrouted (shipment_id, partner, assessment_id, score, recommendation, places, noted_at)
      select shipment_id, partner, assessment_id, score, recommendation,
        array(select jsonb_array_elements_text(places)), noted_at from ${rows.from}
      on conflict (shipment_id, partner) do update set assessment_id = excluded.assessment_id, score = excluded.score,
        recommendation = excluded.recommendation, places = excluded.places
      returning old.shipment_id is null as fresh`,
    rows.values,
  );
  return inserted.filter(({ fresh }) => fresh).length;
}

/** They have found a port, or call for nothing any more. */
export async function clearUnrouted(tx: Queryable, shipmentIds: readonly string[]): Promise<void> {
  if (shipmentIds.length > 0) await tx.run('delete from unrouted where shipment_id = any($1::uuid[])', [shipmentIds]);
}

/** Newest first. @param after the last one of the page before */
export async function listUnrouted(
  on: Queryable,
  limit: number,
  after: Pick<Unrouted, 'notedAt' | 'shipmentId'> | null = null,
): Promise<readonly Unrouted[]> {
  const rows = await on.query<{
    shipment_id: string;
    partner: string;
    assessment_id: string;
    score: number;
    recommendation: string;
    places: string[];
    noted_at: Date;
  }>(
    `select * from unrouted where $2::timestamptz is null or (noted_at, shipment_id) < ($2, $3)
      order by noted_at desc, shipment_id desc limit $1`,
    [limit, after && new Date(after.notedAt), after && after.shipmentId],
  );
  return rows.map((row) => ({
    shipmentId: row.shipment_id,
    partner: row.partner,
    assessmentId: row.assessment_id,
    score: row.score,
    recommendation: row.recommendation,
    places: row.places,
    notedAt: row.noted_at.getTime(),
  }));
}

export async function countUnrouted(on: Queryable): Promise<number> {
  const [row] = await on.query<{ count: number }>('select count(*)::int as count from unrouted');
  return row!.count;
}

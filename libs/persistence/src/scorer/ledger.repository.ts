import { bulkRows, columns } from '../bulk.ts';
import { type Queryable, type Transaction } from '../database.ts';
import { entityColumnNames, entityColumnsOf, type EntityKeyRow } from './entity-columns.ts';

/** A decision as it was made and published. */
export interface LedgerRow {
  /** Day the manifest was received, in days since 1970-01-01. */
  readonly day: number;
  readonly assessmentId: string;
  readonly shipmentId: string;
  readonly partner: string;
  readonly outcome: string;
  readonly band: string;
  readonly recommendation: string;
  /** Epoch milliseconds. */
  readonly assessedAt: number;
  readonly keys: EntityKeyRow;
  /** The encoded event. */
  readonly body: Buffer;
}

export interface LedgerKey {
  readonly day: number;
  readonly assessmentId: string;
}

export type StoredAssessment = Pick<
  LedgerRow,
  'assessmentId' | 'outcome' | 'band' | 'recommendation' | 'assessedAt' | 'body'
>;

/**
 * Appends decisions; one that is there already stays as it is. The days' partitions must be there. Bodies go over as one binary parameter, of which each
 * row takes its piece: as an array they would have to be written in hexadecimal, twice as long.
 * @returns how many were new
 */
export async function appendAssessments(tx: Transaction, rows: readonly LedgerRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  let end = 1;
  const starts = rows.map(({ body }) => (end += body.length) - body.length);
  const { from, values } = bulkRows(
    {
      day: columns.int(rows, (row) => row.day),
      assessment_id: columns.uuid(rows, (row) => row.assessmentId),
      shipment_id: columns.uuid(rows, (row) => row.shipmentId),
      partner: columns.text(rows, (row) => row.partner),
      outcome: columns.text(rows, (row) => row.outcome),
      band: columns.text(rows, (row) => row.band),
      recommendation: columns.text(rows, (row) => row.recommendation),
      assessed_at: columns.bigint(rows, (row) => row.assessedAt),
      ...entityColumnsOf(rows, (row) => row.keys),
      start: { type: 'int', values: starts },
      length: columns.int(rows, (row) => row.body.length),
    },
    2,
  );
  return tx.run(
    {
      name: 'scorer-append-assessments',
      text: `insert into assessments (day, assessment_id, shipment_id, partner, outcome, band, recommendation, assessed_at, ${entityColumnNames}, body)
        select day, assessment_id, shipment_id, partner, outcome, band, recommendation, assessed_at, ${entityColumnNames},
          substring($1::bytea from start for length)
        from ${from} on conflict do nothing`,
    },
    [Buffer.concat(rows.map(({ body }) => body)), ...values],
  );
}

/** What was decided, as it was stored; what is not there is left out. */
export async function storedAssessments(db: Queryable, keys: readonly LedgerKey[]): Promise<StoredAssessment[]> {
  if (keys.length === 0) return [];
  const { from, values } = bulkRows({
    day: columns.int(keys, (key) => key.day),
    assessment_id: columns.uuid(keys, (key) => key.assessmentId),
  });
  const rows = await db.query<Omit<StoredAssessment, 'assessedAt'> & { readonly assessed_at: string }>(
    `select assessment_id as "assessmentId", outcome, band, recommendation, assessed_at, body
      from ${from} join assessments using (day, assessment_id)`,
    values,
  );
  return rows.map(({ assessed_at, ...row }) => ({ ...row, assessedAt: Number(assessed_at) }));
}

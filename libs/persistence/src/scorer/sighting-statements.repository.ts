import { bulkRows, columns } from '../bulk.ts';
import { type Queryable, type Transaction } from '../database.ts';
import {
  entityColumnNames,
  entityColumnsOf,
  entityKeysOf,
  type EntityKeyRow,
  entityKindColumns,
} from './entity-columns.ts';
import { type LedgerKey } from './ledger.repository.ts';

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
  keys: entityKeysOf(row),
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
    ${entityKindColumns.map((kind) => `${kind}, ${kind}_link`).join(', ')}`;
  await tx.run(`insert into rebuild_statements (${names}) select ${names} from ${from} on conflict do nothing`, values);
}

const linkColumns: readonly (readonly [string, keyof EntityKeyRow])[] = [
  ['consignor_link', 'consignor'],
  ['consignee_link', 'consignee'],
  ['consignor_address_link', 'consignorAddress'],
  ['consignee_address_link', 'consigneeAddress'],
  ['consignee_phone_link', 'consigneePhone'],
];

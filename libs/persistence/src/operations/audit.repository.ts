import { type Database, type Transaction } from '../database.ts';
import { AuditEntryEntity } from './audit-entry.entity.ts';

export type NewAuditEntry = Omit<AuditEntryEntity, 'position'>;

/** Appends to the audit log, as part of the transaction that does what the entry tells of. */
export async function appendAudit(tx: Transaction, entry: NewAuditEntry): Promise<void> {
  await lockPositions(tx, 'audit');
  await tx.run(
    `insert into audit (position, at, who, action, subject, detail)
     select coalesce(max(position), 0) + 1, $1, $2, $3, $4, $5 from audit`,
    [new Date(entry.at), entry.who, entry.action, entry.subject, entry.detail],
  );
}

export interface AuditFilter {
  readonly subject?: string | undefined;
  readonly action?: string | undefined;
  readonly who?: string | undefined;
}

/** Newest first, from before `before` on. */
export async function listAudit(
  database: Database,
  filter: AuditFilter,
  before: number | null,
  limit: number,
): Promise<AuditEntryEntity[]> {
  const query = database.source.manager.createQueryBuilder(AuditEntryEntity, 'entry').orderBy('entry.position', 'DESC');
  if (before !== null) query.andWhere('entry.position < :before', { before });
  if (filter.subject !== undefined) query.andWhere('entry.subject = :subject', { subject: filter.subject });
  if (filter.action !== undefined) query.andWhere('entry.action = :action', { action: filter.action });
  if (filter.who !== undefined) query.andWhere('entry.who = :who', { who: filter.who });
  return query.limit(limit).getMany();
}

/**
 * Positions of a table are given one transaction after the other. Otherwise one that commits late would fill in a position that a reader has
 * passed already.
 */
export async function lockPositions(tx: Transaction, table: 'audit' | 'dead_letters'): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`operations.${table}.position`]);
}

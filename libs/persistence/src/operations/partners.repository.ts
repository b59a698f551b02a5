import { MoreThan } from 'typeorm';
import { type Database, type Transaction } from '../database.ts';
import { PartnerEntity } from './partner.entity.ts';

/** @returns false where a partner of this name exists */
export async function insertPartner(tx: Transaction, partner: PartnerEntity): Promise<boolean> {
  const inserted = await tx.manager
    .createQueryBuilder()
    .insert()
    .into(PartnerEntity)
    .values(partner)
    .orIgnore()
    .returning('partner')
    .execute();
  return (inserted.raw as unknown[]).length === 1;
}

/** The partner, locked until the transaction ends, so that its versions follow each other. */
export const lockPartner = (tx: Transaction, partner: string): Promise<PartnerEntity | null> =>
  tx.manager.findOne(PartnerEntity, { where: { partner }, lock: { mode: 'pessimistic_write' } });

export async function savePartner(tx: Transaction, partner: PartnerEntity): Promise<void> {
  await tx.manager.update(PartnerEntity, { partner: partner.partner }, partner);
}

export const findPartner = (database: Database, partner: string): Promise<PartnerEntity | null> =>
  database.source.manager.findOneBy(PartnerEntity, { partner });

/** In the order of their names, from `after` on. */
export const listPartners = (database: Database, after: string, limit: number): Promise<PartnerEntity[]> =>
  database.source.manager.find(PartnerEntity, {
    where: { partner: MoreThan(after) },
    order: { partner: 'ASC' },
    take: limit,
  });

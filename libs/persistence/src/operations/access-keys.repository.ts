import { IsNull, MoreThan } from 'typeorm';
import { type Database, type Transaction } from '../database.ts';
import { AccessKeyEntity, type KeyOwnerKind } from './access-key.entity.ts';

export interface KeyOwner {
  readonly ownerKind: KeyOwnerKind;
  readonly owner: string;
}

/** @returns false where a key of this id is there already */
export async function insertKey(tx: Transaction, key: AccessKeyEntity): Promise<boolean> {
  const inserted = await tx.manager
    .createQueryBuilder()
    .insert()
    .into(AccessKeyEntity)
    .values(key)
    .orIgnore()
    .returning('key_id')
    .execute();
  return (inserted.raw as unknown[]).length === 1;
}

/** @returns false where the owner has no such key, or it was revoked before */
export async function revokeKey(tx: Transaction, owner: KeyOwner, keyId: string, at: number): Promise<boolean> {
  const { affected } = await tx.manager.update(
    AccessKeyEntity,
    { ...owner, keyId, revokedAt: IsNull() },
    { revokedAt: at },
  );
  return affected === 1;
}

export const keysOf = (on: Transaction | Database, owner: KeyOwner): Promise<AccessKeyEntity[]> =>
  managerOf(on).find(AccessKeyEntity, { where: owner, order: { createdAt: 'ASC', keyId: 'ASC' } });

/** Every key there is, in the order of ids, from `after` on. */
export const listKeys = (database: Database, after: string, limit: number): Promise<AccessKeyEntity[]> =>
  database.source.manager.find(AccessKeyEntity, {
    where: { keyId: MoreThan(after) },
    order: { keyId: 'ASC' },
    take: limit,
  });

export const findKeyByHash = (database: Database, hash: string): Promise<AccessKeyEntity | null> =>
  database.source.manager.findOneBy(AccessKeyEntity, { hash });

/** Keys of operators, whatever their state. */
export const operatorKeys = (database: Database): Promise<AccessKeyEntity[]> =>
  database.source.manager.find(AccessKeyEntity, { where: { ownerKind: 'operator' } });

const managerOf = (on: Transaction | Database) => ('manager' in on ? on.manager : on.source.manager);

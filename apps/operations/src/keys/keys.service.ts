import { Inject, Injectable } from '@nestjs/common';
import { type Clock } from '@watchpost/domain';
import { operationsStore, type Transaction } from '@watchpost/persistence';
import { CLOCK, ProblemError } from '@watchpost/platform';
import { generateKey, hashKey, keyIdOf, type KeyPrefix, type Principal } from '@watchpost/security';
import { whoOf } from '../audit/doing.ts';
import { type IssuedKey, type NewKey, viewOfOwnedKey } from './key.schema.ts';

/** First letters of a key tell people, and secret scanners, whose it is. */
const prefixes: Readonly<Record<operationsStore.KeyOwnerKind, KeyPrefix>> = {
  partner: 'wp_partner',
  port: 'wp_port',
  operator: 'wp_operator',
};

/** Issues and revokes keys, within the transaction of whoever owns them, and writes the audit log. */
@Injectable()
export class KeysService {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  async issue(
    tx: Transaction,
    principal: Principal,
    owner: operationsStore.KeyOwner,
    wanted: NewKey,
  ): Promise<IssuedKey> {
    const key = generateKey(prefixes[owner.ownerKind]);
    const hash = hashKey(key);
    const keyId = keyIdOf(hash);
    const at = this.clock.now();
    const entity: operationsStore.AccessKeyEntity = {
      ...owner,
      keyId,
      hash,
      scopes: [...wanted.scopes],
      description: wanted.description,
      createdAt: at,
      createdBy: whoOf(principal),
      expiresAt: wanted.expiresAt === null ? null : Date.parse(wanted.expiresAt),
      revokedAt: null,
    };
    if (!(await operationsStore.insertKey(tx, entity))) throw new Error(`key id ${keyId} was given twice`);
    await operationsStore.appendAudit(tx, {
      at,
      who: whoOf(principal),
      action: 'key.issued',
      subject: `${owner.ownerKind}:${owner.owner}`,
      detail: { keyId, scopes: entity.scopes, expiresAt: wanted.expiresAt },
    });
    return { ...viewOfOwnedKey(entity), key };
  }

  /** @throws ProblemError 404 where the owner has no such key that still holds */
  async revoke(tx: Transaction, principal: Principal, owner: operationsStore.KeyOwner, keyId: string): Promise<void> {
    const at = this.clock.now();
    if (!(await operationsStore.revokeKey(tx, owner, keyId, at))) {
      throw new ProblemError(
        404,
        'key.unknown',
        `The ${owner.ownerKind} ${owner.owner} has no key ${keyId} that still holds.`,
      );
    }
    await operationsStore.appendAudit(tx, {
      at,
      who: whoOf(principal),
      action: 'key.revoked',
      subject: `${owner.ownerKind}:${owner.owner}`,
      detail: { keyId },
    });
  }
}

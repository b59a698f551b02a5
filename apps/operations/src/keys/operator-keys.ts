import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Clock, type EpochMillis } from '@watchpost/domain';
import { DATABASE, type Database, operationsStore, withTransaction } from '@watchpost/persistence';
import { CLOCK } from '@watchpost/platform';
import { hashKey, keyIdOf, type KeyLookup, type KeyRefusal, type Principal, principalOf } from '@watchpost/security';
import { OPERATIONS_CONFIG, type OperationsConfig } from '../configuration.ts';
import { scopesOf } from './key.schema.ts';

/**
 * Finds who stands behind a key in the table itself: operators are few, and a key revoked on one replica must open nothing on another. Keys of
 * partners and ports are found as well, so that they are told what they lack.
 */
@Injectable()
export class OperatorKeys implements KeyLookup, OnApplicationBootstrap {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(OPERATIONS_CONFIG) private readonly config: Pick<OperationsConfig, 'WATCHPOST_BOOTSTRAP_OPERATOR_KEY'>,
  ) {}

  async find(key: string, now: EpochMillis): Promise<Principal | KeyRefusal> {
    const stored = await operationsStore.findKeyByHash(this.database, hashKey(key));
    if (!stored) return 'key.unknown';
    return principalOf({ kind: stored.ownerKind, id: stored.owner }, stored, now);
  }

  /** The key given by the environment stands in the table like any other; starting again changes nothing, revoking it lasts. */
  async onApplicationBootstrap(): Promise<void> {
    const key = this.config.WATCHPOST_BOOTSTRAP_OPERATOR_KEY;
    if (key === undefined) return;
    const hash = hashKey(key);
    if (await operationsStore.findKeyByHash(this.database, hash)) return;
    const at = this.clock.now();
    await withTransaction(this.database, async (tx) => {
      const isNew = await operationsStore.insertKey(tx, {
        keyId: keyIdOf(hash),
        ownerKind: 'operator',
        owner: 'bootstrap',
        hash,
        scopes: [...scopesOf.operator],
        description: 'WATCHPOST_BOOTSTRAP_OPERATOR_KEY',
        createdAt: at,
        createdBy: 'environment',
        expiresAt: null,
        revokedAt: null,
      });
      if (!isNew) return;
      await operationsStore.appendAudit(tx, {
        at,
        who: 'environment',
        action: 'key.issued',
        subject: 'operator:bootstrap',
        detail: { keyId: keyIdOf(hash) },
      });
    });
  }
}

import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Clock } from '@watchpost/domain';
import { DATABASE, type Database, operationsStore, withTransaction } from '@watchpost/persistence';
import { CLOCK } from '@watchpost/platform';
import { hashKey, KeyDirectory } from '@watchpost/security';
import { OPERATIONS_CONFIG, type OperationsConfig } from '../configuration.ts';
import { scopesOf } from './key.schema.ts';

/** Another replica may have issued or revoked a key; this is how long this one may not know. */
const REFRESH_MS = 5_000;

/** Keeps the directory that requests are checked against the same as the table of operators' keys. */
@Injectable()
export class OperatorKeys implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(OPERATIONS_CONFIG) private readonly config: OperationsConfig,
    private readonly directory: KeyDirectory,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.#ensureBootstrapKey();
    await this.refresh();
    // A failed look leaves what is known in force: the next one comes soon.
    this.#timer = setInterval(() => void this.refresh().catch(() => undefined), REFRESH_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  async refresh(): Promise<void> {
    const keys = await operationsStore.operatorKeys(this.database);
    const owners = Map.groupBy(keys, ({ owner }) => owner);
    for (const [id, owned] of owners) this.directory.replace({ kind: 'operator', id, active: true }, owned);
  }

  /** The key given by the environment holds, and stands in the table like any other; starting again changes nothing. */
  async #ensureBootstrapKey(): Promise<void> {
    const key = this.config.WATCHPOST_BOOTSTRAP_OPERATOR_KEY;
    if (key === undefined) return;
    const hash = hashKey(key);
    if (await operationsStore.findKeyByHash(this.database, hash)) return;
    const at = this.clock.now();
    const keyId = `bootstrap-${hash.slice(0, 12)}`;
    await withTransaction(this.database, async (tx) => {
      const isNew = await operationsStore.insertKey(tx, {
        keyId,
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
        detail: { keyId },
      });
    });
  }
}

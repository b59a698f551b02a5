import { Inject, Injectable } from '@nestjs/common';
import { type Clock } from '@watchpost/domain';
import { DATABASE, type Database, operationsStore, type Transaction, withTransaction } from '@watchpost/persistence';
import { CLOCK, ProblemError } from '@watchpost/platform';
import { type z } from 'zod';
import { AnnouncementsService } from '../announcements/announcements.service.ts';
import { type Doing, whoOf } from '../audit/doing.ts';
import { type IssuedKey, type NewKey } from '../keys/key.schema.ts';
import { KeysService } from '../keys/keys.service.ts';
import { definedOf } from '../settings/defined.ts';
import { type newPartner, type partnerChange } from './partner.schema.ts';

type Partner = operationsStore.PartnerEntity;

/** Partners as they stand. Every change is a new version, an entry in the audit log and an event, in one transaction. */
@Injectable()
export class PartnersService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly announcements: AnnouncementsService,
    private readonly keys: KeysService,
  ) {}

  /** @throws ProblemError 409 where there is one of this name */
  async create(wanted: z.output<typeof newPartner>, doing: Doing): Promise<Partner> {
    const partner = { ...wanted, version: 1, ...this.#stamp(doing) };
    await withTransaction(this.database, async (tx) => {
      if (!(await operationsStore.insertPartner(tx, partner))) {
        throw new ProblemError(409, 'partner.exists', `There is a partner ${wanted.partner} already.`);
      }
      await this.#record(tx, partner, 'partner.created', wanted, doing);
    });
    this.announcements.sendNow();
    return partner;
  }

  /** @throws ProblemError 404 */
  async change(name: string, change: z.output<typeof partnerChange>, doing: Doing): Promise<Partner> {
    const { partner } = await this.#changed(name, doing, async (tx, after) => {
      const next = { ...after, ...definedOf(change) };
      await this.#record(tx, next, 'partner.changed', change, doing);
      return { partner: next };
    });
    return partner;
  }

  async issueKey(name: string, wanted: NewKey, doing: Doing): Promise<IssuedKey> {
    const owner = { ownerKind: 'partner' as const, owner: name };
    const { key } = await this.#changed(name, doing, async (tx, partner) => {
      const issued = await this.keys.issue(tx, doing.principal, owner, wanted);
      await this.announcements.partner(tx, partner, doing.traceparent);
      return { partner, key: issued };
    });
    return key;
  }

  async revokeKey(name: string, keyId: string, doing: Doing): Promise<void> {
    const owner = { ownerKind: 'partner' as const, owner: name };
    await this.#changed(name, doing, async (tx, partner) => {
      await this.keys.revoke(tx, doing.principal, owner, keyId);
      await this.announcements.partner(tx, partner, doing.traceparent);
      return { partner };
    });
  }

  /** @throws ProblemError 404 */
  async get(name: string): Promise<{ partner: Partner; keys: operationsStore.AccessKeyEntity[] }> {
    const partner = await operationsStore.findPartner(this.database, name);
    if (!partner) throw unknown(name);
    return { partner, keys: await operationsStore.keysOf(this.database, { ownerKind: 'partner', owner: name }) };
  }

  list(after: string, limit: number): Promise<Partner[]> {
    return operationsStore.listPartners(this.database, after, limit);
  }

  /** Locks the partner, hands it over with its next version, and keeps what comes back. */
  async #changed<Result extends { partner: Partner }>(
    name: string,
    doing: Doing,
    work: (tx: Transaction, next: Partner) => Promise<Result>,
  ): Promise<Result> {
    const result = await withTransaction(this.database, async (tx) => {
      const before = await operationsStore.lockPartner(tx, name);
      if (!before) throw unknown(name);
      const changed = await work(tx, { ...before, version: before.version + 1, ...this.#stamp(doing) });
      await operationsStore.savePartner(tx, changed.partner);
      return changed;
    });
    this.announcements.sendNow();
    return result;
  }

  async #record(tx: Transaction, partner: Partner, action: string, detail: object, doing: Doing): Promise<void> {
    await this.announcements.partner(tx, partner, doing.traceparent);
    await operationsStore.appendAudit(tx, {
      at: partner.changedAt,
      who: whoOf(doing.principal),
      action,
      subject: `partner:${partner.partner}`,
      detail: { version: partner.version, ...detail },
    });
  }

  #stamp({ principal }: Doing): { changedAt: number; changedBy: string } {
    return { changedAt: this.clock.now(), changedBy: whoOf(principal) };
  }
}

const unknown = (name: string): ProblemError =>
  new ProblemError(404, 'partner.unknown', `There is no partner ${name}.`);

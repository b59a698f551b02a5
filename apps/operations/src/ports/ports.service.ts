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
import { EVERY_PORT, type newPort, type portChange } from './port.schema.ts';

type Port = operationsStore.PortEntity;

/** Ports as they stand. Every change is a new version, an entry in the audit log and an event, in one transaction. */
@Injectable()
export class PortsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly announcements: AnnouncementsService,
    private readonly keys: KeysService,
  ) {}

  /** @throws ProblemError 409 where there is one of this name */
  async create(wanted: z.output<typeof newPort>, doing: Doing): Promise<Port> {
    const port = { ...wanted, version: 1, ...this.#stamp(doing) };
    await withTransaction(this.database, async (tx) => {
      if (!(await operationsStore.insertPort(tx, port))) {
        throw new ProblemError(409, 'port.exists', `There is a port ${wanted.port} already.`);
      }
      await this.#record(tx, port, 'port.created', wanted, doing);
    });
    this.announcements.sendNow();
    return port;
  }

  /** @throws ProblemError 404 */
  async change(name: string, change: z.output<typeof portChange>, doing: Doing): Promise<Port> {
    if (name === EVERY_PORT && (change.places?.length ?? 0) > 0) {
      throw new ProblemError(422, 'port.no-places', 'The port * stands for all others and has no places.');
    }
    const { port } = await this.#changed(name, doing, async (tx, after) => {
      const next = { ...after, ...definedOf(change) };
      await this.#record(tx, next, 'port.changed', change, doing);
      return { port: next };
    });
    return port;
  }

  async issueKey(name: string, wanted: NewKey, doing: Doing): Promise<IssuedKey> {
    const owner = { ownerKind: 'port' as const, owner: name };
    const { key } = await this.#changed(name, doing, async (tx, port) => {
      const issued = await this.keys.issue(tx, doing.principal, owner, wanted);
      await this.announcements.port(tx, port, doing.traceparent);
      return { port, key: issued };
    });
    return key;
  }

  async revokeKey(name: string, keyId: string, doing: Doing): Promise<void> {
    const owner = { ownerKind: 'port' as const, owner: name };
    await this.#changed(name, doing, async (tx, port) => {
      await this.keys.revoke(tx, doing.principal, owner, keyId);
      await this.announcements.port(tx, port, doing.traceparent);
      return { port };
    });
  }

  /** @throws ProblemError 404 */
  async get(name: string): Promise<{ port: Port; keys: operationsStore.AccessKeyEntity[] }> {
    const port = await operationsStore.findPort(this.database, name);
    if (!port) throw unknown(name);
    return { port, keys: await operationsStore.keysOf(this.database, { ownerKind: 'port', owner: name }) };
  }

  list(after: string, limit: number): Promise<Port[]> {
    return operationsStore.listPorts(this.database, after, limit);
  }

  /** Locks the port, hands it over with its next version, and keeps what comes back. */
  async #changed<Result extends { port: Port }>(
    name: string,
    doing: Doing,
    work: (tx: Transaction, next: Port) => Promise<Result>,
  ): Promise<Result> {
    const result = await withTransaction(this.database, async (tx) => {
      const before = await operationsStore.lockPort(tx, name);
      if (!before) throw unknown(name);
      const changed = await work(tx, { ...before, version: before.version + 1, ...this.#stamp(doing) });
      await operationsStore.savePort(tx, changed.port);
      return changed;
    });
    this.announcements.sendNow();
    return result;
  }

  async #record(tx: Transaction, port: Port, action: string, detail: object, doing: Doing): Promise<void> {
    await this.announcements.port(tx, port, doing.traceparent);
    await operationsStore.appendAudit(tx, {
      at: port.changedAt,
      who: whoOf(doing.principal),
      action,
      subject: `port:${port.port}`,
      detail: { version: port.version, ...detail },
    });
  }

  #stamp({ principal }: Doing): { changedAt: number; changedBy: string } {
    return { changedAt: this.clock.now(), changedBy: whoOf(principal) };
  }
}

const unknown = (name: string): ProblemError => new ProblemError(404, 'port.unknown', `There is no port ${name}.`);

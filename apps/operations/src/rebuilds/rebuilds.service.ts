import { Inject, Injectable } from '@nestjs/common';
import { type Codec, eventHeaders, topics } from '@watchpost/contracts';
import { type Clock, eventIdOf, isUuid, LIVE_RUN, timeOrderedId } from '@watchpost/domain';
import { CODEC } from '@watchpost/messaging';
import {
  appendToOutbox,
  DATABASE,
  type Database,
  operationsStore,
  OutboxRelay,
  type Transaction,
  withTransaction,
} from '@watchpost/persistence';
import { CLOCK, ProblemError } from '@watchpost/platform';
import { randomBytes } from 'node:crypto';
import { type z } from 'zod';
import { type Doing, whoOf } from '../audit/doing.ts';
import { rebuildable, rebuildActions, type rebuildRequest, type rebuildView } from './rebuild.schema.ts';

/** Whose tables we make anew ourselves. */
const OWN = 'operations';

type View = z.input<typeof rebuildView>;
type Rebuild = operationsStore.Rebuild;

/** Asks the owners of derived tables to make them anew, and keeps what they tell. The work is theirs: a service writes only its own schema. */
@Injectable()
export class RebuildsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CODEC) private readonly codec: Codec,
    private readonly relay: OutboxRelay,
  ) {}

  /** @throws ProblemError 404 for a table that cannot be made anew */
  async request(request: z.output<typeof rebuildRequest>, doing: Doing): Promise<View> {
    const { table, reason, rowsPerSecond } = request;
    const service = rebuildable[table];
    if (service === undefined)
      throw new ProblemError(
        404,
        'rebuild.table-unknown',
        `${table} is no table that can be made anew; there is ${Object.keys(rebuildable).join(', ')}.`,
      );
    const at = this.clock.now();
    const rebuild = {
      rebuildId: timeOrderedId(at, randomBytes(10)),
      table,
      service,
      action: request.action,
      rowsPerSecond: rowsPerSecond ?? null,
      who: whoOf(doing.principal),
      reason,
      requestedAt: at,
    };
    await withTransaction(this.database, async (tx) => {
      await operationsStore.insertRebuild(tx, rebuild);
      await this.#record(tx, rebuild, request.action, doing);
      if (service !== OWN) await this.#ask(tx, rebuild, rebuildActions[request.action], doing);
    });
    this.relay.nudge();
    return this.show(rebuild.rebuildId);
  }

  /** @throws ProblemError 404; 409 where it has ended */
  async abort(id: string, reason: string, doing: Doing): Promise<View> {
    const rebuild = await this.#find(id);
    if (!['REQUESTED', 'RUNNING'].includes(rebuild.state))
      throw new ProblemError(409, 'rebuild.ended', `This rebuild is ${rebuild.state.toLowerCase()}.`);
    await withTransaction(this.database, async (tx) => {
      await this.#record(tx, { ...rebuild, reason }, 'abort', doing);
      if (rebuild.service === OWN)
        await operationsStore.abortOwnRebuild(tx, id, 'an operator ended it; the live table is as it was');
      else await this.#ask(tx, rebuild, 'ABORT', doing);
    });
    this.relay.nudge();
    return this.show(id);
  }

  async show(id: string): Promise<View> {
    return viewOf(await this.#find(id));
  }

  /** @param before id of the last one that was seen */
  list(before: string | null, limit: number): Promise<Rebuild[]> {
    return operationsStore.listRebuilds(this.database, { before, limit });
  }

  async #find(id: string): Promise<Rebuild> {
    const [rebuild] = isUuid(id) ? await operationsStore.listRebuilds(this.database, { id, limit: 1 }) : [];
    if (!rebuild) throw new ProblemError(404, 'rebuild.unknown', `There is no rebuild ${id}.`);
    return rebuild;
  }

  async #ask(tx: Transaction, rebuild: operationsStore.NewRebuild, action: string, doing: Doing): Promise<void> {
    const { rebuildId, service, table, rowsPerSecond } = rebuild;
    const at = this.clock.now();
    const requestedBy = whoOf(doing.principal);
    const topic = topics.rebuildsRequested;
    const id = eventIdOf('rebuild-requested', rebuildId, action, LIVE_RUN);
    await appendToOutbox(tx, [
      {
        id,
        aggregateType: 'rebuild',
        aggregateId: rebuildId,
        type: topic.typeName,
        topic: topic.name,
        payload: this.codec.encode(topic, {
          rebuildId,
          service,
          table,
          action,
          rowsPerSecond,
          requestedBy,
          requestedAt: at,
        }),
        headers: eventHeaders({
          topic,
          id,
          source: 'operations',
          time: at,
          subject: rebuildId,
          traceparent: doing.traceparent,
        }),
      },
    ]);
  }

  async #record(tx: Transaction, rebuild: operationsStore.NewRebuild, action: string, doing: Doing): Promise<void> {
    const { rebuildId, table, rowsPerSecond, reason } = rebuild;
    await operationsStore.appendAudit(tx, {
      at: this.clock.now(),
      who: whoOf(doing.principal),
      action: action === 'abort' ? 'rebuild.aborted' : 'rebuild.requested',
      subject: `rebuild:${rebuildId}`,
      detail: { table, action, rowsPerSecond, reason },
    });
  }
}

export const viewOf = ({ who, requestedAt, updatedAt, state, drift, ...rebuild }: Rebuild): View => ({
  ...rebuild,
  state: state.toLowerCase() as View['state'],
  drift: drift && { ...drift, examples: [...drift.examples] },
  requestedBy: who,
  requestedAt: new Date(requestedAt).toISOString(),
  updatedAt: new Date(updatedAt).toISOString(),
});

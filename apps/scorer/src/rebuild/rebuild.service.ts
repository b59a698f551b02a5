import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Codec, eventHeaders, type RebuildRequested, topics } from '@watchpost/contracts';
import { type Clock, eventIdOf, LIVE_RUN } from '@watchpost/domain';
import { CODEC, EVENT_PRODUCER, type EventProducer } from '@watchpost/messaging';
import { DATABASE, type Database, scorerStore, type Transaction, withTransaction } from '@watchpost/persistence';
import { CLOCK, LOGGER, type Logger } from '@watchpost/platform';
import { entitySaltOf } from '@watchpost/risk';
import { randomUUID } from 'node:crypto';
import { dayOf } from '../assessing/day.ts';
import { SCORER_CONFIG, type ScorerConfig } from '../configuration.ts';
import { READING_LEDGER, SightingRebuild } from './sighting-rebuild.ts';

const LOOK_EVERY_MS = 500;
/** Longer than any single step takes; until then nobody takes a rebuild for given up. */
const LEASE_MS = 60_000;

/** Makes derived tables of the scorer anew when operations asks for it: one at a time, in the background, by whichever replica is first. */
@Injectable()
export class RebuildService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #owner = randomUUID();
  #timer: NodeJS.Timeout | undefined;
  #telling: NodeJS.Timeout | undefined;
  #working: Promise<void> | null = null;
  #told: Promise<void> = Promise.resolve();
  #isStopping = false;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(EVENT_PRODUCER) private readonly producer: EventProducer,
    @Inject(CODEC) private readonly codec: Codec,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(SCORER_CONFIG)
    private readonly config: Pick<ScorerConfig, 'SCORER_ENTITY_SALT' | 'SCORER_SIGHTINGS_RETENTION_DAYS'>,
  ) {}

  onApplicationBootstrap(): void {
    const look = () => {
      this.#working ??= this.#quietly(() => this.work()).finally(() => (this.#working = null));
    };
    this.#timer = setInterval(look, LOOK_EVERY_MS).unref();
    const tell = () => (this.#told = this.#told.then(() => this.#quietly(() => this.tell())));
    this.#telling = setInterval(tell, LOOK_EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    await this.#working;
    clearInterval(this.#telling);
    await this.#told;
    await this.#quietly(() => this.tell());
  }

  async take({ rebuildId, table, action, rowsPerSecond, requestedAt }: RebuildRequested): Promise<void> {
    if (action === 'ABORT') {
      await scorerStore.abortRebuild(this.database, rebuildId, 'an operator ended it; the live table is as it was');
      return;
    }
    // Operations refuses other tables and actions; an event that somebody else wrote asks for nothing.
    if (table !== 'entity_days' || !(action === 'PLAN' || action === 'COMPARE' || action === 'SWAP')) return;
    await scorerStore.requestRebuild(this.database, { rebuildId, target: table, action, rowsPerSecond, requestedAt });
  }

  /** Once: clears what others have left, and makes what is asked for. */
  async work(): Promise<void> {
    await scorerStore.failAbandonedRebuilds(this.database);
    const rebuild = await scorerStore.takeRebuild(this.database, this.#owner, LEASE_MS);
    if (rebuild !== null) await this.#make(rebuild);
    if (await scorerStore.hasRebuildTables(this.database))
      await withTransaction(this.database, (tx) => scorerStore.clearSightingRebuild(tx));
  }

  /** Once: says how rebuilds stand, where that was not said yet. */
  async tell(): Promise<void> {
    for (const row of await scorerStore.untoldRebuilds(this.database)) {
      if (row.state !== 'REQUESTED') await this.producer.send([this.#progressOf(row)]);
      await scorerStore.markTold(this.database, row);
    }
  }

  async #make(rebuild: scorerStore.RebuildRow): Promise<void> {
    const { rebuildId, action } = rebuild;
    try {
      await (action === 'PLAN' ? this.#plan(rebuildId) : this.#run(rebuild));
      this.logger.info({ rebuildId, action }, 'a rebuild has ended');
    } catch (error) {
      if (error instanceof scorerStore.RebuildLostError) return;
      this.logger.error({ err: error, rebuildId }, 'a rebuild has failed; the live table is as it was');
      const message = error instanceof Error ? error.message : String(error);
      await scorerStore.noteRebuild(this.database, rebuildId, { state: 'FAILED', message });
    }
  }

  async #plan(rebuildId: string): Promise<void> {
    const { rows, bytes } = await scorerStore.sizeOfLedger(this.database);
    await scorerStore.noteRebuild(this.database, rebuildId, { state: 'PLANNED', total: rows, bytes });
  }

  async #run({ rebuildId, action, rowsPerSecond }: scorerStore.RebuildRow): Promise<void> {
    const held = { rebuildId, owner: this.#owner, leaseMs: LEASE_MS };
    const { database, codec } = this;
    const made = new SightingRebuild({
      database,
      codec,
      salt: entitySaltOf(this.config.SCORER_ENTITY_SALT),
      firstDay: dayOf(this.clock.now()) - this.config.SCORER_SIGHTINGS_RETENTION_DAYS,
      hold: async (tx: Transaction) => {
        if (this.#isStopping) throw new Error('the process that made it was stopped; the live table is as it was');
        await scorerStore.holdRebuild(tx, held);
      },
      note: (tx, progress) => scorerStore.noteRebuild(tx, rebuildId, progress),
      rowsPerSecond,
    });
    await made.begin();
    await made.read();
    await made.fold();
    await made.catchUp();
    const drift = await made.compare();
    if (action === 'SWAP') await made.swap({ state: 'SWAPPED', drift });
    else await scorerStore.noteRebuild(database, rebuildId, { state: 'COMPARED', drift });
  }

  #progressOf(row: scorerStore.RebuildRow) {
    const { rebuildId, target, action, revision, state, phase, done, total, bytes, drift, message } = row;
    const at = this.clock.now();
    const event = {
      rebuildId,
      table: target,
      revision,
      state,
      phase,
      done,
      total,
      bytes,
      secondsLeft: action === 'PLAN' ? null : secondsLeft(row, Date.now()),
      drift: drift && { ...drift, examples: [...drift.examples] },
      message,
      at,
    };
    const id = eventIdOf('rebuild-progressed', rebuildId, String(revision), LIVE_RUN);
    return {
      topic: topics.rebuildsProgressed.name,
      key: rebuildId,
      value: this.codec.encode(topics.rebuildsProgressed, event),
      headers: eventHeaders({ topic: topics.rebuildsProgressed, id, source: 'scorer', time: at, subject: rebuildId }),
    };
  }

  async #quietly(work: () => Promise<void>): Promise<void> {
    await work().catch((err: unknown) => this.logger.warn({ err }, 'looking after rebuilds failed, trying again'));
  }
}

/** Of the reading, which is nearly all of it. */
function secondsLeft({ state, phase, startedAt, done, total }: scorerStore.RebuildRow, now: number): number | null {
  if (state !== 'RUNNING' || phase !== READING_LEDGER || startedAt === null || done === 0) return null;
  // How many there are to read is an estimate: there may be more.
  return Math.max(0, ((now - startedAt) / 1_000) * (total / done - 1));
}

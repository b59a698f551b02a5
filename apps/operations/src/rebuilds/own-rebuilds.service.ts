import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Codec } from '@watchpost/contracts';
import { type Clock } from '@watchpost/domain';
import { CODEC, LOG_ADMIN, type LogAdmin } from '@watchpost/messaging';
import { DATABASE, type Database, operationsStore } from '@watchpost/persistence';
import { CLOCK, LOGGER, type Logger } from '@watchpost/platform';
import { FlowRebuild } from '../flow/flow-rebuild.ts';

const LOOK_EVERY_MS = 500;
const DAY_MS = 86_400_000;
/** Buckets are forgotten after a day; those that go within the next minutes are left alone. */
const MARGIN_MS = 600_000;
/** Progress is noted with every fetch; who was not heard of for so long has died. */
const SILENT_MS = 60_000;

/** Somebody else has ended it. */
class RebuildEndedError extends Error {
  override readonly name = 'RebuildEndedError';
}

/** Makes operations' own projections anew, in the background: one at a time, by whichever replica is first. */
@Injectable()
export class OwnRebuildsService implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | null = null;
  #isStopping = false;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CODEC) private readonly codec: Codec,
    @Inject(LOG_ADMIN) private readonly admin: LogAdmin,
  ) {}

  onApplicationBootstrap(): void {
    const look = () => {
      this.#working ??= this.work()
        .catch((err: unknown) => this.logger.warn({ err }, 'looking after rebuilds failed, trying again'))
        .finally(() => (this.#working = null));
    };
    this.#timer = setInterval(look, LOOK_EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    await this.#working;
  }

  /** Once. */
  async work(): Promise<void> {
    await operationsStore.failSilentRebuilds(this.database, 'operations', SILENT_MS);
    const rebuild = await operationsStore.takeOwnRebuild(this.database, 'operations');
    if (rebuild === null) return;
    const { rebuildId } = rebuild;
    try {
      await this.#make(rebuild);
    } catch (error) {
      if (error instanceof RebuildEndedError) return;
      this.logger.error({ err: error, rebuildId }, 'a rebuild has failed; the live table is as it was');
      const message = error instanceof Error ? error.message : String(error);
      await operationsStore.noteOwnRebuild(this.database, rebuildId, { state: 'FAILED', message });
    }
  }

  async #make({ rebuildId, action, rowsPerSecond }: operationsStore.Rebuild): Promise<void> {
    const { database, admin, codec } = this;
    const note = async (
      on: Parameters<typeof operationsStore.noteOwnRebuild>[0],
      progress: operationsStore.OwnProgress,
    ) => {
      if (this.#isStopping) throw new Error('the process that made it was stopped; the live table is as it was');
      if (!(await operationsStore.noteOwnRebuild(on, rebuildId, progress)))
        throw new RebuildEndedError(`rebuild ${rebuildId} was ended by somebody else`);
    };
    const made = new FlowRebuild({ database, admin, codec, rowsPerSecond, note });
    const total = await made.plan(this.clock.now() - DAY_MS + MARGIN_MS);
    if (action === 'plan') return note(database, { state: 'PLANNED', total });
    await note(database, { phase: 'reading the log', done: 0, total });
    await made.read(total);
    await made.end(action === 'swap' ? 'swap' : 'compare');
  }
}

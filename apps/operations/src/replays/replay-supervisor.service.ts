import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DATABASE, type Database, operationsStore } from '@watchpost/persistence';
import { LOGGER, type Logger } from '@watchpost/platform';
import { REPLAY_LAUNCHER } from './tokens.ts';
import type { ReplayWorker, WorkerLauncher } from './worker/worker-launcher.ts';

const LOOK_EVERY_MS = 2_000;

/**
 * Sees to it that what ought to run has a worker, one at a time over all replicas: what waits is begun, and what was left by a worker that was killed, or
 * whose operations was, is taken up again.
 */
@Injectable()
export class ReplaySupervisor implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | null = null;
  #worker: ReplayWorker | null = null;
  #attending: Promise<void> = Promise.resolve();
  #looking: Promise<void> | null = null;
  #stopped = false;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(REPLAY_LAUNCHER) private readonly launch: WorkerLauncher | null,
  ) {}

  onApplicationBootstrap(): void {
    if (this.launch === null) return;
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.look();
  }

  /** The worker keeps what it has; whoever starts next takes it up. */
  async onApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#looking;
    this.#worker?.stop();
    await this.#attending;
  }

  /** Looks whether a replay waits for a worker; it is looked for again by itself. */
  look(): void {
    if (this.launch === null || this.#stopped || this.#worker !== null) return;
    this.#looking ??= this.#look(this.launch)
      .catch((error: unknown) => this.logger.warn({ err: error }, 'replays: looking failed, trying again'))
      .finally(() => (this.#looking = null));
  }

  async #look(launch: WorkerLauncher): Promise<void> {
    const replayId = await operationsStore.nextReplay(this.database);
    if (replayId === null || this.#stopped) return;
    const worker = launch(replayId);
    this.#worker = worker;
    this.logger.info({ replayId, worker: worker.id }, 'replays: worker started');
    this.#attending = this.#attend(replayId, worker);
  }

  async #attend(replayId: string, worker: ReplayWorker): Promise<void> {
    const how = await worker.ended;
    this.logger.info({ replayId, worker: worker.id, how }, 'replays: worker ended');
    await operationsStore
      .releaseReplay(this.database, replayId, worker.id, `its worker ended again and again (${how})`)
      // Its lease runs out by itself.
      .catch((error: unknown) => this.logger.warn({ err: error, replayId }, 'replays: not released'));
    this.#worker = null;
  }
}

import { type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Clock } from '@watchpost/domain';
import { type Logger } from '@watchpost/platform';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What is kept for how long. */
export interface Retention {
  /** For the log: `ended alerts`. */
  readonly what: string;
  readonly days: number;
  /** @returns how many were forgotten */
  readonly forget: (before: Date) => Promise<number>;
  /** An hour unless said. */
  readonly everyMs?: number;
}

/**
 * Forgets what is older than it is kept, when the service starts and every hour while it runs. What fails now is done the next time. A provider that Nest starts and
 * ends; it ends before the database does.
 */
export class RetentionSweep implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | null = null;

  constructor(
    private readonly retention: Retention,
    private readonly clock: Clock,
    private readonly logger: Pick<Logger, 'info' | 'warn'>,
  ) {}

  onApplicationBootstrap(): void {
    const tend = (): void => {
      // A sweep that takes longer than the pause between two is not overtaken by the next.
      this.#running ??= this.#tend().finally(() => (this.#running = null));
    };
    // At once as well: a service that is started anew every half hour would never forget.
    tend();
    this.#timer = setInterval(tend, this.retention.everyMs ?? HOUR_MS);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Once; the hourly work calls it too. @returns how many were forgotten */
  sweep(): Promise<number> {
    return this.retention.forget(new Date(this.clock.now() - this.retention.days * DAY_MS));
  }

  async #tend(): Promise<void> {
    const { what } = this.retention;
    try {
      const count = await this.sweep();
      if (count > 0) this.logger.info({ count }, `forgot ${what} that are older than they are kept`);
    } catch (error) {
      this.logger.warn({ err: error }, `forgetting ${what} failed`);
    }
  }
}

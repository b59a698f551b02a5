import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Clock } from '@watchpost/domain';
import { DATABASE, type Database, operationsStore } from '@watchpost/persistence';
import { CLOCK } from '@watchpost/platform';
import { type z } from 'zod';
import { type flowView } from './flow.schema.ts';
import { LagService } from './lag.service.ts';

const DAY_MS = 86_400_000;
const FORGET_EVERY_MS = 600_000;

/** One look at the whole: what passed each stage, how fast, who is behind, what is parked. */
@Injectable()
export class FlowService implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly lag: LagService,
  ) {}

  onApplicationBootstrap(): void {
    const forget = () => operationsStore.forgetFlowBefore(this.database, this.clock.now() - DAY_MS);
    // Old buckets cost only room; what fails now is done the next time.
    this.#timer = setInterval(() => void forget().catch(() => undefined), FORGET_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  async look(windowSeconds: number): Promise<z.input<typeof flowView>> {
    const now = this.clock.now();
    const since = now - windowSeconds * 1000;
    const [totals, letters, lag] = await Promise.all([
      operationsStore.flowTotals(this.database, since),
      operationsStore.countDeadLetters(this.database),
      // With the broker away the rest is still worth a look.
      this.lag.lag(),
    ]);
    const seconds = coveredSeconds(since, now);
    return {
      at: new Date(now).toISOString(),
      windowSeconds,
      stages: totals.map(({ stage, detail, count, recent }) => ({
        stage,
        detail,
        total: count,
        perSecond: recent / seconds,
      })),
      lag: lag && [...lag],
      deadLetters: letters.map((letter) => ({ ...letter, oldestAt: new Date(letter.oldestAt).toISOString() })),
    };
  }
}

/** Only whole buckets are summed, the one that `since` falls into left out. */
export function coveredSeconds(since: number, now: number): number {
  const firstBucket = Math.ceil(since / operationsStore.FLOW_BUCKET_MS) * operationsStore.FLOW_BUCKET_MS;
  return Math.max(1, (now - firstBucket) / 1000);
}

import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Codec, topics } from '@watchpost/contracts';
import {
  CODEC,
  EVENT_LOG,
  type EventLog,
  LOG_ADMIN,
  type LogAdmin,
  TopicCopy,
  unreadableChanges,
} from '@watchpost/messaging';
import { HEALTH, type HealthChecks, LOGGER, type Logger, METRICS, type Metrics } from '@watchpost/platform';
import { PartnerDirectory } from './partner-directory.ts';

const ASK_AGAIN_MS = 200;

/** Keeps the directory of partners as the log tells it. The service is ready once everything that is there was read. */
@Injectable()
export class PartnerCopyService implements OnApplicationBootstrap, OnModuleDestroy {
  private stopping = false;
  private watching: Promise<void> | null = null;
  private readonly copy: TopicCopy<Parameters<PartnerDirectory['apply']>[0]>;

  constructor(
    private readonly directory: PartnerDirectory,
    @Inject(EVENT_LOG) log: EventLog,
    @Inject(LOG_ADMIN) admin: LogAdmin,
    @Inject(CODEC) codec: Codec,
    @Inject(LOGGER) logger: Logger,
    @Inject(HEALTH) health: HealthChecks,
    @Inject(METRICS) metrics: Metrics,
  ) {
    this.copy = new TopicCopy({
      log,
      admin,
      codec,
      topic: topics.partnersChanged,
      service: 'intake',
      apply: (event) => directory.apply(event),
      onUnreadable: unreadableChanges(metrics, logger),
    });
    for (const kind of ['started', 'ready'] as const) {
      health.add({ kind, name: 'partners', check: () => this.check() });
    }
  }

  onApplicationBootstrap(): void {
    this.copy.start();
    this.watching = this.watch();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.watching;
    await this.copy.stop();
  }

  private async watch(): Promise<void> {
    while (!this.stopping && (await this.check().catch(() => 'the broker is away')) !== null) await pause(ASK_AGAIN_MS);
  }

  private async check(): Promise<string | null> {
    if (!(await this.copy.isCaughtUp())) return 'are still being read';
    this.directory.markComplete();
    return null;
  }
}

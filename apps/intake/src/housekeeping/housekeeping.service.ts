import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Clock } from '@watchpost/domain';
import { DATABASE, type Database, intakeStore, OutboxRelay, qualityStore } from '@watchpost/persistence';
import { CLOCK, LOGGER, type Logger, METRICS, type Metrics } from '@watchpost/platform';
import { Gauge } from 'prom-client';
import { type IntakeConfig } from '../configuration.ts';
import { INTAKE_CONFIG } from '../tokens.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const DAYS_AHEAD = 3;
/** Manifests published again in one go. */
const REPUBLISH_AT_ONCE = 50;

/** What has to be done from time to time: partitions ahead, old days away, orphans away, what was not accounted for published again. */
@Injectable()
export class HousekeepingService implements OnApplicationBootstrap, OnModuleDestroy {
  private timers: NodeJS.Timeout[] = [];
  private readonly running = new Set<Promise<void>>();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(INTAKE_CONFIG) private readonly config: IntakeConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) metrics: Metrics,
    private readonly relay: OutboxRelay,
  ) {
    this.watchOutbox(metrics);
  }

  async onApplicationBootstrap(): Promise<void> {
    await intakeStore.makeDayPartitions(this.database, this.clock.now(), DAYS_AHEAD);
    const lookEvery = Math.min(60_000, this.config.WATCHPOST_REPUBLISH_AFTER_MS);
    this.timers = [
      setInterval(() => this.run('republish', () => this.republish()), lookEvery),
      setInterval(() => this.run('tidy', () => this.tidy()), HOUR_MS),
    ];
    this.run('tidy', () => this.tidy());
  }

  async onModuleDestroy(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all(this.running);
  }

  /** Publishes again what was not accounted for in time. @returns how many */
  async republish(): Promise<number> {
    const now = this.clock.now();
    const overdue = await intakeStore.overdueManifests(this.database, now, REPUBLISH_AT_ONCE);
    // A crash between an account and the look whether it was the last one leaves manifests open that are not.
    await intakeStore.completeManifests(this.database, overdue, now);
    const again = await intakeStore.republishOverdue(this.database, now, REPUBLISH_AT_ONCE);
    if (again.length === 0) return 0;
    this.logger.warn({ manifests: again.length }, 'published again: not accounted for in time');
    this.relay.nudge();
    return again.length;
  }

  async tidy(): Promise<void> {
    const now = this.clock.now();
    await intakeStore.makeDayPartitions(this.database, now, DAYS_AHEAD);
    const dropped = await intakeStore.dropDaysBefore(
      this.database,
      now - this.config.WATCHPOST_RETENTION_DAYS * DAY_MS,
    );
    const past = (days: number): Date => new Date(now - days * DAY_MS);
    await qualityStore.forgetQualityBefore(this.database, past(this.config.WATCHPOST_QUALITY_RETENTION_DAYS));
    await qualityStore.forgetCountedBefore(this.database, past(qualityStore.QUALITY_KNOWN_DAYS));
    // Whoever still sends would have run into the time limit of an upload long ago.
    const before = now - this.config.WATCHPOST_UPLOAD_TIMEOUT_MS - HOUR_MS;
    const orphans = await intakeStore.dropOrphanedChunks(this.database, before - 2 * DAY_MS, before);
    if (dropped.length + orphans > 0) this.logger.info({ dropped, orphans }, 'tidied');
  }

  private run(what: string, work: () => Promise<unknown>): void {
    const done = work().then(
      () => undefined,
      (error: unknown) => this.logger.warn({ err: error, what }, 'housekeeping failed, will be tried again'),
    );
    this.running.add(done);
    void done.then(() => this.running.delete(done));
  }

  private watchOutbox(metrics: Metrics): void {
    const { database, clock } = this;
    const oldest = metrics.gauge(
      'watchpost_outbox_oldest_seconds',
      'Age of the oldest chunk that waits to be published.',
    );
    const waiting = new Gauge({
      name: 'watchpost_outbox_waiting',
      help: 'Chunks that wait to be published, or were refused by the log.',
      labelNames: ['state'],
      registers: [metrics.registry],
      async collect() {
        const depth = await intakeStore.depthOfManifestOutbox(database).catch(() => null);
        if (depth === null) return;
        waiting.set({ state: 'waiting' }, depth.waiting);
        waiting.set({ state: 'refused' }, depth.refused);
        oldest.set(depth.oldestAt === null ? 0 : Math.max(0, clock.now() - depth.oldestAt.getTime()) / 1000);
      },
    });
  }
}

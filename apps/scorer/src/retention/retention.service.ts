import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Clock } from '@watchpost/domain';
import { DATABASE, type Database, scorerStore } from '@watchpost/persistence';
import { CLOCK, LOGGER, type Logger } from '@watchpost/platform';
import { dayOf } from '../assessing/day.ts';
import { SCORER_CONFIG, type ScorerConfig } from '../configuration.ts';
import { LedgerDays } from './ledger-days.ts';

const HOUR_MS = 3_600_000;

/** Prepares the ledger's days ahead and forgets what is older than the settings say: at start, then every hour. */
@Injectable()
export class RetentionService implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(SCORER_CONFIG) private readonly config: ScorerConfig,
    private readonly days: LedgerDays,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const today = dayOf(this.clock.now());
    await this.days.prepare(range(today, today + this.config.SCORER_LEDGER_DAYS_AHEAD));
    this.#timer = setInterval(() => (this.#running = this.#tend()), HOUR_MS);
    this.#running = this.#tend();
  }

  async onModuleDestroy(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#running;
  }

  /** Once; the hourly work calls it too. */
  async sweep(): Promise<void> {
    const today = dayOf(this.clock.now());
    const { config, database } = this;
    await this.days.prepare(range(today, today + config.SCORER_LEDGER_DAYS_AHEAD));
    const dropped = await this.days.dropBefore(today - config.SCORER_LEDGER_RETENTION_DAYS);
    const sightings = await scorerStore.forgetSightingsBefore(database, today - config.SCORER_SIGHTINGS_RETENTION_DAYS);
    const shipments = await scorerStore.forgetShipmentsBefore(database, today - config.SCORER_SHIPMENT_RETENTION_DAYS);
    if (dropped.length + sightings + shipments === 0) return;
    this.logger.info({ days: dropped.length, sightings, shipments }, 'forgot what is older than its retention');
  }

  async #tend(): Promise<void> {
    await this.sweep().catch((error: unknown) => this.logger.warn({ err: error }, 'tending the ledger failed'));
  }
}

const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

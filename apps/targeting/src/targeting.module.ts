import { type DynamicModule, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { type SchemaIds } from '@watchpost/contracts';
import { type Clock, systemClock } from '@watchpost/domain';
import { EVENT_PRODUCER, type EventLog, type EventProducer, MessagingModule } from '@watchpost/messaging';
import {
  DATABASE,
  type Database,
  depthOfOutbox,
  OutboxRelay,
  PersistenceModule,
  RetentionSweep,
  targetingStore,
  unitsStore,
} from '@watchpost/persistence';
import { CLOCK, LOGGER, type Logger, METRICS, type Metrics, PlatformModule } from '@watchpost/platform';
import { TargetingService } from './alerts/targeting.service.ts';
import { TARGETING_CONFIG, type TargetingConfig } from './configuration.ts';
import { PortsService } from './ports/ports.service.ts';
import { ProgressService } from './progress/progress.service.ts';
import { TargetingController } from './targeting.controller.ts';
import { WhereaboutsService } from './whereabouts/whereabouts.service.ts';

/** Nest token of the sweep that forgets units; ended alerts have the other. */
const UNITS_SWEEP = Symbol.for('watchpost.targeting.units-sweep');

/** What targeting stands on; the module closes it when it ends. */
export interface TargetingParts {
  readonly config: Pick<
    TargetingConfig,
    | 'LOG_LEVEL'
    | 'TARGETING_RANDOM_SHARE'
    | 'TARGETING_RANDOM_SEED'
    | 'TARGETING_RETENTION_DAYS'
    | 'TARGETING_UNIT_RETENTION_DAYS'
  >;
  readonly database: Database;
  readonly log: EventLog;
  readonly ids?: SchemaIds;
  readonly clock?: Clock;
}

@Module({})
export class TargetingModule implements OnApplicationBootstrap {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  static with({ config, database, log, ids, clock = systemClock }: TargetingParts): DynamicModule {
    return {
      module: TargetingModule,
      imports: [
        PlatformModule.forService({ service: 'targeting', clock, logLevel: config.LOG_LEVEL }),
        PersistenceModule.forService(database),
        MessagingModule.forRoot({ service: 'targeting', log, ...(ids && { ids }) }),
      ],
      controllers: [TargetingController],
      providers: [
        { provide: TARGETING_CONFIG, useValue: config },
        {
          provide: OutboxRelay,
          inject: [EVENT_PRODUCER, LOGGER],
          useFactory: (producer: EventProducer, logger: Logger) =>
            new OutboxRelay(database, producer, {
              report: (event) => {
                if (event.kind === 'failed')
                  logger.warn({ err: event.error }, 'outbox: publishing failed, trying again');
                if (event.kind === 'refused')
                  logger.error({ id: event.message.id, reason: event.reason }, 'outbox: refused');
              },
            }),
        },
        {
          provide: RetentionSweep,
          inject: [CLOCK, LOGGER],
          useFactory: (serviceClock: Clock, logger: Logger) =>
            new RetentionSweep(
              {
                what: 'ended alerts',
                days: config.TARGETING_RETENTION_DAYS,
                forget: (before) => targetingStore.forgetEndedBefore(database, before),
              },
              serviceClock,
              logger,
            ),
        },
        {
          provide: UNITS_SWEEP,
          inject: [CLOCK, LOGGER],
          useFactory: (serviceClock: Clock, logger: Logger) =>
            new RetentionSweep(
              {
                what: 'units and scans',
                days: config.TARGETING_UNIT_RETENTION_DAYS,
                forget: (before) => unitsStore.forgetUnitsBefore(database, before),
              },
              serviceClock,
              logger,
            ),
        },
        TargetingService,
        WhereaboutsService,
        ProgressService,
        PortsService,
      ],
    };
  }

  onApplicationBootstrap(): void {
    const { database } = this;
    const unrouted = this.metrics.gauge(
      'watchpost_targeting_unrouted',
      'Items that call for an alert and that no port handles',
    );
    const waiting = this.metrics.gauge('watchpost_outbox_waiting', 'Messages that are committed and not yet published');
    Object.assign(unrouted, { collect: async () => unrouted.set(await targetingStore.countUnrouted(database)) });
    Object.assign(waiting, { collect: async () => waiting.set((await depthOfOutbox(database)).waiting) });
  }
}

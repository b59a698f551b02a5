import { type DynamicModule, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { type SchemaIds } from '@watchpost/contracts';
import { type Clock, systemClock } from '@watchpost/domain';
import { findingCatalogue } from '@watchpost/formats';
import { EVENT_PRODUCER, type EventLog, type EventProducer, MessagingModule } from '@watchpost/messaging';
import {
  DATABASE,
  type Database,
  depthOfOutbox,
  operationsStore,
  OutboxRelay,
  PersistenceModule,
  qualityStore,
  type RelayEvent,
  type Retention,
  RetentionSweep,
  unitsStore,
} from '@watchpost/persistence';
import { LOGGER, type Logger, METRICS, type Metrics, PlatformModule } from '@watchpost/platform';
import { BearerGuard, KEYS } from '@watchpost/security';
import { AnnouncementsService } from './announcements/announcements.service.ts';
import { AuditController } from './audit/audit.controller.ts';
import { OPERATIONS_CONFIG, type OperationsConfig } from './configuration.ts';
import { ClosingsService } from './dead-letters/closings.service.ts';
import { DeadLetterIndexController } from './dead-letters/dead-letter-index.controller.ts';
import { DeadLettersController } from './dead-letters/dead-letters.controller.ts';
import { DeadLettersService } from './dead-letters/dead-letters.service.ts';
import { MendingService } from './dead-letters/mending.service.ts';
import { RedriveService } from './dead-letters/redrive.service.ts';
import { EffectivenessController } from './effectiveness/effectiveness.controller.ts';
import { FlowController } from './flow/flow.controller.ts';
import { FlowService } from './flow/flow.service.ts';
import { LagService } from './flow/lag.service.ts';
import { ProjectionsController } from './flow/projections.controller.ts';
import { KeysController } from './keys/keys.controller.ts';
import { KeysService } from './keys/keys.service.ts';
import { OperatorKeys } from './keys/operator-keys.ts';
import { LinksController } from './links/links.controller.ts';
import { UnitNewsController } from './links/unit-news.controller.ts';
import { PartnersController } from './partners/partners.controller.ts';
import { PartnersService } from './partners/partners.service.ts';
import { PortsController } from './ports/ports.controller.ts';
import { PortsService } from './ports/ports.service.ts';
import { QualityController } from './quality/quality.controller.ts';
import { RebuildNewsController } from './rebuilds/rebuild-news.controller.ts';
import { OwnRebuildsService } from './rebuilds/own-rebuilds.service.ts';
import { RebuildsController } from './rebuilds/rebuilds.controller.ts';
import { RebuildsService } from './rebuilds/rebuilds.service.ts';
import { PlanService } from './replays/plan.service.ts';
import { ReplaySupervisor } from './replays/replay-supervisor.service.ts';
import { ReplaysController } from './replays/replays.controller.ts';
import { ReplaysService } from './replays/replays.service.ts';
import type { Archive } from './replays/reread/archive.ts';
import { REPLAY_ARCHIVE, REPLAY_LAUNCHER } from './replays/tokens.ts';
import type { WorkerLauncher } from './replays/worker/worker-launcher.ts';
import { RegistryController } from './registry/registry.controller.ts';

/** What operations stands on; whoever makes it decides whether it is real. The module closes it when it ends. */
export interface OperationsParts {
  readonly config: Pick<
    OperationsConfig,
    | 'LOG_LEVEL'
    | 'WATCHPOST_BOOTSTRAP_OPERATOR_KEY'
    | 'OPERATIONS_SCENARIOS'
    | 'OPERATIONS_REPLAY_RETENTION_DAYS'
    | 'WATCHPOST_QUALITY_RETENTION_DAYS'
    | 'OPERATIONS_LINK_RETENTION_DAYS'
  >;
  readonly database: Database;
  readonly log: EventLog;
  readonly ids?: SchemaIds;
  readonly clock?: Clock;
  /** Starts workers for replays; without it they wait. */
  readonly launchReplay?: WorkerLauncher;
  /** Where manifests are read again from; without it none are. */
  readonly archive?: Archive | null;
}

@Module({})
export class OperationsModule implements OnApplicationBootstrap {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  static with({
    config,
    database,
    log,
    ids,
    clock = systemClock,
    launchReplay,
    archive,
  }: OperationsParts): DynamicModule {
    return {
      module: OperationsModule,
      imports: [
        PlatformModule.forService({ service: 'operations', clock, logLevel: config.LOG_LEVEL }),
        PersistenceModule.forService(database),
        // With the broker away the doors stay open, and changes wait in the outbox.
        MessagingModule.forRoot({ service: 'operations', log, ready: 'without-log', ...(ids && { ids }) }),
      ],
      controllers: [
        AuditController,
        DeadLetterIndexController,
        DeadLettersController,
        EffectivenessController,
        FlowController,
        KeysController,
        LinksController,
        PartnersController,
        PortsController,
        ProjectionsController,
        QualityController,
        RebuildNewsController,
        RebuildsController,
        RegistryController,
        ReplaysController,
        UnitNewsController,
      ],
      providers: [
        { provide: OPERATIONS_CONFIG, useValue: config },
        { provide: REPLAY_LAUNCHER, useValue: launchReplay ?? null },
        { provide: REPLAY_ARCHIVE, useValue: archive ?? null },
        { provide: KEYS, useExisting: OperatorKeys },
        {
          provide: OutboxRelay,
          inject: [EVENT_PRODUCER, LOGGER],
          useFactory: (producer: EventProducer, logger: Logger) =>
            new OutboxRelay(database, producer, { report: reporting(logger) }),
        },
        ...retentionsOf(config, database).map((retention) => ({
          provide: `retention of ${retention.what}`,
          inject: [LOGGER],
          useFactory: (logger: Logger) => new RetentionSweep(retention, clock, logger),
        })),
        {
          provide: qualityStore.QualityKeeper,
          useFactory: () => new qualityStore.QualityKeeper(database, clock, findingCatalogue),
        },
        AnnouncementsService,
        BearerGuard,
        ClosingsService,
        DeadLettersService,
        FlowService,
        KeysService,
        LagService,
        MendingService,
        OperatorKeys,
        OwnRebuildsService,
        PartnersService,
        PlanService,
        PortsService,
        RebuildsService,
        RedriveService,
        ReplaySupervisor,
        ReplaysService,
      ],
    };
  }

  onApplicationBootstrap(): void {
    const waiting = this.metrics.gauge('watchpost_outbox_waiting', 'Messages that are committed and not yet published');
    Object.assign(waiting, { collect: async () => waiting.set((await depthOfOutbox(this.database)).waiting) });
  }
}

const retentionsOf = (config: OperationsParts['config'], database: Database): readonly Retention[] => [
  {
    what: 'ended replays',
    days: config.OPERATIONS_REPLAY_RETENTION_DAYS,
    forget: (before) => operationsStore.forgetReplaysBefore(database, before.getTime()),
  },
  {
    what: 'quality of partners',
    days: config.WATCHPOST_QUALITY_RETENTION_DAYS,
    forget: (before) => qualityStore.forgetQualityBefore(database, before),
  },
  {
    what: 'which manifests are counted',
    days: qualityStore.QUALITY_KNOWN_DAYS,
    forget: (before) => qualityStore.forgetCountedBefore(database, before),
  },
  {
    what: 'what is linked',
    days: config.OPERATIONS_LINK_RETENTION_DAYS,
    forget: async (before) =>
      (await unitsStore.forgetUnitsBefore(database, before)) +
      (await operationsStore.forgetAlertLinksBefore(database, before)),
  },
];

const reporting =
  (logger: Logger) =>
  (event: RelayEvent): void => {
    if (event.kind === 'failed') logger.warn({ err: event.error }, 'outbox: publishing failed, trying again');
    if (event.kind === 'refused')
      logger.error({ id: event.message.id, reason: event.reason }, 'outbox: refused for good');
  };

import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type Codec, type SchemaIds } from '@watchpost/contracts';
import { type Clock, systemClock } from '@watchpost/domain';
import {
  CODEC,
  EVENT_PRODUCER,
  type EventLog,
  type EventProducer,
  LOG_ADMIN,
  type LogAdmin,
  MessagingModule,
} from '@watchpost/messaging';
import { findingCatalogue } from '@watchpost/formats';
import {
  DATABASE,
  type Database,
  OutboxRelay,
  PayloadMemory,
  qualityStore,
  type RelayEvent,
} from '@watchpost/persistence';
import { HEALTH, type HealthChecks, LOGGER, type Logger, PlatformModule } from '@watchpost/platform';
import { BearerGuard, KEYS, ReceiptSigner } from '@watchpost/security';
import { AccountingController } from './accounting/accounting.controller.ts';
import { AccountingService } from './accounting/accounting.service.ts';
import { ArchiveController } from './archive/archive.controller.ts';
import { ArchiveService } from './archive/archive.service.ts';
import { type IntakeConfig } from './configuration.ts';
import { HousekeepingService } from './housekeeping/housekeeping.service.ts';
import { IntakeKeys } from './partners/intake-keys.ts';
import { LinesController } from './lines/lines.controller.ts';
import { LinesService } from './lines/lines.service.ts';
import { PartnerCopyService } from './partners/partner-copy.service.ts';
import { PartnerDirectory } from './partners/partner-directory.ts';
import { Quotas } from './partners/quotas.ts';
import { linesToAssess } from './publication/backlog.ts';
import { ManifestOutbox } from './publication/manifest-outbox.ts';
import { TurnPacer } from './publication/turn-pacer.ts';
import { QualityController } from './quality/quality.controller.ts';
import { KeySetController } from './receipts/key-set.controller.ts';
import { AcknowledgementService } from './reports/acknowledgement.service.ts';
import { ReportsController } from './reports/reports.controller.ts';
import { ReportsService } from './reports/reports.service.ts';
import { KeptReadings } from './submissions/kept-readings.ts';
import { SubmissionService } from './submissions/submission.service.ts';
import { SubmissionsController } from './submissions/submissions.controller.ts';
import { BODY_MEMORY, INTAKE_CONFIG, RECEIPT_SIGNER } from './tokens.ts';

/** Chunks that wait for their turn are looked for again after this. */
const RELAY_POLL_MS = 200;

/** What intake stands on; whoever makes it decides whether it is real. The module closes all of it when it ends. */
export interface IntakeParts {
  readonly config: IntakeConfig;
  readonly database: Database;
  readonly ids: SchemaIds;
  readonly log: EventLog;
  readonly signer: ReceiptSigner;
  readonly clock?: Clock;
}

@Module({})
export class IntakeModule implements OnApplicationShutdown {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(HEALTH) health: HealthChecks,
  ) {
    health.add({ kind: 'ready', name: 'database', check: () => database.ping().then(() => null) });
  }

  static with({ config, database, ids, log, signer, clock = systemClock }: IntakeParts): DynamicModule {
    return {
      module: IntakeModule,
      imports: [
        PlatformModule.forService({ service: 'intake', clock, logLevel: config.LOG_LEVEL }),
        // Manifests are taken while the broker is away: it must not close the door.
        MessagingModule.forRoot({ service: 'intake', log, ids, ready: 'without-log' }),
      ],
      controllers: [
        SubmissionsController,
        ReportsController,
        LinesController,
        ArchiveController,
        KeySetController,
        QualityController,
        AccountingController,
      ],
      providers: [
        { provide: INTAKE_CONFIG, useValue: config },
        { provide: DATABASE, useValue: database },
        { provide: RECEIPT_SIGNER, useValue: signer },
        { provide: BODY_MEMORY, useFactory: () => new PayloadMemory(config.WATCHPOST_BODY_MEMORY_BYTES) },
        { provide: KEYS, useExisting: IntakeKeys },
        {
          provide: OutboxRelay,
          inject: [EVENT_PRODUCER, LOG_ADMIN, CODEC, BODY_MEMORY, LOGGER],
          useFactory: (
            producer: EventProducer,
            admin: LogAdmin,
            codec: Codec,
            memory: PayloadMemory,
            logger: Logger,
          ) => {
            const pacer = new TurnPacer(clock, () => linesToAssess(admin), config.WATCHPOST_LARGE_MANIFEST_BACKLOG);
            return new OutboxRelay(database, producer, {
              store: new ManifestOutbox(codec, memory, clock, config.WATCHPOST_REPUBLISH_AFTER_MS, pacer),
              pollMs: RELAY_POLL_MS,
              report: reporting(logger),
            });
          },
        },
        {
          provide: qualityStore.QualityKeeper,
          useFactory: () => new qualityStore.QualityKeeper(database, clock, findingCatalogue),
        },
        AccountingService,
        AcknowledgementService,
        ArchiveService,
        BearerGuard,
        HousekeepingService,
        IntakeKeys,
        PartnerCopyService,
        PartnerDirectory,
        Quotas,
        ReportsService,
        KeptReadings,
        LinesService,
        SubmissionService,
      ],
    };
  }

  /** Last of all: by now nothing reads or writes any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}

const reporting =
  (logger: Logger) =>
  (event: RelayEvent): void => {
    if (event.kind === 'failed') logger.warn({ err: event.error }, 'outbox: publishing failed, trying again');
    if (event.kind === 'refused')
      logger.error({ manifestId: event.message.aggregateId, reason: event.reason }, 'outbox: refused for good');
  };

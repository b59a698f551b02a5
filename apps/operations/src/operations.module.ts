import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type Codec, createCodec, type SchemaIds } from '@watchpost/contracts';
import { type Clock, systemClock } from '@watchpost/domain';
import { type EventLog, type EventProducer, type LogAdmin } from '@watchpost/messaging';
import { DATABASE, type Database, OutboxRelay, type RelayEvent } from '@watchpost/persistence';
import { HEALTH, type HealthChecks, LOGGER, type Logger, PlatformModule } from '@watchpost/platform';
import { BearerGuard, KEYS } from '@watchpost/security';
import { AnnouncementsService } from './announcements/announcements.service.ts';
import { AuditController } from './audit/audit.controller.ts';
import { OPERATIONS_CONFIG, type OperationsConfig } from './configuration.ts';
import { DeadLetterIndexController } from './dead-letters/dead-letter-index.controller.ts';
import { DeadLettersController } from './dead-letters/dead-letters.controller.ts';
import { DeadLettersService } from './dead-letters/dead-letters.service.ts';
import { RedriveService } from './dead-letters/redrive.service.ts';
import { EffectivenessController } from './effectiveness/effectiveness.controller.ts';
import { FlowController } from './flow/flow.controller.ts';
import { FlowService } from './flow/flow.service.ts';
import { LagService } from './flow/lag.service.ts';
import { ProjectionsController } from './flow/projections.controller.ts';
import { KeysController } from './keys/keys.controller.ts';
import { KeysService } from './keys/keys.service.ts';
import { OperatorKeys } from './keys/operator-keys.ts';
import { PartnersController } from './partners/partners.controller.ts';
import { PartnersService } from './partners/partners.service.ts';
import { PortsController } from './ports/ports.controller.ts';
import { PortsService } from './ports/ports.service.ts';
import { RegistryController } from './registry/registry.controller.ts';
import { CODEC, EVENT_PRODUCER, LOG_ADMIN, SCHEMA_IDS } from './tokens.ts';

/** What operations stands on; whoever makes it decides whether it is real. The module closes all of it when it ends. */
export interface OperationsParts {
  readonly config: OperationsConfig;
  readonly database: Database;
  readonly ids: SchemaIds;
  readonly log: EventLog;
  readonly producer: EventProducer;
  readonly admin: LogAdmin;
  readonly clock?: Clock;
}

const PARTS = Symbol.for('watchpost.operations.parts');

@Module({})
export class OperationsModule implements OnApplicationShutdown {
  constructor(
    @Inject(PARTS) private readonly parts: OperationsParts,
    @Inject(HEALTH) health: HealthChecks,
  ) {
    const { database, admin } = parts;
    health.add({ kind: 'ready', name: 'database', check: () => database.ping().then(() => null) });
    // With the broker away the doors still open and changes wait in the outbox: that is no reason to be taken out of service.
    health.add({ kind: 'started', name: 'event-log', check: () => admin.topics().then(() => null) });
  }

  static with(parts: OperationsParts): DynamicModule {
    const { config, database, ids, producer, admin } = parts;
    return {
      module: OperationsModule,
      imports: [
        PlatformModule.forService({
          service: 'operations',
          clock: parts.clock ?? systemClock,
          logLevel: config.LOG_LEVEL,
        }),
      ],
      controllers: [
        AuditController,
        DeadLetterIndexController,
        DeadLettersController,
        EffectivenessController,
        FlowController,
        KeysController,
        PartnersController,
        PortsController,
        ProjectionsController,
        RegistryController,
      ],
      providers: [
        { provide: PARTS, useValue: parts },
        { provide: OPERATIONS_CONFIG, useValue: config },
        { provide: DATABASE, useValue: database },
        { provide: SCHEMA_IDS, useValue: ids },
        { provide: CODEC, useFactory: (): Codec => createCodec(ids) },
        { provide: EVENT_PRODUCER, useValue: producer },
        { provide: LOG_ADMIN, useValue: admin },
        { provide: KEYS, useExisting: OperatorKeys },
        {
          provide: OutboxRelay,
          inject: [LOGGER],
          useFactory: (logger: Logger) => new OutboxRelay(database, producer, { report: reporting(logger) }),
        },
        AnnouncementsService,
        BearerGuard,
        DeadLettersService,
        FlowService,
        KeysService,
        LagService,
        OperatorKeys,
        PartnersService,
        PortsService,
        RedriveService,
      ],
    };
  }

  /** Last of all: by now nothing reads, writes or publishes any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.parts.log.close();
    await this.parts.database.close();
  }
}

const reporting =
  (logger: Logger) =>
  (event: RelayEvent): void => {
    if (event.kind === 'failed') logger.warn({ err: event.error }, 'outbox: publishing failed, trying again');
    if (event.kind === 'refused')
      logger.error({ id: event.message.id, reason: event.reason }, 'outbox: refused for good');
  };

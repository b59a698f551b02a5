import { type DynamicModule, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { type SchemaIds } from '@watchpost/contracts';
import { type Clock, isOpen, systemClock } from '@watchpost/domain';
import { EVENT_PRODUCER, type EventLog, type EventProducer, MessagingModule } from '@watchpost/messaging';
import {
  DATABASE,
  type Database,
  depthOfOutbox,
  OutboxRelay,
  PersistenceModule,
  portGatewayStore,
  RetentionSweep,
  withTransaction,
} from '@watchpost/persistence';
import { CLOCK, LOGGER, type Logger, METRICS, type Metrics, PlatformModule } from '@watchpost/platform';
import { BearerGuard, KEYS } from '@watchpost/security';
import { alertStates } from './alerts/alert.schema.ts';
import { AlertsController } from './alerts/alerts.controller.ts';
import { AlertsService } from './alerts/alerts.service.ts';
import { PORT_GATEWAY_CONFIG, type PortGatewayConfig } from './configuration.ts';
import { IdempotentRequests } from './idempotency/idempotent-requests.ts';
import { InspectionsController } from './inspections/inspections.controller.ts';
import { InspectionsService } from './inspections/inspections.service.ts';
import { AlertSignal } from './issuing/alert-signal.ts';
import { IssuingController } from './issuing/issuing.controller.ts';
import { IssuingService } from './issuing/issuing.service.ts';
import { PortKeys } from './keys/port-keys.ts';
import { StepWriter } from './steps/step-writer.ts';
import { StepsController } from './steps/steps.controller.ts';
import { StepsService } from './steps/steps.service.ts';
import { AlertStream } from './stream/alert-stream.ts';
import { StreamController } from './stream/stream.controller.ts';
import { WebhookDeliveries } from './webhooks/webhook-deliveries.ts';
import { WebhooksController } from './webhooks/webhooks.controller.ts';
import { WebhooksService } from './webhooks/webhooks.service.ts';

/** What port-gateway stands on; the module closes it when it ends. */
export interface PortGatewayParts {
  readonly config: Pick<
    PortGatewayConfig,
    'LOG_LEVEL' | 'WATCHPOST_WEBHOOK_ALLOW_LOOPBACK' | 'PORT_GATEWAY_STREAMS_PER_KEY' | 'PORT_GATEWAY_RETENTION_DAYS'
  >;
  readonly database: Database;
  readonly log: EventLog;
  readonly ids?: SchemaIds;
  readonly clock?: Clock;
}

const endedStates = alertStates.filter((state) => !isOpen(state));

@Module({})
export class PortGatewayModule implements OnApplicationBootstrap {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  static with({ config, database, log, ids, clock = systemClock }: PortGatewayParts): DynamicModule {
    return {
      module: PortGatewayModule,
      imports: [
        PlatformModule.forService({ service: 'port-gateway', clock, logLevel: config.LOG_LEVEL }),
        PersistenceModule.forService(database),
        // With the broker away ports still read their alerts and report; steps wait in the outbox.
        MessagingModule.forRoot({ service: 'port-gateway', log, ready: 'without-log', ...(ids && { ids }) }),
      ],
      // The stream's path before that of one alert, which would take `stream` for an id.
      controllers: [
        IssuingController,
        StreamController,
        AlertsController,
        StepsController,
        InspectionsController,
        WebhooksController,
      ],
      providers: [
        { provide: PORT_GATEWAY_CONFIG, useValue: config },
        { provide: KEYS, useExisting: PortKeys },
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
                days: config.PORT_GATEWAY_RETENTION_DAYS,
                forget: (before) =>
                  withTransaction(database, (tx) => portGatewayStore.forgetAlertsBefore(tx, before, endedStates)),
              },
              serviceClock,
              logger,
            ),
        },
        AlertSignal,
        AlertStream,
        AlertsService,
        BearerGuard,
        IdempotentRequests,
        InspectionsService,
        IssuingService,
        PortKeys,
        StepWriter,
        StepsService,
        WebhookDeliveries,
        WebhooksService,
      ],
    };
  }

  onApplicationBootstrap(): void {
    const waiting = this.metrics.gauge('watchpost_outbox_waiting', 'Messages that are committed and not yet published');
    Object.assign(waiting, { collect: async () => waiting.set((await depthOfOutbox(this.database)).waiting) });
  }
}

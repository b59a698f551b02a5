import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { catalogueIds, type Codec, createCodec, type SchemaIds } from '@watchpost/contracts';
import { type Clock } from '@watchpost/domain';
import { CLOCK, HEALTH, type HealthChecks, LOGGER, type Logger, METRICS, type Metrics } from '@watchpost/platform';
import { type EventLog, type EventProducer, type LogAdmin, type ProducerOptions } from '../event-log.ts';
import { CODEC, EVENT_LOG, EVENT_PRODUCER, LOG_ADMIN, SCHEMA_IDS } from '../tokens.ts';
import { BatchStrategy } from './batch-strategy.ts';
import { consumerHealth } from './consumer-health.ts';
import { consumerGauges, consumerMetrics } from './consumer-metrics.ts';

export interface MessagingOptions {
  /** The consumer group, which is called as the service is. */
  readonly service: string;
  /** `createKafkaLog(…)`, or an in-memory one in tests. The module closes it when the application ends. */
  readonly log: EventLog;
  /** The built-in catalogue's unless said. */
  readonly ids?: SchemaIds;
  readonly producer?: ProducerOptions;
  /** `without-log` for services whose doors stay open while the broker is away; `with-log` unless said. */
  readonly ready?: 'with-log' | 'without-log';
}

/**
 * The event log for one service: producer, admin, codec, and the strategy that runs its `@EventPattern` methods (`app.get(BatchStrategy)`), with
 * health checks and metrics. Needs the platform module.
 */
@Module({})
export class MessagingModule implements OnApplicationShutdown {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(EVENT_PRODUCER) private readonly producer: EventProducer,
  ) {}

  static forRoot(options: MessagingOptions): DynamicModule {
    const { service, log, ids = catalogueIds(), ready = 'with-log' } = options;
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: EVENT_LOG, useValue: log },
        { provide: SCHEMA_IDS, useValue: ids },
        { provide: CODEC, useFactory: (): Codec => createCodec(ids) },
        { provide: EVENT_PRODUCER, useFactory: (): Promise<EventProducer> => log.producer(options.producer) },
        { provide: LOG_ADMIN, useFactory: (): Promise<LogAdmin> => log.admin() },
        {
          provide: BatchStrategy,
          inject: [CODEC, METRICS, LOGGER, HEALTH, CLOCK],
          useFactory: (codec: Codec, metrics: Metrics, logger: Logger, health: HealthChecks, clock: Clock) => {
            const observer = consumerMetrics(metrics, logger);
            const strategy = new BatchStrategy({ log, group: service, codec, observer });
            consumerGauges(metrics, () => strategy.consumers);
            consumerHealth(health, clock, () => strategy.consumers, ready);
            return strategy;
          },
        },
      ],
      exports: [EVENT_LOG, SCHEMA_IDS, CODEC, EVENT_PRODUCER, LOG_ADMIN, BatchStrategy],
    };
  }

  /** Last of all: nothing handles or publishes any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.producer.close();
    await this.log.close();
  }
}

import { Module, type DynamicModule } from '@nestjs/common';
import { systemClock, type Clock } from '@watchpost/domain';
import { HealthChecks } from './health.ts';
import { HealthController } from './health.controller.ts';
import { createLogger, type Logger } from './logger.ts';
import { Metrics } from './metrics.ts';
import { CLOCK, HEALTH, LOGGER, METRICS } from './tokens.ts';

export interface PlatformOptions {
  readonly service: string;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly logLevel?: string;
}

/** Clock, log, metrics and health for one service; global, so that every module of it may ask for them. */
@Module({})
export class PlatformModule {
  static forService(options: string | PlatformOptions): DynamicModule {
    const { service, clock, logger, logLevel }: PlatformOptions =
      typeof options === 'string' ? { service: options } : options;
    return {
      module: PlatformModule,
      global: true,
      controllers: [HealthController],
      providers: [
        { provide: CLOCK, useValue: clock ?? systemClock },
        {
          provide: LOGGER,
          useFactory: () => logger ?? createLogger(service, logLevel ?? process.env['LOG_LEVEL'] ?? 'info'),
        },
        { provide: METRICS, useFactory: () => new Metrics(service) },
        { provide: HEALTH, useFactory: () => new HealthChecks() },
      ],
      exports: [CLOCK, LOGGER, METRICS, HEALTH],
    };
  }
}

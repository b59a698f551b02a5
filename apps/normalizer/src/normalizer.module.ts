import { type DynamicModule, Module } from '@nestjs/common';
import { type SchemaIds } from '@watchpost/contracts';
import { type Clock, systemClock } from '@watchpost/domain';
import { type EventLog, MessagingModule } from '@watchpost/messaging';
import { PlatformModule } from '@watchpost/platform';
import { ManifestsController } from './manifests/manifests.controller.ts';
import { ManifestsService } from './manifests/manifests.service.ts';

/** What the normalizer stands on; whoever makes it decides whether it is real. */
export interface NormalizerParts {
  readonly log: EventLog;
  readonly ids?: SchemaIds;
  readonly clock?: Clock;
  readonly logLevel?: string;
}

@Module({})
export class NormalizerModule {
  static with({ log, ids, clock = systemClock, logLevel = 'info' }: NormalizerParts): DynamicModule {
    return {
      module: NormalizerModule,
      imports: [
        PlatformModule.forService({ service: 'normalizer', clock, logLevel }),
        MessagingModule.forRoot({ service: 'normalizer', log, ...(ids && { ids }) }),
      ],
      controllers: [ManifestsController],
      providers: [ManifestsService],
    };
  }
}

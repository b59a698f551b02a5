import { type DynamicModule, Module } from '@nestjs/common';
import { type SchemaIds } from '@watchpost/contracts';
import { type Clock, systemClock } from '@watchpost/domain';
import { formats, type FormatReader } from '@watchpost/formats';
import { type EventLog, MessagingModule } from '@watchpost/messaging';
import { PlatformModule } from '@watchpost/platform';
import { ManifestsController } from './manifests/manifests.controller.ts';
import { ManifestsService } from './manifests/manifests.service.ts';
import { PublicationService } from './manifests/publication.service.ts';
import { FORMATS, OPEN_READERS } from './tokens.ts';

/** What the normalizer stands on; whoever makes it decides whether it is real. */
export interface NormalizerParts {
  readonly log: EventLog;
  readonly ids?: SchemaIds;
  readonly clock?: Clock;
  readonly logLevel?: string;
  /** Every format there is unless said. */
  readonly formats?: readonly FormatReader[];
  /** See WATCHPOST_MANIFEST_READERS; 64 unless said. */
  readonly openReaders?: number;
}

@Module({})
export class NormalizerModule {
  static with({ log, ids, clock = systemClock, logLevel = 'info', ...parts }: NormalizerParts): DynamicModule {
    return {
      module: NormalizerModule,
      imports: [
        PlatformModule.forService({ service: 'normalizer', clock, logLevel }),
        MessagingModule.forRoot({ service: 'normalizer', log, ...(ids && { ids }) }),
      ],
      controllers: [ManifestsController],
      providers: [
        { provide: FORMATS, useValue: parts.formats ?? formats },
        { provide: OPEN_READERS, useValue: parts.openReaders ?? 64 },
        ManifestsService,
        PublicationService,
      ],
    };
  }
}

import { type DynamicModule, Module } from '@nestjs/common';
import { type SchemaIds } from '@watchpost/contracts';
import { type Clock, systemClock } from '@watchpost/domain';
import { type EventLog, MessagingModule } from '@watchpost/messaging';
import { type Database, PersistenceModule } from '@watchpost/persistence';
import { PlatformModule } from '@watchpost/platform';
import { type CompiledScenario } from '@watchpost/risk';
import { AssessingService } from './assessing/assessing.service.ts';
import { SCORER_CONFIG, type ScorerConfig } from './configuration.ts';
import { RebuildService } from './rebuild/rebuild.service.ts';
import { LedgerDays } from './retention/ledger-days.ts';
import { RetentionService } from './retention/retention.service.ts';
import { ScorerMetrics } from './scorer-metrics.ts';
import { ScorerController } from './scorer.controller.ts';
import { SCENARIO } from './tokens.ts';
import { TrackingService } from './tracking/tracking.service.ts';

/** What the scorer stands on; the module closes it when it ends. */
export interface ScorerParts {
  readonly config: ScorerConfig;
  readonly database: Database;
  readonly log: EventLog;
  readonly scenario: CompiledScenario;
  readonly ids?: SchemaIds;
  readonly clock?: Clock;
}

@Module({})
export class ScorerModule {
  static with({ config, database, log, scenario, ids, clock = systemClock }: ScorerParts): DynamicModule {
    return {
      module: ScorerModule,
      imports: [
        PlatformModule.forService({ service: 'scorer', clock, logLevel: config.LOG_LEVEL }),
        PersistenceModule.forService(database),
        MessagingModule.forRoot({ service: 'scorer', log, ...(ids && { ids }) }),
      ],
      controllers: [ScorerController],
      providers: [
        { provide: SCORER_CONFIG, useValue: config },
        { provide: SCENARIO, useValue: scenario },
        AssessingService,
        LedgerDays,
        RebuildService,
        RetentionService,
        ScorerMetrics,
        TrackingService,
      ],
    };
  }
}

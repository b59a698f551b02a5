import {
  type AlertIssued,
  type AlertProgressed,
  type Codec,
  catalogueIds,
  createCodec,
  type ShipmentAssessed,
  topics,
  topicSpecs,
} from '@watchpost/contracts';
import { BatchStrategy, createMemoryLog, type MemoryLog, type OutgoingRecord } from '@watchpost/messaging';
import {
  createDatabase,
  createScratchDatabase,
  type Database,
  depthOfOutbox,
  RetentionSweep,
} from '@watchpost/persistence';
import { startService, type RunningService } from '@watchpost/platform';
import { TargetingService } from '../src/alerts/targeting.service.ts';
import { viewOf } from '../src/alerts/view-of.ts';
import { RandomShare } from '../src/selection/random-share.ts';
import { TargetingModule } from '../src/targeting.module.ts';
import { NOW } from './events.ts';

/** Targeting as it runs, on a real database and an event log in memory, with the clock in the test's hand. */
export interface RunningTargeting {
  readonly database: Database;
  readonly codec: Codec;
  readonly log: MemoryLog;
  readonly clock: { at: number; now(): number };
  readonly url: string;
  /** Publishes, and waits until everything that follows from it is published too. */
  hears(...records: OutgoingRecord[]): Promise<void>;
  /** Hands assessments over in one call, as a batch that merges partitions does. */
  takes(events: readonly ShipmentAssessed[]): Promise<void>;
  /** Waits until nothing moves any more. */
  settled(): Promise<void>;
  issued(): AlertIssued[];
  progressed(): AlertProgressed[];
  /** Newest revision of each alert. */
  standing(): AlertIssued[];
  /** As its hourly sweep does. */
  forget(): Promise<number>;
  stop(): Promise<void>;
}

export async function runTargeting(given: { readonly share?: number } = {}): Promise<RunningTargeting> {
  const scratch = await createScratchDatabase(process.env['WATCHPOST_TEST_DATABASE_URL']!);
  const database = await createDatabase({ url: scratch.url, service: 'targeting', poolSize: 6 });
  const clock = { at: NOW, now: () => clock.at };
  const log = createMemoryLog({});
  await (await log.admin()).ensureTopics(topicSpecs());
  const codec = createCodec(catalogueIds());
  const config = {
    LOG_LEVEL: 'fatal' as const,
    TARGETING_RANDOM_SHARE: given.share ?? 0,
    TARGETING_RANDOM_SEED: 'test',
    TARGETING_RETENTION_DAYS: 1,
    TARGETING_UNIT_RETENTION_DAYS: 1,
  };
  const service: RunningService = await startService({
    name: 'targeting',
    description: 'Under test.',
    config: {
      ...config,
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: 0,
      WATCHPOST_READY_FILE: undefined,
      SHUTDOWN_DEADLINE_MS: 5_000,
    },
    module: TargetingModule.with({ config, database, log, clock }),
    strategy: (app) => app.get(BatchStrategy),
  });
  const producer = await log.producer();
  const issued = (): AlertIssued[] =>
    log.records(topics.alertsIssued.name).map(({ value }) => codec.decode(topics.alertsIssued, value!));
  const settled = async (): Promise<void> => {
    do {
      await log.settled();
      while ((await depthOfOutbox(database)).waiting > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await log.settled();
    } while ((await depthOfOutbox(database)).waiting > 0);
  };
  return {
    database,
    codec,
    log,
    clock,
    url: service.url,
    settled,
    issued,
    progressed: () =>
      log.records(topics.alertsProgressed.name).map(({ value }) => codec.decode(topics.alertsProgressed, value!)),
    standing: () => [...new Map(issued().map((event) => [event.alertId, event])).values()],
    hears: async (...records) => {
      await producer.send(records);
      await settled();
    },
    takes: async (events) => {
      const share = new RandomShare(config.TARGETING_RANDOM_SEED, config.TARGETING_RANDOM_SHARE);
      await service.app.get(TargetingService).take(events.map((event) => viewOf(event, share, clock.at, null)));
      await settled();
    },
    forget: () => service.app.get(RetentionSweep).sweep(),
    stop: async () => {
      await service.stop();
      await scratch.drop();
    },
  };
}

import {
  catalogueIds,
  type Codec,
  createCodec,
  featuresOf,
  type ShipmentAssessed,
  topics,
  topicSpecs,
} from '@watchpost/contracts';
import {
  BatchStrategy,
  createMemoryLog,
  type EventLog,
  type LogRecord,
  LogUnavailableError,
  type MemoryLog,
  type OutgoingRecord,
} from '@watchpost/messaging';
import { createDatabase, createScratchDatabase, type Database } from '@watchpost/persistence';
import { loadConfig, Metrics, METRICS, startService } from '@watchpost/platform';
import type { CompiledScenario } from '@watchpost/risk';
import { scorerSettings } from '../src/configuration.ts';
import { loadScenario } from '../src/scenario/scenario-folder.ts';
import { ScorerModule } from '../src/scorer.module.ts';
import { type Declaration, declared, declaredRecord, NOW } from './declared.ts';

/** The scorer as it runs, on a real database and an event log in memory, with the clock in the test's hand. */
export interface RunningScorer {
  readonly database: Database;
  readonly codec: Codec;
  readonly log: MemoryLog;
  readonly clock: { at: number; now(): number };
  /** Publishes at once, and waits until everything that follows from it is published too. */
  hears(...records: OutgoingRecord[]): Promise<void>;
  declares(...declarations: Declaration[]): Promise<void>;
  /** The next so many sends of the scorer's producer fail, as when it dies between commit and publication. */
  loseNextSends(sends: number): void;
  /** Everything published so far, in the order of publication for each shipment. */
  assessed(): ShipmentAssessed[];
  published(): readonly LogRecord[];
  metric(name: string): Promise<number>;
  /** Forgets what it knows and what was published, except since when it has a history. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** @param scenario the one that ships unless said */
export async function runScorer(scenario?: CompiledScenario): Promise<RunningScorer> {
  const scratch = await createScratchDatabase(process.env['WATCHPOST_TEST_DATABASE_URL']!);
  const database = await createDatabase({ url: scratch.url, service: 'scorer', poolSize: 4 });
  const clock = { at: NOW, now: () => clock.at };
  const log = createMemoryLog();
  await (await log.admin()).ensureTopics(topicSpecs());
  const codec = createCodec(catalogueIds());
  const sends = { toLose: 0 };
  const config = loadConfig(scorerSettings, {
    LOG_LEVEL: 'silent',
    DATABASE_URL: scratch.url,
    WATCHPOST_KAFKA_BROKERS: '127.0.0.1:1',
  });
  const service = await startService({
    name: 'scorer',
    description: 'Under test.',
    config,
    module: ScorerModule.with({
      config,
      database,
      log: losing(log, sends),
      scenario: scenario ?? loadScenario(config.SCORER_SCENARIO),
      clock,
    }),
    strategy: (app) => app.get(BatchStrategy),
  });
  const producer = await log.producer();
  let forgotten = new Set<string>();
  const placeOf = ({ partition, offset }: LogRecord) => `${partition}/${offset}`;
  const published = () =>
    log.records(topics.shipmentsAssessed.name).filter((record) => !forgotten.has(placeOf(record)));
  const hears = async (...records: OutgoingRecord[]) => {
    await producer.send(records);
    await log.settled();
  };
  return {
    database,
    codec,
    log,
    clock,
    hears,
    declares: (...declarations) => hears(...declarations.map((each) => declaredRecord(codec, declared(each)))),
    loseNextSends: (count) => (sends.toLose = count),
    published,
    assessed: () =>
      published()
        .map(({ value }) => codec.decode(topics.shipmentsAssessed, value!))
        .map((event) => ({ ...event, features: featuresOf(event) })),
    metric: async (name) => {
      const metric = await service.app.get<Metrics>(METRICS).registry.getSingleMetric(name)!.get();
      return metric.values.reduce((sum, { value }) => sum + value, 0);
    },
    reset: async () => {
      forgotten = new Set(log.records(topics.shipmentsAssessed.name).map(placeOf));
      clock.at = NOW;
      sends.toLose = 0;
      await database.run('truncate assessments, shipment_heads, entity_sightings, shipment_scans');
    },
    stop: async () => {
      await service.stop();
      await scratch.drop();
    },
  };
}

function losing(log: MemoryLog, sends: { toLose: number }): EventLog {
  return {
    consumer: (options, handler) => log.consumer({ ...options, retryBaseMs: 1 }, handler),
    admin: () => log.admin(),
    close: () => log.close(),
    producer: async () => {
      const producer = await log.producer();
      return {
        close: () => producer.close(),
        send: async (records) => {
          if (sends.toLose > 0) {
            sends.toLose--;
            throw new LogUnavailableError('lost by the test');
          }
          await producer.send(records);
        },
      };
    },
  };
}

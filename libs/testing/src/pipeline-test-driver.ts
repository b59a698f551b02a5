import { type DynamicModule } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { catalogueIds, type Codec, createCodec, type TopicDefinition, topicSpecs } from '@watchpost/contracts';
import {
  BatchStrategy,
  createMemoryLog,
  type EventLog,
  type EventProducer,
  type LogRecord,
  type MemoryLog,
} from '@watchpost/messaging';
import { createHttpApplication, type HttpServerOptions } from '@watchpost/platform';
import { type InjectOptions, type LightMyRequestResponse } from 'fastify';
import { ManualClock } from './manual-clock.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

/** What the driver gives to a service's module. */
export interface ServiceSurroundings {
  /** A connection of its own to the log in memory; the service closes it. */
  readonly log: EventLog;
  readonly clock: ManualClock;
  /** As `DATABASE_URL`: the driver's own database, migrated. */
  readonly databaseUrl: string;
}

/** A service as the driver starts it: its own module, on other ground. */
export interface DrivenService {
  readonly name: string;
  module(around: ServiceSurroundings): DynamicModule | Promise<DynamicModule>;
  readonly http?: HttpServerOptions;
  /** Has work of its own left that no record tells of, as an outbox; asked until it has none. It may nudge whoever does that work. */
  busy?(app: NestFastifyApplication): Promise<boolean>;
}

export interface PipelineOptions {
  readonly services: readonly DrivenService[];
  readonly clock?: ManualClock;
  /** A server as in `WATCHPOST_TEST_DATABASE_URL`. */
  readonly serverUrl?: string;
}

const QUIET_TURNS = 3;
const LONGEST_PUMP_MS = 60_000;

/**
 * The whole pipeline in one thread: the services' own modules on a log in memory and a fresh database, with the clock in the test's hand and nobody listening
 * on a port. A test publishes or requests, pumps until nothing moves, and looks at what is there.
 */
export class PipelineTestDriver {
  readonly clock: ManualClock;
  readonly codec: Codec = createCodec(catalogueIds());
  readonly #apps = new Map<string, NestFastifyApplication>();

  private constructor(
    private readonly services: readonly DrivenService[],
    private readonly log: MemoryLog,
    private readonly producer: EventProducer,
    private readonly database: TestDatabase,
    clock: ManualClock,
  ) {
    this.clock = clock;
  }

  static async start({ services, clock = new ManualClock(), serverUrl }: PipelineOptions): Promise<PipelineTestDriver> {
    const database = await createTestDatabase(serverUrl);
    const log = createMemoryLog({ clock });
    await (await log.admin()).ensureTopics(topicSpecs());
    const driver = new PipelineTestDriver(services, log, await log.producer(), database, clock);
    try {
      for (const service of services) await driver.startService(service.name);
      await driver.pump();
      return driver;
    } catch (error) {
      await driver.close();
      throw error;
    }
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  /** For `app.get(…)` of a service's own parts. */
  app(name: string): NestFastifyApplication {
    const app = this.#apps.get(name);
    if (app === undefined) throw new Error(`${name} is not running`);
    return app;
  }

  /** A request to a service's door, without a network. */
  request(name: string, request: InjectOptions): Promise<LightMyRequestResponse> {
    return this.app(name).inject(request);
  }

  /** Starts a service that was stopped, or for the first time. */
  async startService(name: string): Promise<void> {
    const service = this.#service(name);
    const around = { log: this.log.connect(), clock: this.clock, databaseUrl: this.database.url };
    const app = await createHttpApplication(await service.module(around), service.http);
    this.#apps.set(name, app);
    app.connectMicroservice({ strategy: app.get(BatchStrategy) });
    await app.startAllMicroservices();
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    await app.get(BatchStrategy).joined();
  }

  async stopService(name: string): Promise<void> {
    await this.app(name).close();
    this.#apps.delete(name);
  }

  /** Puts records into the log as they are. */
  publish(...records: Parameters<EventProducer['send']>[0]): Promise<void> {
    return this.producer.send(records);
  }

  /** Puts an event into its topic, under its key. */
  async publishEvent<T>(
    topic: TopicDefinition<T>,
    event: T,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    await this.publish({ topic: topic.name, key: topic.keyOf(event), value: this.codec.encode(topic, event), headers });
  }

  records(topic: TopicDefinition<never> | string): readonly LogRecord[] {
    return this.log.records(typeof topic === 'string' ? topic : topic.name);
  }

  events<T>(topic: TopicDefinition<T>): readonly T[] {
    return this.log
      .records(topic.name)
      .filter((record) => record.value !== null)
      .map((record) => this.codec.decode(topic, record.value!));
  }

  /** Everything a service has read is delivered to it again, from the beginning. */
  async redeliver(name: string): Promise<void> {
    await this.log.rewind(name);
  }

  /** The log does not answer until {@link comeBack}. */
  goAway(): void {
    this.log.goAway();
  }

  comeBack(): void {
    this.log.comeBack();
  }

  /** Runs until nothing moves: no handler runs, no record waits to be handled, no service is busy. What waits for a time waits for the clock. */
  async pump(): Promise<void> {
    const deadline = performance.now() + LONGEST_PUMP_MS;
    for (let quiet = 0; quiet < QUIET_TURNS;) {
      if (performance.now() > deadline) throw new Error(`something still moves after ${LONGEST_PUMP_MS} ms`);
      await this.log.settled();
      quiet = (await this.#anyBusy()) ? 0 : quiet + 1;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  /** Moves the clock, then pumps. */
  async advance(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.pump();
  }

  async close(): Promise<void> {
    for (const name of [...this.#apps.keys()].reverse()) await this.stopService(name);
    await this.producer.close();
    await this.log.close();
    await this.database.drop();
  }

  async #anyBusy(): Promise<boolean> {
    for (const [name, app] of this.#apps) {
      if (await this.#service(name).busy?.(app)) return true;
    }
    return false;
  }

  #service(name: string): DrivenService {
    const service = this.services.find((candidate) => candidate.name === name);
    if (service === undefined) throw new Error(`the driver was not given ${name}`);
    return service;
  }
}

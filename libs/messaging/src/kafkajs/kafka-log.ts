import kafkajs, { type Admin, type Cluster, type Kafka, type LogEntry } from 'kafkajs';
import {
  type BatchHandler,
  type ConsumerOptions,
  type EventConsumer,
  type EventLog,
  type EventProducer,
  type LogAdmin,
  type ProducerOptions,
} from '../event-log.ts';
import { silentObserver } from '../observer.ts';
import { systemTimers } from '../timers.ts';
import { clusterOf } from './client-internals.ts';
import { mendClient } from './client-mends.ts';
import { KafkaAdmin } from './kafka-admin.ts';
import { KafkaConsumer } from './kafka-consumer.ts';
import { KafkaProducer } from './kafka-producer.ts';
import { type ClientLogger, type KafkaSettings, silentLogger } from './kafka-settings.ts';
import { TopicDirectory } from './topic-directory.ts';

const REQUEST_TIMEOUT_MS = 15_000;

/** The event log on Kafka. Nothing is asked of a broker before it is needed, and a broker that is away is waited for. */
export const createKafkaLog = (settings: KafkaSettings): EventLog => new KafkaLog(settings);

class KafkaLog implements EventLog {
  readonly #settings: KafkaSettings;
  readonly #kafka: Kafka;
  readonly #consumers: KafkaConsumer[] = [];
  readonly #producers: KafkaProducer[] = [];
  readonly #admin: Lazy<Admin>;
  readonly #cluster: Lazy<Cluster>;
  #own: Promise<EventProducer> | null = null;

  constructor(settings: KafkaSettings) {
    mendClient();
    this.#settings = settings;
    this.#kafka = new kafkajs.Kafka(clientConfigOf(settings));
    this.#admin = new Lazy(() => this.#kafka.admin());
    this.#cluster = new Lazy(() => clusterOf(this.#kafka));
  }

  async producer(options: ProducerOptions = {}): Promise<EventProducer> {
    const client = this.#kafka.producer({
      allowAutoTopicCreation: false,
      // Never asked: every record comes with its partition.
      createPartitioner: () => () => 0,
      // Repeated by the producer, which knows what of a request has been taken.
      retry: { retries: 0 },
    });
    // A directory of its own: its queues belong to one producer.
    const producer = new KafkaProducer(client, new TopicDirectory(() => this.#admin.get()), options);
    this.#producers.push(producer);
    return producer;
  }

  consumer(options: ConsumerOptions, handler: BatchHandler): EventConsumer {
    const { observer = silentObserver, timers = systemTimers, ...settings } = this.#settings;
    const consumer = new KafkaConsumer(options, handler, {
      // One for each: kafkajs keeps the places of all consumers of a group that come from one client in one map, which each wipes when it joins.
      kafka: new kafkajs.Kafka(clientConfigOf(this.#settings)),
      timers,
      observer: options.observer ?? observer,
      sessionTimeoutMs: settings.sessionTimeoutMs ?? 30_000,
      rebalanceTimeoutMs: settings.rebalanceTimeoutMs ?? 60_000,
      fetchWaitMs: settings.fetchWaitMs ?? 500,
      commitIntervalMs: settings.commitIntervalMs ?? 250,
      producer: () => (this.#own ??= this.producer()),
      reread: async (topic, partition, offset) => {
        const [record] = await (await this.admin()).read(topic, partition, offset, 1);
        return record?.offset === offset ? record : null;
      },
    });
    this.#consumers.push(consumer);
    return consumer;
  }

  async admin(): Promise<LogAdmin> {
    return new KafkaAdmin(
      () => this.#admin.get(),
      () => this.#cluster.get(),
    );
  }

  /** Waits for everything that is under way: nothing of the client runs on afterwards. */
  async close(): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer.stop()));
    await Promise.all(this.#producers.map((producer) => producer.close()));
    await Promise.all([this.#admin.close(), this.#cluster.close()]);
  }
}

interface Connection {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

/** A connection that is made when it is first asked for, and again when that failed. */
class Lazy<T extends Connection> {
  #connection: Promise<T> | null = null;

  constructor(private readonly make: () => T) {}

  get(): Promise<T> {
    this.#connection ??= this.#connect();
    return this.#connection;
  }

  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => null);
    await connection?.disconnect();
  }

  async #connect(): Promise<T> {
    const connection = this.make();
    try {
      await connection.connect();
      return connection;
    } catch (error) {
      this.#connection = null;
      await connection.disconnect().catch(() => undefined);
      throw error;
    }
  }
}

function clientConfigOf(settings: KafkaSettings): kafkajs.KafkaConfig {
  const {
    logger = silentLogger,
    observer: _observer,
    timers: _timers,
    sessionTimeoutMs: _sessionTimeoutMs,
    rebalanceTimeoutMs: _rebalanceTimeoutMs,
    fetchWaitMs: _fetchWaitMs,
    commitIntervalMs: _commitIntervalMs,
    ...config
  } = settings;
  return {
    clientId: 'watchpost',
    connectionTimeout: 5000,
    requestTimeout: REQUEST_TIMEOUT_MS,
    ...config,
    enforceRequestTimeout: true,
    retry: { initialRetryTime: 100, maxRetryTime: 2000, retries: 3 },
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => (entry) => report(logger, entry),
  };
}

/** What the client calls an error is mostly something that it goes on to repeat; what could not be mended is reported where it is dealt with. */
function report(
  logger: ClientLogger,
  { namespace, log: { message, stack: _stack, logger: _name, ...details } }: LogEntry,
) {
  logger.debug({ namespace, ...details }, message);
}

import { chmodSync, mkdirSync } from 'node:fs';
import { choosePort, type EngineSet, type Lock, ownIdentity, startEngines, tryLock } from '@watchpost/engines';
import { migrate } from '@watchpost/persistence';
import { type ApiAddress } from '../api/api-client.ts';
import { readCredentials, writeCredentials } from '../stack/credentials.ts';
import { type StackHome } from '../stack/home.ts';
import { readState, type StackAddresses, type StackState, writeState } from '../stack/state.ts';
import { CommandError, exitCode, exitCodeOf } from '../terminal/exit-code.ts';
import { EVERY_PORT, furnishSandbox, newCredentials, SANDBOX_PARTNER, waitUntilKnown } from './sandbox.ts';
import {
  fixedPortOf,
  planServices,
  planSimulator,
  replicaName,
  type ServiceName,
  serviceNames,
  type ServicePorts,
} from './service-plan.ts';
import { endLeftovers, ServiceProcess } from './service-process.ts';
import { kafkaConnectionOf, type StackSettings } from './stack-settings.ts';
import { prepareTopics } from './topics.ts';

const ENGINES_LOOK_MS = 2_000;
/** On the embedded broker, whose disk is somebody's laptop. */
const EMBEDDED_TOPIC_BYTES = 2 * 1024 * 1024 * 1024;

export interface SupervisorHooks {
  /** What it does at the moment, while it starts or stops. */
  readonly progress: (text: string) => void;
  /** What happened that an operator wants to know. */
  readonly note: (text: string) => void;
}

/**
 * Starts what a stack is made of, in order, and keeps it running: engines, schema, topics, services, sandbox. Writes `state.json`
 * all the while. What an earlier supervisor left behind is adopted (engines) or ended (services).
 */
export class Supervisor {
  readonly #home: StackHome;
  readonly #settings: StackSettings;
  readonly #hooks: SupervisorHooks;
  readonly #services: ServiceProcess[] = [];
  #lock: Lock | null = null;
  #engines: EngineSet | null = null;
  #watch: NodeJS.Timeout | undefined;
  #phase: StackState['phase'] = 'starting';
  #message = 'starting';
  #addresses: StackAddresses | undefined;
  #stopping: Promise<void> | null = null;

  constructor(home: StackHome, settings: StackSettings, hooks: SupervisorHooks) {
    this.#home = home;
    this.#settings = settings;
    this.#hooks = hooks;
  }

  /** Resolves when every service is ready and the sandbox's keys open their doors. What was started is stopped again if it fails. */
  async start(): Promise<StackAddresses> {
    this.#takeLock();
    const last = readState(this.#home.state);
    try {
      this.#addresses = last?.addresses;
      // Said before anything is done: whoever waits for this supervisor sees that it is at work.
      this.#progress('looking for what an earlier start has left');
      const left = await endLeftovers(this.#home);
      if (left.length > 0) this.#hooks.note(`ended what an earlier start had left running: ${left.join(', ')}`);
      // First of all: a port that is taken is known at once, engines take a while.
      const ports = await this.#choosePorts();
      const engines = await this.#startEngines();
      this.#progress('bringing the database to this build');
      await migrate(engines.postgres.url);
      await this.#ensureTopics(engines);
      this.#addresses = await this.#startServices(engines, ports);
      this.#phase = 'ready';
      this.#message = 'ready';
      this.#save();
      this.#watchEngines();
      return this.#addresses;
    } catch (error) {
      await this.#fail(error);
      throw error;
    }
  }

  /** Partners and ports that play by themselves. */
  async startSimulator(): Promise<void> {
    const { intake, portGateway } = this.#addresses!;
    this.#progress('starting sample traffic');
    const simulator = this.#service(planSimulator(this.#home, { intake, portGateway }));
    await simulator.start();
    this.#save();
  }

  /** Ends everything this stack started, services before engines. Safe to call twice. */
  stop(): Promise<void> {
    this.#stopping ??= this.#end();
    return this.#stopping;
  }

  async #end(): Promise<void> {
    clearInterval(this.#watch);
    this.#phase = 'stopping';
    this.#progress('stopping the services');
    await Promise.all(this.#services.map((service) => service.stop()));
    if (this.#engines) this.#progress('stopping Kafka and PostgreSQL');
    await this.#engines?.stop();
    this.#phase = 'stopped';
    this.#message = 'stopped';
    this.#save();
    this.#lock?.release();
  }

  async #fail(error: unknown): Promise<void> {
    const message = error instanceof Error ? error.message : String(error);
    await Promise.all(this.#services.map((service) => service.stop()));
    await this.#engines?.stop().catch(() => undefined);
    this.#phase = 'failed';
    this.#message = message;
    this.#save(exitCodeOf(error));
    this.#lock?.release();
  }

  #takeLock(): void {
    mkdirSync(this.#home.directory, { recursive: true });
    // Open to pass through: PostgreSQL runs as another user where we are root. What is secret in it is closed by itself.
    if (process.getuid?.() === 0) chmodSync(this.#home.directory, 0o755);
    const held = tryLock(this.#home.lock);
    if (!('release' in held)) {
      throw new CommandError(
        `Watchpost runs already in ${this.#home.directory} (process ${held.pid}); stop it with watchpost down, or set WATCHPOST_HOME to start another beside it.`,
        exitCode.conflict,
      );
    }
    this.#lock = held;
  }

  async #startEngines(): Promise<EngineSet> {
    const settings = this.#settings;
    const kafka = kafkaConnectionOf(settings);
    this.#engines = await startEngines({
      home: this.#home.directory,
      ...(kafka === null ? {} : { kafka }),
      ...(settings.DATABASE_URL === undefined ? {} : { databaseUrl: settings.DATABASE_URL }),
      ...(settings.SCHEMA_REGISTRY_URL === undefined ? {} : { registryUrl: settings.SCHEMA_REGISTRY_URL }),
      ...(settings.WATCHPOST_KAFKA_PORT === undefined ? {} : { kafkaPort: settings.WATCHPOST_KAFKA_PORT }),
      ...(settings.WATCHPOST_POSTGRES_PORT === undefined ? {} : { postgresPort: settings.WATCHPOST_POSTGRES_PORT }),
      kafkaHeapMib: settings.WATCHPOST_KAFKA_HEAP_MB,
      progress: (text) => this.#progress(text),
    });
    return this.#engines;
  }

  async #ensureTopics(engines: EngineSet): Promise<void> {
    this.#progress('checking the topics');
    const cap = this.#settings.WATCHPOST_TOPIC_MAX_BYTES;
    const isOurs = engines.kafka.origin !== 'external';
    const drift = await prepareTopics(kafkaConnectionOf(this.#settings) ?? { brokers: [...engines.kafka.brokers] }, {
      replicationFactor: this.#settings.WATCHPOST_TOPIC_REPLICATION,
      ...(cap === undefined && !isOurs ? {} : { maxBytesPerTopic: cap ?? EMBEDDED_TOPIC_BYTES }),
    });
    for (const sentence of drift) this.#hooks.note(sentence);
  }

  async #startServices(engines: EngineSet, ports: ServicePorts): Promise<StackAddresses> {
    const credentials = readCredentials(this.#home.credentials) ?? newCredentials();
    writeCredentials(this.#home.credentials, credentials);
    const plans = planServices({ home: this.#home, engines, credentials, ports });
    const services = plans.map((plan) => this.#service(plan));
    const waiting = new Set(services.map(({ name }) => name));
    this.#progress(`starting ${[...waiting].join(', ')}`);
    await Promise.all(
      services.map(async (service) => {
        await service.start();
        waiting.delete(service.name);
        if (waiting.size > 0) this.#progress(`waiting for ${[...waiting].join(', ')}`);
      }),
    );
    const doorsOf = (name: ServiceName, key: string): readonly ApiAddress[] =>
      ports[name].map((port, at) => ({ url: `http://127.0.0.1:${port}`, key, service: replicaName(name, at + 1) }));
    const door = (name: ServiceName, key: string): ApiAddress => doorsOf(name, key)[0]!;
    this.#progress('furnishing the sandbox');
    const furnished = await furnishSandbox(door('operations', credentials.operator), credentials);
    writeCredentials(this.#home.credentials, furnished);
    const partner = furnished.partners[SANDBOX_PARTNER]!;
    const port = furnished.ports[EVERY_PORT]!;
    for (const intake of doorsOf('intake', partner)) await waitUntilKnown(intake, '/v1/manifests?limit=1');
    for (const gateway of doorsOf('port-gateway', port)) await waitUntilKnown(gateway, '/v1/alerts?limit=1');
    return {
      intake: door('intake', '').url,
      portGateway: door('port-gateway', '').url,
      operations: door('operations', '').url,
      kafka: engines.kafka.brokers.join(','),
      postgres: engines.postgres.url,
      registry: engines.registry?.url ?? door('operations', '').url,
      credentials: { partner, port, operator: furnished.operator },
    };
  }

  #service(plan: ConstructorParameters<typeof ServiceProcess>[0]): ServiceProcess {
    const service = new ServiceProcess(plan, this.#home, { note: this.#hooks.note, onChange: () => this.#save() });
    this.#services.push(service);
    return service;
  }

  async #choosePorts(): Promise<ServicePorts> {
    const last = new Map(readState(this.#home.state)?.services.map(({ name, url }) => [name, portIn(url)]));
    const chosen: [ServiceName, number[]][] = [];
    for (const service of serviceNames) {
      const setting = `WATCHPOST_${service.replace('-', '_').toUpperCase()}_PORT`;
      const ports: number[] = [];
      for (let replica = 1; replica <= this.#settings.WATCHPOST_REPLICAS; replica += 1) {
        const name = replicaName(service, replica);
        // A configured port is that of the first; the others have free ones.
        const fixed = replica === 1 ? fixedPortOf(service, this.#settings) : undefined;
        ports.push(await choosePort({ fixed, preferred: last.get(name) }, name, setting));
      }
      chosen.push([service, ports]);
    }
    return Object.fromEntries(chosen) as unknown as ServicePorts;
  }

  /** An engine of ours that ended is started again; the services find it under its old address. */
  #watchEngines(): void {
    let mending = false;
    this.#watch = setInterval(() => {
      const ended = this.#engines?.ended() ?? [];
      if (ended.length === 0 || mending || this.#stopping) return;
      mending = true;
      this.#hooks.note(`${ended.join(' and ')} ended; starting again`);
      this.#startEngines()
        .then(() => this.#hooks.note(`${ended.join(' and ')} runs again`))
        .catch((error: unknown) => this.#hooks.note(error instanceof Error ? error.message : String(error)))
        .finally(() => (mending = false));
    }, ENGINES_LOOK_MS);
  }

  #progress(text: string): void {
    this.#message = text;
    if (this.#phase !== 'ready') this.#save();
    this.#hooks.progress(text);
  }

  #save(code?: number): void {
    const services = this.#services.map((service) => service.state());
    writeState(this.#home.state, {
      phase: this.#phase,
      supervisor: ownIdentity(),
      message: this.#message,
      ...(code === undefined ? {} : { exitCode: code }),
      ...(this.#addresses === undefined ? {} : { addresses: this.#addresses }),
      replicas: this.#settings.WATCHPOST_REPLICAS,
      // Before the services are planned, what is known of the last ones still tells which ports they had.
      services: services.length > 0 ? services : (readState(this.#home.state)?.services ?? []),
    });
  }
}

const portIn = (url: string | null): number | undefined => (url === null ? undefined : Number(new URL(url).port));

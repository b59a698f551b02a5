import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type EngineSet,
  freePort,
  type KafkaEngine,
  type PostgresEngine,
  purgeEngines,
  startEngines,
  startKafka,
  startPostgres,
} from '@watchpost/engines';
import { migrate } from '@watchpost/persistence';
import { type SandboxCredentials } from '../../../apps/cli/src/stack/credentials.ts';
import { stackHome, workspaceRoot } from '../../../apps/cli/src/stack/home.ts';
import { furnishSandbox, newCredentials, waitUntilKnown } from '../../../apps/cli/src/up/sandbox.ts';
import {
  planServices,
  type ServiceName,
  serviceNames,
  type ServicePlan,
  type ServicePorts,
} from '../../../apps/cli/src/up/service-plan.ts';
import { prepareTopics } from '../../../apps/cli/src/up/topics.ts';
import { type Service, services, type Target } from '../plan/fault.ts';
import { signalFamily } from './process-family.ts';
import { type CrashWish, ServiceProcess, type UnplannedEnd } from './service-process.ts';

const HEAP_MIB = 512;
const READY_MS = 90_000;
const ENGINE_STARTS = 3;
/** The least that the broker takes: a member that was killed is missed for so long. */
const SESSION_MS = '6000';

export interface StackWish {
  /** Everything the stack keeps lies here. */
  readonly directory: string;
  /** Where the built services are: the checkout, or a copy of it. */
  readonly programs: string;
  readonly services: readonly Service[];
  readonly note: (text: string) => void;
  /** Told of the stack as soon as its engines run. */
  readonly onStack: (stack: ChaosStack) => void;
}

export interface StackDoors {
  readonly intake: string;
  readonly portGateway: string;
  readonly kafka: string;
  readonly postgres: string;
}

/** The whole product on engines of its own, every process of which can be harmed one by one. */
export class ChaosStack {
  readonly unplanned: UnplannedEnd[] = [];
  readonly #services = new Map<Service, ServiceProcess>();
  readonly #paused = new Map<Target, number>();
  #kafka: KafkaEngine;
  #postgres: PostgresEngine;
  doors!: StackDoors;
  credentials!: SandboxCredentials;

  private constructor(
    private readonly wish: StackWish,
    engines: EngineSet,
  ) {
    this.#kafka = engines.kafka;
    this.#postgres = engines.postgres;
  }

  static async start(wish: StackWish): Promise<ChaosStack> {
    mkdirSync(wish.directory, { recursive: true });
    // Open to pass through: PostgreSQL runs as another user where we are root.
    chmodSync(wish.directory, 0o755);
    wish.note('starting Kafka and PostgreSQL');
    const engines = await startEngines({ home: wish.directory, kafkaHeapMib: HEAP_MIB });
    const stack = new ChaosStack(wish, engines);
    wish.onStack(stack);
    try {
      await stack.#furnish(engines);
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  async #furnish(engines: EngineSet): Promise<void> {
    await migrate(engines.postgres.url);
    await prepareTopics({ brokers: [...engines.kafka.brokers] }, { replicationFactor: 1 });
    const ports = await this.#ports();
    const credentials = newCredentials();
    const home = stackHome({ WATCHPOST_HOME: this.wish.directory });
    const plans = new Map(
      planServices({ home, engines, credentials, ports }).map((plan) => [plan.name, this.#adapted(plan)]),
    );
    mkdirSync(home.run, { recursive: true });
    for (const name of this.wish.services) {
      const plan = plans.get(name)!;
      const logFile = join(home.logs, `${name}.log`);
      this.#services.set(name, new ServiceProcess(name, plan, logFile, (end) => this.unplanned.push(end)));
    }
    this.wish.note(`starting ${this.wish.services.join(', ')}`);
    await Promise.all([...this.#services.values()].map((service) => service.start()));
    await this.allReady();
    const door = (name: ServiceName, key: string) => ({
      url: `http://127.0.0.1:${ports[name][0]}`,
      key,
      service: name,
    });
    this.credentials = await furnishSandbox(door('operations', credentials.operator), credentials);
    for (const key of Object.values(this.credentials.partners))
      await waitUntilKnown(door('intake', key), '/v1/manifests?limit=1');
    await waitUntilKnown(door('port-gateway', this.credentials.ports['*']!), '/v1/alerts?limit=1');
    this.doors = {
      intake: door('intake', '').url,
      portGateway: door('port-gateway', '').url,
      kafka: engines.kafka.brokers.join(','),
      postgres: engines.postgres.url,
    };
  }

  async #ports(): Promise<ServicePorts> {
    const ports: [ServiceName, number[]][] = [];
    for (const name of serviceNames)
      ports.push([name, [await freePort(), ...(name === 'scorer' ? [await freePort()] : [])]]);
    return Object.fromEntries(ports) as unknown as ServicePorts;
  }

  #adapted(plan: ServicePlan): ServicePlan {
    return {
      ...plan,
      program: join(this.wish.programs, plan.program.slice(workspaceRoot.length)),
      environment: { ...plan.environment, WATCHPOST_KAFKA_SESSION_MS: SESSION_MS, LOG_LEVEL: 'info' },
    };
  }

  /** Resolves when every service says that it is ready. @throws where one does not in time */
  async allReady(): Promise<void> {
    const deadline = Date.now() + READY_MS;
    for (const service of this.#services.values()) {
      while (!(await service.isReady())) {
        if (Date.now() > deadline) throw new Error(`${service.name} is not ready after ${READY_MS / 1000} s`);
        await pause(150);
      }
    }
  }

  /** Whether the target runs at all at this moment. */
  isUp(target: Target): boolean {
    return this.#pidOf(target) !== null;
  }

  kill(target: Target): void {
    if (target !== 'kafka' && target !== 'postgres') return this.#service(target).kill();
    const pid = this.#pidOf(target);
    if (pid !== null) signalFamily(pid, 'SIGKILL');
  }

  /** As `pg_ctl stop -m immediate` does. */
  quitPostgres(): void {
    const pid = this.#pidOf('postgres');
    if (pid !== null) process.kill(pid, 'SIGQUIT');
  }

  pause(target: Target): void {
    const pid = this.#pidOf(target);
    if (pid === null) return;
    this.#paused.set(target, pid);
    signalFamily(pid, 'SIGSTOP');
  }

  resume(target: Target): void {
    const pid = this.#paused.get(target);
    this.#paused.delete(target);
    if (pid !== undefined) signalFamily(pid, 'SIGCONT');
  }

  /** Starts a service again, perhaps to die at a place in its code; an engine is waited for until it answers. */
  async bringBack(target: Target, crash: CrashWish | null = null): Promise<{ readonly fired: Promise<void> }> {
    const never = { fired: new Promise<void>(() => undefined) };
    if (target === 'kafka') {
      const port = Number(this.doors.kafka.split(':')[1]);
      const directory = join(this.wish.directory, 'kafka');
      this.#kafka = await this.#insist(() => startKafka({ directory, port, heapMib: HEAP_MIB }));
      return never;
    }
    if (target === 'postgres') {
      const port = Number(new URL(this.doors.postgres).port);
      await this.#postgresHasEnded();
      const directory = join(this.wish.directory, 'postgres');
      this.#postgres = await this.#insist(() => startPostgres({ directory, port }));
      return never;
    }
    return this.#service(target).start(crash);
  }

  /** An engine that reads its logs again on a machine that is busy may take longer than its start allows; as any supervisor would, it is tried again. */
  async #insist<Engine>(start: () => Promise<Engine>): Promise<Engine> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await start();
      } catch (error) {
        if (attempt === ENGINE_STARTS) throw error;
        this.wish.note(error instanceof Error ? error.message : String(error));
      }
    }
  }

  /** One that was told to quit at once still takes a moment, and would be adopted in that moment. */
  async #postgresHasEnded(): Promise<void> {
    for (const end = Date.now() + 10_000; this.#postgres.isAlive() && Date.now() < end;) await pause(50);
  }

  /** Everything runs on and is started where it does not run; nothing dies by itself any more. */
  async heal(): Promise<void> {
    for (const target of [...this.#paused.keys()]) this.resume(target);
    for (const engine of ['kafka', 'postgres'] as const) if (!this.isUp(engine)) await this.bringBack(engine);
    await Promise.all([...this.#services.values()].filter(({ pid }) => pid === null).map((each) => each.start()));
  }

  async stop(): Promise<void> {
    for (const target of [...this.#paused.keys()]) this.resume(target);
    await Promise.all([...this.#services.values()].map((service) => service.stop()));
    await Promise.all([this.#kafka.stop(), this.#postgres.stop()]);
  }

  /** Forgets what the engines kept; logs and the journal stay. */
  async purge(): Promise<void> {
    await purgeEngines(this.wish.directory);
  }

  #service(name: Service): ServiceProcess {
    const service = this.#services.get(name);
    if (service === undefined) throw new Error(`${name} is not part of this stack; there are ${services.join(', ')}`);
    return service;
  }

  #pidOf(target: Target): number | null {
    if (target === 'kafka') return this.#kafka.isAlive() ? this.#kafka.pid : null;
    if (target === 'postgres') return this.#postgres.isAlive() ? this.#postgres.pid : null;
    return this.#services.get(target)?.pid ?? null;
  }
}

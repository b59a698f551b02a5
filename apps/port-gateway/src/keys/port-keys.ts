import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Codec, type PortChanged, topics } from '@watchpost/contracts';
import {
  CODEC,
  EVENT_LOG,
  type EventLog,
  LOG_ADMIN,
  type LogAdmin,
  TopicCopy,
  unreadableChanges,
} from '@watchpost/messaging';
import { HEALTH, type HealthChecks, LOGGER, type Logger, METRICS, type Metrics } from '@watchpost/platform';
import { KeyDirectory, type KeyLookup, type KeyRefusal, type Principal } from '@watchpost/security';

/** The ports and their keys, as operations tells of them: a copy of its own in every process, in memory. */
@Injectable()
export class PortKeys implements KeyLookup, OnApplicationBootstrap, OnModuleDestroy {
  readonly #directory = new KeyDirectory();
  readonly #versions = new Map<string, number>();
  readonly #copy: TopicCopy<PortChanged>;

  constructor(
    @Inject(EVENT_LOG) log: EventLog,
    @Inject(LOG_ADMIN) admin: LogAdmin,
    @Inject(CODEC) codec: Codec,
    @Inject(LOGGER) logger: Logger,
    @Inject(HEALTH) health: HealthChecks,
    @Inject(METRICS) metrics: Metrics,
  ) {
    this.#copy = new TopicCopy({
      log,
      admin,
      codec,
      topic: topics.portsChanged,
      service: 'port-gateway',
      apply: (event) => this.#put(event),
      onUnreadable: unreadableChanges(metrics, logger),
    });
    health.add({
      kind: 'started',
      name: 'ports',
      check: async () => ((await this.#copy.isCaughtUp()) ? null : 'the ports have not all been read yet'),
    });
  }

  find(key: string, now: number): Principal | KeyRefusal {
    return this.#directory.find(key, now);
  }

  onApplicationBootstrap(): void {
    this.#copy.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#copy.stop();
  }

  #put({ port, version, active, keys }: PortChanged): void {
    if (version < (this.#versions.get(port) ?? 0)) return;
    this.#versions.set(port, version);
    this.#directory.put({ kind: 'port', id: port, active, keys });
  }
}

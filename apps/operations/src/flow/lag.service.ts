import { Inject, Injectable } from '@nestjs/common';
import { allTopics } from '@watchpost/contracts';
import { type Clock } from '@watchpost/domain';
import { LOG_ADMIN, type LogAdmin, type PartitionPosition } from '@watchpost/messaging';
import { CLOCK } from '@watchpost/platform';

/** How far a service is behind on a topic. */
export interface Lag {
  /** Service, which is also its consumer group. */
  readonly service: string;
  readonly topic: string;
  /** Records it has not committed. */
  readonly records: number;
  /** Age of the oldest of them; null where there is none. */
  readonly oldestSeconds: number | null;
}

/** Asking the broker costs it work, and several pages may be open. */
const FRESH_MS = 2_000;

/** Reads how far every service is behind on every topic it reads. */
@Injectable()
export class LagService {
  #cached: { readonly at: number; readonly lag: Promise<readonly Lag[]> } | undefined;

  constructor(
    @Inject(LOG_ADMIN) private readonly admin: LogAdmin,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** At most two seconds old. Rejects where the broker is away. */
  lag(): Promise<readonly Lag[]> {
    const now = this.clock.now();
    if (this.#cached && now - this.#cached.at < FRESH_MS) return this.#cached.lag;
    const lag = this.#read();
    this.#cached = { at: now, lag };
    // A failure is told to those who asked for it, and not kept.
    lag.catch(() => (this.#cached = undefined));
    return lag;
  }

  async #read(): Promise<readonly Lag[]> {
    const existing = new Set(await this.admin.topics());
    const services = [...new Set(allTopics.flatMap(({ consumers }) => consumers))].sort();
    const lags = await Promise.all(services.map((service) => this.#ofService(service, existing)));
    return lags.flat();
  }

  async #ofService(service: string, existing: ReadonlySet<string>): Promise<Lag[]> {
    const names = allTopics
      .filter(({ name, consumers }) => consumers.includes(service) && existing.has(name))
      .map(({ name }) => name);
    if (names.length === 0) return [];
    const positions = Map.groupBy(await this.admin.positions(names, service), ({ topic }) => topic);
    return Promise.all(names.map((topic) => this.#ofTopic(service, topic, positions.get(topic) ?? [])));
  }

  async #ofTopic(service: string, topic: string, positions: readonly PartitionPosition[]): Promise<Lag> {
    const behind = positions.filter((position) => waiting(position) > 0);
    const records = behind.reduce((sum, position) => sum + waiting(position), 0);
    const heads = await Promise.all(
      behind.map((position) => this.admin.read(topic, position.partition, next(position), 1)),
    );
    const oldest = Math.min(...heads.flat().map(({ timestamp }) => timestamp));
    const oldestSeconds = Number.isFinite(oldest) ? Math.max(0, (this.clock.now() - oldest) / 1000) : null;
    return { service, topic, records, oldestSeconds };
  }
}

/** What was deleted before it was read is no longer waited for. */
const next = ({ committed, low }: PartitionPosition): number => Math.max(committed ?? low, low);
const waiting = (position: PartitionPosition): number => Math.max(0, position.high - next(position));

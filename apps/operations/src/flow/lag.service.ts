import { Inject, Injectable } from '@nestjs/common';
import { allTopics, topicNamed } from '@watchpost/contracts';
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
  /** Age of the oldest of them, in the partitions that are furthest behind; null where there is none. */
  readonly oldestSeconds: number | null;
}

/** Asking the broker costs it work, and several pages may be open. */
const FRESH_MS = 2_000;
/** The log is asked patiently; somebody who looks is not kept waiting for so long. */
const PATIENCE_MS = 3_000;
/** The oldest record lies where most are waiting, near enough; reading the head of every partition of a backlog would add to it. */
const HEADS_READ = 2;

/** Reads how far every service is behind on every topic it reads. */
@Injectable()
export class LagService {
  #last: { readonly at: number; readonly lag: readonly Lag[] } | undefined;
  #reading: Promise<readonly Lag[]> | undefined;

  constructor(
    @Inject(LOG_ADMIN) private readonly admin: LogAdmin,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** At most two seconds old; null where the log does not answer in time. */
  async lag(): Promise<readonly Lag[] | null> {
    if (this.#last && this.clock.now() - this.#last.at < FRESH_MS) return this.#last.lag;
    // Whoever asks while an answer is on its way waits for that one.
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return withinPatience(this.#reading);
  }

  async #read(): Promise<readonly Lag[]> {
    const existing = new Set(await this.admin.topics());
    const services = [...new Set(allTopics.flatMap(({ consumers }) => consumers))].sort();
    const lag = (await Promise.all(services.map((service) => this.#ofService(service, existing)))).flat();
    this.#last = { at: this.clock.now(), lag };
    return lag;
  }

  async #ofService(service: string, existing: ReadonlySet<string>): Promise<Lag[]> {
    const names = allTopics
      .filter(({ name, consumers }) => consumers.includes(service) && existing.has(name))
      .map(({ name }) => name);
    if (names.length === 0) return [];
    const positions = Map.groupBy(await this.admin.positions(names, service), ({ topic }) => topic);
    const followed = names.filter((topic) => !isCopied(topic, positions.get(topic) ?? []));
    return Promise.all(followed.map((topic) => this.#ofTopic(service, topic, positions.get(topic) ?? [])));
  }

  async #ofTopic(service: string, topic: string, positions: readonly PartitionPosition[]): Promise<Lag> {
    const behind = positions.filter((position) => waiting(position) > 0);
    const records = behind.reduce((sum, position) => sum + waiting(position), 0);
    const furthest = behind.toSorted((a, b) => waiting(b) - waiting(a)).slice(0, HEADS_READ);
    const heads = await Promise.all(
      furthest.map((position) => this.admin.read(topic, position.partition, next(position), 1)),
    );
    const oldest = Math.min(...heads.flat().map(({ timestamp }) => timestamp));
    const oldestSeconds = Number.isFinite(oldest) ? Math.max(0, (this.clock.now() - oldest) / 1000) : null;
    return { service, topic, records, oldestSeconds };
  }
}

/**
 * A compacted topic that the service reads whole at every start, without a group, to keep a copy: it commits nothing, so how far
 * it is cannot be told from here, and counting all of it as lag would say that something waits for ever.
 */
function isCopied(topic: string, positions: readonly PartitionPosition[]): boolean {
  const isCompacted = topicNamed(topic)?.config['cleanup.policy'] === 'compact';
  return isCompacted && positions.every(({ committed }) => committed === null);
}

async function withinPatience(reading: Promise<readonly Lag[]>): Promise<readonly Lag[] | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS);
  });
  try {
    return await Promise.race([reading.catch(() => null), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What was deleted before it was read is no longer waited for. */
const next = ({ committed, low }: PartitionPosition): number => Math.max(committed ?? low, low);
const waiting = (position: PartitionPosition): number => Math.max(0, position.high - next(position));

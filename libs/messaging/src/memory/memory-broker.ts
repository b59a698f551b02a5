import { assignSticky } from '../assignment.ts';
import {
  type LogRecord,
  LogUnavailableError,
  type OutgoingRecord,
  RecordRefusedError,
  type TopicDrift,
  type TopicSpec,
} from '../event-log.ts';
import { type ConsumerObserver } from '../observer.ts';
import { type Timers } from '../timers.ts';
import { type MemoryConsumer } from './memory-consumer.ts';
import { MemoryTopic } from './memory-topic.ts';

interface PartitionName {
  readonly topic: string;
  readonly partition: number;
}

/** Topics, groups and members in one process; what a broker would do. */
export class MemoryBroker {
  /** False: it does not answer, as a broker that is away. */
  available = true;
  readonly #topics = new Map<string, MemoryTopic>();
  readonly #committed = new Map<string, number>();
  readonly #groups = new Map<string, Set<MemoryConsumer>>();
  #rebalancing: Promise<void> = Promise.resolve();
  #rebalances = 0;
  #memberCount = 0;
  #awake = false;

  constructor(
    readonly timers: Timers,
    readonly observer: ConsumerObserver,
  ) {}

  create(specs: readonly TopicSpec[]): TopicDrift[] {
    const drift: TopicDrift[] = [];
    for (const spec of specs) {
      const known = this.#topics.get(spec.name);
      if (known === undefined) this.#topics.set(spec.name, new MemoryTopic(spec));
      else drift.push(...driftOf(spec, known.spec));
    }
    return drift;
  }

  topicNames(): string[] {
    return [...this.#topics.keys()];
  }

  partitionsOf(topic: string): number[] {
    return (this.#topics.get(topic)?.partitions ?? []).map((_, number) => number);
  }

  /** All records or none: a refused one harms only its own call. */
  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    if (!this.available) throw new LogUnavailableError('the log is away');
    for (const record of records) this.#topicOf(record).check(record);
    for (const record of records) this.#topicOf(record).append(record, this.timers.now());
    this.wake();
  }

  read(topic: string, partition: number, offset: number, limit: number): readonly LogRecord[] {
    if (!this.available) throw new LogUnavailableError('the log is away');
    return this.#topics.get(topic)?.partitions[partition]?.slice(offset, offset + limit) ?? [];
  }

  endOf({ topic, partition }: PartitionName): number {
    return this.#topics.get(topic)?.partitions[partition]?.length ?? 0;
  }

  committed(group: string, topic: string, partition: number): number | null {
    return this.#committed.get(`${group}/${topic}/${partition}`) ?? null;
  }

  commit(group: string, { topic, partition }: PartitionName, offset: number): void {
    this.#committed.set(`${group}/${topic}/${partition}`, offset);
  }

  /** The group reads from the beginning again: everything is delivered a second time. */
  async rewind(group: string): Promise<void> {
    for (const consumer of this.#members(group)) await consumer.drain();
    for (const name of this.#committed.keys()) {
      if (name.startsWith(`${group}/`)) this.#committed.set(name, 0);
    }
    for (const consumer of this.#members(group)) consumer.revoke(consumer.delivery.states());
    await this.#rebalance(group);
  }

  nextMember(): number {
    this.#memberCount += 1;
    return this.#memberCount;
  }

  async join(consumer: MemoryConsumer): Promise<void> {
    this.#members(consumer.options.group).add(consumer);
    await this.#rebalance(consumer.options.group);
  }

  async leave(consumer: MemoryConsumer): Promise<void> {
    const { group } = consumer.options;
    await consumer.drain();
    consumer.revoke(consumer.delivery.states());
    this.#members(group).delete(consumer);
    await this.#rebalance(group);
  }

  consumers(): MemoryConsumer[] {
    return [...this.#groups.values()].flatMap((members) => [...members]);
  }

  /** Lets every consumer look for records, once this turn is over: records published in one turn come in one batch. */
  wake(): void {
    if (this.#awake) return;
    this.#awake = true;
    setImmediate(() => {
      this.#awake = false;
      for (const consumer of this.consumers()) consumer.pull();
    });
  }

  get idle(): boolean {
    return !this.#awake && this.#rebalances === 0 && this.consumers().every((consumer) => consumer.idle);
  }

  #members(group: string): Set<MemoryConsumer> {
    const members = this.#groups.get(group) ?? new Set();
    this.#groups.set(group, members);
    return members;
  }

  #topicOf(record: OutgoingRecord): MemoryTopic {
    const topic = this.#topics.get(record.topic);
    if (topic === undefined) throw new RecordRefusedError(record, `there is no topic ${record.topic}`);
    return topic;
  }

  /** One after the other: everybody drains, then everybody gets its share. */
  #rebalance(group: string): Promise<void> {
    this.#rebalances += 1;
    this.#rebalancing = this.#rebalancing.then(async () => {
      const consumers = [...this.#members(group)];
      await Promise.all(consumers.map((consumer) => consumer.drain()));
      const topics = new Set(consumers.flatMap((consumer) => consumer.options.topics));
      const partitions = new Map([...topics].map((topic) => [topic, this.partitionsOf(topic)]));
      const shares = assignSticky(
        consumers.map((consumer) => consumer.member),
        partitions,
      );
      for (const consumer of consumers) consumer.assign(shares.get(consumer.id)!);
      this.#rebalances -= 1;
      this.wake();
    });
    return this.#rebalancing;
  }
}

function driftOf(expected: TopicSpec, actual: TopicSpec): TopicDrift[] {
  const pairs: [string, string, string][] = [
    ['partitions', String(expected.partitions), String(actual.partitions)],
    ...Object.entries(expected.config).map(
      ([name, value]) => [name, value, actual.config[name] ?? ''] as [string, string, string],
    ),
  ];
  return pairs
    .filter(([, wanted, found]) => wanted !== found)
    .map(([setting, wanted, found]) => ({ topic: expected.name, setting, expected: wanted, actual: found }));
}

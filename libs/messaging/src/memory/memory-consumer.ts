import { type GroupMember } from '../assignment.ts';
import { type BatchHandler, type ConsumerOptions, type ConsumerStatus, type EventConsumer } from '../event-log.ts';
import { deadLetterOf } from '../dead-letter.ts';
import { DeliveredRecord } from '../delivery/delivered-record.ts';
import { Delivery } from '../delivery/delivery.ts';
import { type DeliveryPort, limitsOf } from '../delivery/delivery-port.ts';
import { type PartitionState } from '../delivery/partition-state.ts';
import { type ConsumerObserver } from '../observer.ts';
import { type MemoryBroker } from './memory-broker.ts';

const DRAIN_MS = 30_000;

export class MemoryConsumer implements EventConsumer {
  readonly delivery: Delivery;
  #running = false;
  #lastFetchAt: number | null = null;

  constructor(
    readonly id: string,
    private readonly broker: MemoryBroker,
    readonly options: ConsumerOptions,
    handler: BatchHandler,
  ) {
    this.delivery = new Delivery(options.group, limitsOf(options), handler, this.#port());
  }

  async start(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    await this.broker.join(this);
  }

  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#running = false;
    await this.broker.leave(this);
  }

  status(): ConsumerStatus {
    const { pending, retrying, lag } = this.delivery;
    return {
      running: this.#running,
      lastFetchAt: this.#lastFetchAt,
      assigned: this.delivery.states().map(({ topic, partition }) => ({ topic, partition })),
      pending,
      retrying,
      lag,
      failure: null,
    };
  }

  get observer(): ConsumerObserver {
    return this.options.observer ?? this.broker.observer;
  }

  get member(): GroupMember {
    const owned = new Map<string, number[]>();
    for (const { topic, partition } of this.delivery.states()) {
      owned.set(topic, [...(owned.get(topic) ?? []), partition]);
    }
    return { id: this.id, topics: this.options.topics, owned };
  }

  /** Finishes what runs, commits, and starts nothing new. */
  async drain(): Promise<void> {
    await this.delivery.drain(DRAIN_MS);
    this.#commit();
  }

  /** After a drain: has exactly these partitions from now on. */
  assign(assignment: ReadonlyMap<string, readonly number[]>): void {
    const lost = this.delivery.states().filter((state) => !assignment.get(state.topic)?.includes(state.partition));
    this.revoke(lost);
    for (const [topic, numbers] of assignment) {
      for (const partition of numbers) this.#begin(topic, partition);
    }
    this.observer.assigned({
      group: this.options.group,
      partitions: this.delivery.states().length,
      revoked: lost.length,
    });
    this.delivery.proceed();
  }

  revoke(lost: readonly PartitionState[]): void {
    this.delivery.revoke(lost);
    if (lost.length > 0) this.options.onRevoked?.(lost.map(({ topic, partition }) => ({ topic, partition })));
  }

  /** Takes what is there and hands it over. */
  pull(): void {
    if (!this.#running || !this.broker.available) return;
    this.#lastFetchAt = this.broker.timers.now();
    for (const state of this.delivery.states()) {
      if (!state.paused) this.#fetch(state);
    }
    this.delivery.kick();
  }

  get idle(): boolean {
    if (!this.delivery.idle) return false;
    return this.delivery.states().every((state) => state.paused || state.next >= this.broker.endOf(state));
  }

  #begin(topic: string, partition: number): void {
    if (this.delivery.stateOf(topic, partition) !== undefined) return;
    const state = this.delivery.assign(topic, partition);
    const committed = this.broker.committed(this.options.group, topic, partition);
    const start = this.options.from === 'latest' ? this.broker.endOf(state) : 0;
    state.next = committed ?? start;
    state.committed = state.next;
    // As a broker does: where a group that begins at the end begins must not move with the end.
    if (committed === null && this.options.from === 'latest') this.broker.commit(this.options.group, state, start);
  }

  #fetch(state: PartitionState): void {
    const { maxBatchRecords } = limitsOf(this.options);
    const records = this.broker.read(state.topic, state.partition, Math.max(0, state.next), maxBatchRecords);
    if (records.length === 0) return;
    const delivered = records.map(
      ({ topic, partition, offset, key, value, headers, timestamp }) =>
        new DeliveredRecord(topic, partition, offset, key, value, headers, timestamp),
    );
    this.delivery.offer(state, delivered, this.broker.endOf(state));
  }

  #commit(): void {
    for (const state of this.delivery.states()) {
      if (state.watermark <= state.committed) continue;
      state.committed = state.watermark;
      this.broker.commit(this.options.group, state, state.watermark);
    }
  }

  #port(): DeliveryPort {
    const { broker } = this;
    return {
      timers: broker.timers,
      observer: this.observer,
      random: () => 0.5,
      settled: () => {
        this.#commit();
        broker.wake();
      },
      deadLetter: (record, letter) => broker.publish([deadLetterOf(record, letter)]),
      reread: async (topic, partition, offset) => broker.read(topic, partition, offset, 1)[0] ?? null,
      pause: () => undefined,
      resume: () => broker.wake(),
      doubtful: () => false,
      heartbeat: () => Promise.resolve(),
    };
  }
}

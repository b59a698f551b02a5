import { type Consumer, type EachBatchPayload, type Kafka } from 'kafkajs';
import { deadLetterOf } from '../dead-letter.ts';
import { Delivery } from '../delivery/delivery.ts';
import { type DeliveryPort, limitsOf } from '../delivery/delivery-port.ts';
import { type PartitionState } from '../delivery/partition-state.ts';
import {
  type BatchHandler,
  type ConsumerOptions,
  type ConsumerStatus,
  type EventConsumer,
  type EventProducer,
  type LogRecord,
} from '../event-log.ts';
import { type ConsumerObserver } from '../observer.ts';
import { type Timers } from '../timers.ts';
import { type ClientConsumerGroup, type WireMessage } from './client-internals.ts';
import { deliveredMessage } from './delivered-message.ts';
import { FetchPace } from './fetch-pace.ts';
import { isForbidden, reasonOf } from './kafka-fault.ts';
import { Membership } from './membership.ts';
import { stickyAssigner } from './sticky-assigner.ts';

/** What a consumer is given by the log it belongs to. */
export interface ConsumerSurroundings {
  readonly kafka: Kafka;
  readonly timers: Timers;
  readonly observer: ConsumerObserver;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly fetchWaitMs: number;
  readonly commitIntervalMs: number;
  /** For dead letters. */
  producer(): Promise<EventProducer>;
  reread(topic: string, partition: number, offset: number): Promise<LogRecord | null>;
}

const FIRST_RESTART_MS = 250;
const LONGEST_RESTART_MS = 5000;
const DISCONNECT_MS = 10_000;
/** How long a consumer that stops tries to commit what it has done. */
const LAST_COMMIT_MS = 3000;
const METADATA_MS = 20_000;
const FETCH_BYTES = 8 * 1024 * 1024;
const FETCH_BYTES_PER_PARTITION = 1024 * 1024;
/** Taking in does not wait for anything; kafkajs starts all its workers for every fetch. */
const WORKERS = 1;

/**
 * A member of a consumer group on kafkajs. kafkajs fetches and heartbeats, and never waits for a handler: what it brings is queued in {@link Delivery},
 * which pauses partitions when it has enough. When the client falls over a new one takes its place, under the same member id where the broker still
 * knows it.
 */
export class KafkaConsumer implements EventConsumer {
  readonly #delivery: Delivery;
  readonly #membership: Membership;
  readonly #joined = Promise.withResolvers<void>();
  readonly #pace: FetchPace;
  #client: Consumer | null = null;
  #supervision: Promise<void> | null = null;
  #stopping = false;
  #wake: (() => void) | null = null;
  #lastFetchAt: number | null = null;
  #failure: string | null = null;
  #kicking = false;
  #commitTimer: NodeJS.Timeout | null = null;

  constructor(
    private readonly options: ConsumerOptions,
    handler: BatchHandler,
    private readonly around: ConsumerSurroundings,
  ) {
    this.#delivery = new Delivery(options.group, limitsOf(options), handler, this.#port());
    this.#membership = new Membership(around.timers, around.sessionTimeoutMs);
    this.#pace = new FetchPace({
      lingerMs: options.lingerMs ?? 5,
      fetchWaitMs: around.fetchWaitMs,
      isBusy: () => this.#delivery.busy,
      isPaused: () => this.#delivery.paused,
    });
    this.#joined.promise.catch(() => undefined);
  }

  start(): Promise<void> {
    this.#supervision ??= this.#supervise();
    return this.#joined.promise;
  }

  async stop(): Promise<void> {
    if (this.#stopping) return void (await this.#supervision);
    this.#stopping = true;
    this.#pace.wake();
    await this.#delivery.drain(this.around.rebalanceTimeoutMs);
    await this.#commitLast();
    this.#wake?.();
    await this.#supervision;
    this.#revoke(this.#delivery.states());
    this.#joined.resolve();
  }

  status(): ConsumerStatus {
    return {
      running: this.#supervision !== null && !this.#stopping && this.#failure === null,
      lastFetchAt: this.#lastFetchAt,
      assigned: this.#delivery.states().map(({ topic, partition }) => ({ topic, partition })),
      pending: this.#delivery.pending,
      retrying: this.#delivery.retrying,
      lag: this.#delivery.lag,
      failure: this.#failure,
    };
  }

  /** Runs one client after the other until it is stopped or there is no use in it. */
  async #supervise(): Promise<void> {
    for (let pauseMs = FIRST_RESTART_MS; !this.#stopping; pauseMs = Math.min(pauseMs * 2, LONGEST_RESTART_MS)) {
      const generation = this.#membership.generation;
      const fault = await this.#runClient();
      if (this.#stopping) return;
      const restart = !isForbidden(fault);
      this.around.observer.crashed({ group: this.options.group, reason: reasonOf(fault), restart });
      if (!restart) {
        this.#failure = reasonOf(fault);
        this.#joined.reject(fault);
        return;
      }
      if (generation !== this.#membership.generation) pauseMs = FIRST_RESTART_MS;
      await this.#sleep(pauseMs);
    }
  }

  /** Resolves to what the client fell over, or to undefined when it was told to stop. */
  async #runClient(): Promise<unknown> {
    const { group, topics, from = 'earliest' } = this.options;
    const client = this.#newClient();
    const crashed = Promise.withResolvers<unknown>();
    const stopped = Promise.withResolvers<undefined>();
    this.#listen(client, crashed.resolve);
    this.#wake = () => stopped.resolve(undefined);
    if (this.#stopping) return undefined;
    try {
      await client.connect();
      await client.subscribe({ topics: [...topics], fromBeginning: from === 'earliest' });
      this.#client = client;
      await client.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: WORKERS,
        eachBatch: async (payload) => this.#take(payload),
      });
      return await Promise.race([crashed.promise, stopped.promise]);
    } catch (error) {
      return error;
    } finally {
      this.#client = null;
      this.#membership.left();
      await within(DISCONNECT_MS, client.disconnect()).catch((error: unknown) =>
        this.around.observer.crashed({ group, reason: reasonOf(error), restart: true }),
      );
    }
  }

  #newClient(): Consumer {
    const { group } = this.options;
    const { kafka, sessionTimeoutMs, rebalanceTimeoutMs, fetchWaitMs } = this.around;
    return kafka.consumer({
      groupId: group,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: rebalanceTimeoutMs,
      heartbeatInterval: Math.min(1000, sessionTimeoutMs / 5),
      maxWaitTimeInMs: fetchWaitMs,
      maxBytes: FETCH_BYTES,
      maxBytesPerPartition: FETCH_BYTES_PER_PARTITION,
      allowAutoTopicCreation: false,
      // How soon partitions that are added, or a topic that was made anew, are noticed; five minutes if left to kafkajs.
      metadataMaxAge: METADATA_MS,
      // A client that falls over is replaced here: kafkajs itself starts again for some errors and ends in silence for all others.
      retry: { restartOnFailure: () => Promise.resolve(false) },
      partitionAssigners: [
        stickyAssigner({
          owned: () => this.#owned(),
          beforeJoin: (member) => this.#beforeJoin(member),
          beforeFetch: () => this.#pace.next(),
        }),
      ],
    });
  }

  #listen(client: Consumer, crashed: (error: unknown) => void): void {
    client.on(client.events.CRASH, ({ payload }) => crashed(payload.error));
    client.on(client.events.HEARTBEAT, () => this.#membership.confirm());
    client.on(client.events.FETCH, () => {
      this.#lastFetchAt = this.around.timers.now();
    });
    client.on(client.events.GROUP_JOIN, ({ payload }) => {
      this.#client = client;
      this.#joinedGroup(payload.memberAssignment);
    });
  }

  /** Takes in what was fetched of one partition, and lets kafkajs go on at once. */
  #take({ batch, resolveOffset }: EachBatchPayload): void {
    const state = this.#delivery.stateOf(batch.topic, batch.partition);
    if (state === undefined || this.#stopping) return;
    const end = Number(batch.highWatermark);
    if (end < state.next) return this.#beginAnew(state);
    const messages = batch.messages as unknown as readonly WireMessage[];
    const records = messages.map((message) => deliveredMessage(batch.topic, batch.partition, message));
    this.#delivery.offer(state, records, end);
    const lastOffset = batch.lastOffset();
    resolveOffset(lastOffset);
    state.next = Math.max(state.next, Number(lastOffset) + 1);
    this.#kickSoon();
    this.#pace.took(records.length);
  }

  /** Once all partitions of the fetch are taken in. */
  #kickSoon(): void {
    if (this.#kicking) return;
    this.#kicking = true;
    setImmediate(() => {
      this.#kicking = false;
      this.#delivery.kick();
    });
  }

  /** The partition ends before what was read of it: the topic was made anew. */
  #beginAnew(state: PartitionState): void {
    this.#revoke([state]);
    this.#delivery.assign(state.topic, state.partition);
  }

  /** kafkajs is about to join the group again, which gives up everything: finish, commit, and keep the membership alive meanwhile. */
  async #beforeJoin(member: ClientConsumerGroup): Promise<void> {
    this.#membership.beforeJoin(member);
    if (this.#delivery.states().length === 0) return;
    const heartbeats = setInterval(() => {
      // It answers that the group is rebalancing; that it was asked is what counts.
      member.heartbeat({ interval: 0 }).catch(() => undefined);
    }, 1000);
    try {
      await this.#delivery.drain(this.around.rebalanceTimeoutMs * 0.7);
      await this.#commit();
    } finally {
      clearInterval(heartbeats);
    }
  }

  #joinedGroup(assignment: Readonly<Record<string, readonly number[]>>): void {
    const continuous = this.#membership.joined();
    const lost = this.#delivery
      .states()
      .filter((state) => !continuous || !assignment[state.topic]?.includes(state.partition));
    this.#revoke(lost);
    for (const [topic, partitions] of Object.entries(assignment)) {
      for (const partition of partitions) this.#carryOn(topic, partition);
    }
    const { group } = this.options;
    this.around.observer.assigned({ group, partitions: this.#delivery.states().length, revoked: lost.length });
    if (!this.#stopping) this.#delivery.proceed();
    this.#lastFetchAt ??= this.around.timers.now();
    this.#joined.resolve();
  }

  /** kafkajs begins every generation at the committed offsets: what was taken in beyond them is not to be fetched again. */
  #carryOn(topic: string, partition: number): void {
    const state = this.#delivery.stateOf(topic, partition) ?? this.#delivery.assign(topic, partition);
    if (state.next >= 0) this.#client!.seek({ topic, partition, offset: String(state.next) });
    this.#setPaused(state);
  }

  #setPaused({ topic, partition, paused }: PartitionState): void {
    const client = this.#client;
    if (client === null) return;
    if (!paused) this.#pace.wake();
    if (paused) client.pause([{ topic, partitions: [partition] }]);
    else client.resume([{ topic, partitions: [partition] }]);
  }

  #revoke(states: readonly PartitionState[]): void {
    if (states.length === 0) return;
    this.#delivery.revoke(states);
    this.options.onRevoked?.(states.map(({ topic, partition }) => ({ topic, partition })));
  }

  #owned(): ReadonlyMap<string, readonly number[]> {
    const owned = new Map<string, number[]>();
    for (const { topic, partition } of this.#delivery.states()) {
      owned.set(topic, [...(owned.get(topic) ?? []), partition]);
    }
    return owned;
  }

  #commitSoon(): void {
    if (this.#commitTimer !== null || this.#stopping) return;
    this.#commitTimer = setTimeout(() => {
      this.#commitTimer = null;
      void this.#commit();
    }, this.around.commitIntervalMs);
  }

  /**
   * Commits the watermarks under the generation that gave us the partitions; where that is over the broker refuses, and rightly.
   * @returns whether nothing is due any more
   */
  async #commit(): Promise<boolean> {
    if (this.#commitTimer !== null) clearTimeout(this.#commitTimer);
    this.#commitTimer = null;
    const due = this.#delivery.states().filter(({ watermark, committed }) => watermark >= 0 && watermark > committed);
    if (due.length === 0) return true;
    const offsets = due.map((state) => state.watermark);
    try {
      await this.#membership.commit(due, offsets);
      due.forEach((state, index) => (state.committed = offsets[index]!));
      return true;
    } catch {
      // The offsets stay due, and redelivery is harmless: whatever is wrong with the membership comes up with the next heartbeat.
      this.#commitSoon();
      return false;
    }
  }

  /** There is no later commit to make up for this one. It may fall into a rebalance, as when another consumer of the service has just left. */
  async #commitLast(): Promise<void> {
    const deadline = performance.now() + LAST_COMMIT_MS;
    while (!(await this.#commit()) && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, this.around.commitIntervalMs));
    }
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#wake = end;
    });
  }

  #port(): DeliveryPort {
    const { timers, observer, producer, reread } = this.around;
    return {
      timers,
      observer,
      random: Math.random,
      settled: () => {
        this.#pace.wake();
        this.#commitSoon();
      },
      deadLetter: async (record, letter) => (await producer()).send([deadLetterOf(record, letter)]),
      reread,
      pause: (state) => this.#setPaused(state),
      resume: (state) => this.#setPaused(state),
      doubtful: () => this.#membership.doubtful,
      heartbeat: () => this.#membership.heartbeat(),
    };
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

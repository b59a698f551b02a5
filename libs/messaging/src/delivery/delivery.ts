import { type BatchContext, type BatchHandler, type BatchOutcomes } from '../event-log.ts';
import { type DeliveredRecord } from './delivered-record.ts';
import { type DeliveryLimits, type DeliveryPort } from './delivery-port.ts';
import { isTransient, messageOf } from './failure.ts';
import { Lane, waitsBehind } from './lane.ts';
import { PartitionState } from './partition-state.ts';
import { Pauses } from './pauses.ts';
import { Settlement } from './settlement.ts';

/** How a call of the handler ended; `given up` where there was no use in going on. */
type Answer =
  | { readonly kind: 'answered'; readonly batch: readonly DeliveredRecord[]; readonly outcomes: BatchOutcomes }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'given up' };

/**
 * Hands the records of a consumer to its handler and keeps account of them: batches over all partitions, one call at a time for a topic, outcomes
 * for each record, parked keys, dead letters, watermarks. It knows nothing of a broker; both adapters run it.
 */
export class Delivery {
  readonly #states = new Map<string, PartitionState>();
  readonly #lanes = new Map<string, Lane>();
  readonly #pauses: Pauses;
  readonly #settlement: Settlement;
  #halted = false;
  #abort = new AbortController();

  constructor(
    private readonly group: string,
    private readonly limits: DeliveryLimits,
    private readonly handler: BatchHandler,
    private readonly port: DeliveryPort,
  ) {
    this.#pauses = new Pauses(port.timers, limits.retryBaseMs, () => port.random());
    this.#settlement = new Settlement(group, limits, port, this.#pauses, (lane) => {
      this.#applyPressure(lane);
      this.kick();
    });
  }

  states(): readonly PartitionState[] {
    return [...this.#states.values()];
  }

  stateOf(topic: string, partition: number): PartitionState | undefined {
    return this.#states.get(`${topic}/${partition}`);
  }

  /** From now on records of this partition are taken in. */
  assign(topic: string, partition: number): PartitionState {
    const state = new PartitionState(topic, partition);
    this.#states.set(`${topic}/${partition}`, state);
    if (!this.#lanes.has(topic)) this.#lanes.set(topic, new Lane(topic));
    return state;
  }

  /** Everything known of these partitions is forgotten; what is still being handled for them counts for nothing. */
  revoke(partitions: readonly PartitionState[]): void {
    for (const state of partitions) {
      state.revoke();
      this.#states.delete(`${state.topic}/${state.partition}`);
    }
    for (const lane of this.#lanes.values()) {
      lane.dropRevoked();
      this.#applyPressure(lane);
    }
  }

  /**
   * Takes in records of one partition, in offset order; `end` is the offset after its last record. Call {@link kick} when all partitions of a
   * fetch were offered.
   */
  offer(state: PartitionState, records: readonly DeliveredRecord[], end: number): void {
    state.end = end;
    const lane = this.#lanes.get(state.topic)!;
    for (const record of records) {
      if (state.take(record)) lane.push(record);
    }
    this.#applyPressure(lane);
  }

  /** Starts the handlers that have something to do. */
  kick(): void {
    if (this.#halted) return;
    for (const lane of this.#lanes.values()) {
      if (lane.running !== null || lane.length === 0) continue;
      lane.running = this.#run(lane)
        .catch((error: unknown) => this.#stumbled(error))
        .finally(() => {
          lane.running = null;
          if (lane.length > 0) this.kick();
        });
    }
  }

  /** No new call starts; the running ones are told to finish and are waited for. Resolves to false where they did not within the time. */
  async drain(deadlineMs: number): Promise<boolean> {
    this.#halted = true;
    this.#abort.abort();
    const running = [...this.#lanes.values()].flatMap((lane) => (lane.running ? [lane.running] : []));
    if (running.length === 0) return true;
    let timeout: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timeout = setTimeout(resolve, deadlineMs, false);
    });
    const inTime = await Promise.race([Promise.allSettled(running).then(() => true), late]);
    clearTimeout(timeout);
    return inTime;
  }

  /** After a drain: goes on with the partitions that are left. */
  proceed(): void {
    this.#halted = false;
    this.#abort = new AbortController();
    this.kick();
  }

  /** True where nothing is handled or waits to be handled right now; records may still be held or wait for their next try. */
  get idle(): boolean {
    return [...this.#lanes.values()].every((lane) => lane.running === null && (lane.length === 0 || this.#halted));
  }

  /** A handler is running. */
  get busy(): boolean {
    for (const lane of this.#lanes.values()) if (lane.running !== null) return true;
    return false;
  }

  /** There are partitions, and all of them have as much as they may. */
  get paused(): boolean {
    for (const state of this.#states.values()) if (!state.paused) return false;
    return this.#states.size > 0;
  }

  get pending(): number {
    return sum(this.#states, (state) => state.unsettled);
  }

  get retrying(): number {
    return sum(this.#states, (state) => state.parkedRecords);
  }

  get lag(): number {
    return sum(this.#states, (state) => state.lag);
  }

  async #run(lane: Lane): Promise<void> {
    while (!this.#halted) {
      const batch = lane.take(this.limits);
      if (batch.length === 0) return;
      const left = await this.#handle(lane, batch, this.#abort.signal);
      lane.return(left.filter((record) => !record.state!.revoked));
      this.#applyPressure(lane);
      this.port.settled();
    }
  }

  /**
   * Calls the handler; a batch that it fails is cut in halves until the records at fault stand alone.
   * @returns what it did not come to, in order: everything from the first record on that was given up
   */
  async #handle(
    lane: Lane,
    batch: readonly DeliveredRecord[],
    signal: AbortSignal,
  ): Promise<readonly DeliveredRecord[]> {
    const answer = await this.#call(lane, batch, signal);
    if (answer.kind === 'given up') return batch;
    if (answer.kind === 'answered') {
      return this.#settlement.apply(lane, answer.batch, answer.outcomes ?? undefined, signal);
    }
    if (batch.length === 1) return this.#settlement.blame(lane, batch[0]!, answer.error, signal);
    const middle = batch.length >> 1;
    const first = await this.#handle(lane, batch.slice(0, middle), signal);
    if (first.length > 0) return [...first, ...batch.slice(middle)];
    const second = batch.slice(middle).filter((record) => !waitsBehind(record, record.state!));
    return second.length === 0 ? [] : this.#handle(lane, second, signal);
  }

  async #call(lane: Lane, records: readonly DeliveredRecord[], signal: AbortSignal): Promise<Answer> {
    const { observer } = this.port;
    const topic = lane.topic;
    for (const pauseMs of this.#pauses.growing()) {
      // While it waited, partitions may have gone to somebody else.
      const batch = records.some((record) => record.state!.revoked)
        ? records.filter((record) => !record.state!.revoked)
        : records;
      if (signal.aborted || batch.length === 0) break;
      const startedAt = performance.now();
      try {
        const outcomes = await this.handler(batch, this.#contextOf(batch, signal));
        const seconds = (performance.now() - startedAt) / 1000;
        observer.handled({ topic, group: this.group, records: batch.length, seconds });
        return { kind: 'answered', batch, outcomes };
      } catch (error) {
        if (signal.aborted) break;
        if (!isTransient(error)) return { kind: 'failed', error };
        observer.waiting({ topic, group: this.group, reason: messageOf(error), pauseMs });
        await this.#pauses.wait(pauseMs, signal);
      }
    }
    return { kind: 'given up' };
  }

  #contextOf(batch: readonly DeliveredRecord[], signal: AbortSignal): BatchContext {
    const { port } = this;
    return {
      signal,
      isStale: () => port.doubtful() || batch.some((record) => record.state!.revoked),
      heartbeat: () => port.heartbeat(),
    };
  }

  /** Nothing that a handler does comes here; what does is a mistake of ours, and must be seen. */
  #stumbled(error: unknown): void {
    this.port.observer.crashed({ group: this.group, reason: messageOf(error), restart: true });
  }

  /** Memory stays bounded: a topic whose handler is behind, or a partition full of waiting keys, is not fetched from. */
  #applyPressure(lane: Lane): void {
    const { maxBacklogBytes, maxParkedBytes } = this.limits;
    for (const state of this.#states.values()) {
      if (state.topic !== lane.topic) continue;
      const share = state.paused ? 0.5 : 1;
      const full = lane.bytes > maxBacklogBytes * share || state.parkedBytes > maxParkedBytes * share;
      if (full === state.paused) continue;
      state.paused = full;
      if (full) this.port.pause(state);
      else this.port.resume(state);
    }
  }
}

function sum(states: ReadonlyMap<string, PartitionState>, of: (state: PartitionState) => number): number {
  let total = 0;
  for (const state of states.values()) total += of(state);
  return total;
}

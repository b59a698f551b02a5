import { type DeadLetter } from '../dead-letter.ts';
import { type RecordOutcome } from '../event-log.ts';
import { DeliveredRecord } from './delivered-record.ts';
import { type DeliveryLimits, type DeliveryPort } from './delivery-port.ts';
import { messageOf } from './failure.ts';
import { enqueue, keyText, type Lane } from './lane.ts';
import { type PartitionState } from './partition-state.ts';
import { type Pauses } from './pauses.ts';

const LONGEST_RETRY_MS = 60_000;

interface Failure {
  readonly code: string;
  readonly reason: string;
  readonly place?: string;
  readonly stage?: string;
}

/** Where a held record lies; the record itself is let go, since whoever holds it has what it needs and there may be very many. */
type Held = Pick<DeliveredRecord, 'topic' | 'partition' | 'offset' | 'sequence' | 'attempts'>;

/** Carries out what a handler answered for each record. */
export class Settlement {
  constructor(
    private readonly group: string,
    private readonly limits: DeliveryLimits,
    private readonly port: DeliveryPort,
    private readonly pauses: Pauses,
    /** Called when records came back to a lane or left it by themselves. */
    private readonly moved: (lane: Lane) => void,
  ) {}

  /**
   * Resolves once dead records are parked; everything else takes effect at once.
   * @returns dead records that could not be parked before the signal was given, in order
   */
  async apply(
    lane: Lane,
    batch: readonly DeliveredRecord[],
    outcomes: readonly (RecordOutcome | undefined)[] | undefined,
    signal: AbortSignal,
  ): Promise<readonly DeliveredRecord[]> {
    let dying: Promise<DeliveredRecord | null>[] | undefined;
    for (let index = 0; index < batch.length; index += 1) {
      const record = batch[index]!;
      const outcome = outcomes?.[index];
      if (record.state!.revoked) continue;
      if (outcome === undefined || outcome.kind === 'done') this.#settle(lane, record);
      else if (outcome.kind === 'held') this.#hold(lane, record, outcome.until);
      else if (outcome.kind === 'retry' && this.#mayRetry(record, outcome)) this.#park(lane, record, outcome.afterMs);
      else (dying ??= []).push(this.#die(lane, record, outcome, signal));
    }
    if (dying === undefined) return [];
    return (await Promise.all(dying)).filter((record) => record !== null);
  }

  /** The record made its batch fail, alone: it is tried again, alone, and dies after `maxAttempts`. */
  blame(lane: Lane, record: DeliveredRecord, error: unknown, signal: AbortSignal): Promise<readonly DeliveredRecord[]> {
    record.suspect = true;
    const afterMs = this.limits.retryBaseMs * 2 ** record.attempts;
    return this.apply(lane, [record], [{ kind: 'retry', afterMs, ...failureOf(error) }], signal);
  }

  #mayRetry(record: DeliveredRecord, { code }: Failure): boolean {
    record.attempts += 1;
    record.firstFailedAt ||= this.port.timers.now();
    if (record.attempts >= this.limits.maxAttempts) return false;
    this.port.observer.retried({ topic: record.topic, group: this.group, code });
    return true;
  }

  #settle(lane: Lane, record: DeliveredRecord): void {
    const state = record.state!;
    state.settle(record.sequence);
    if (state.parked.size === 0) return;
    const key = keyText(record);
    const queue = state.parked.get(key);
    if (queue?.[0] !== record) return;
    state.parked.delete(key);
    for (const waiting of queue) {
      state.parkedBytes -= waiting.bytes;
      state.parkedRecords -= 1;
    }
    lane.return(queue.slice(1));
  }

  #park(lane: Lane, record: DeliveredRecord, afterMs: number): void {
    const state = record.state!;
    const key = keyText(record);
    const queue = state.parked.get(key);
    // Behind another record of its key that is being tried already: its turn comes when that one is settled.
    if (queue !== undefined && queue[0] !== record) return enqueue(state, queue, record);
    if (queue === undefined) {
      const opened: DeliveredRecord[] = [];
      enqueue(state, opened, record);
      state.parked.set(key, opened);
    }
    this.port.timers.after(Math.min(this.pauses.withJitter(afterMs), LONGEST_RETRY_MS), () => {
      if (state.revoked) return;
      lane.again(record);
      this.moved(lane);
    });
  }

  #hold(
    lane: Lane,
    { topic, partition, offset, sequence, attempts, state }: DeliveredRecord,
    until: Promise<RecordOutcome>,
  ) {
    const held = { topic, partition, offset, sequence, attempts };
    const failed = (error: unknown): RecordOutcome => ({
      kind: 'retry',
      afterMs: this.limits.retryBaseMs,
      ...failureOf(error),
    });
    until
      .catch(failed)
      .then((outcome) => this.#endHeld(lane, state!, held, outcome))
      .catch((error: unknown) =>
        this.port.observer.crashed({ group: this.group, reason: messageOf(error), restart: true }),
      );
  }

  async #endHeld(lane: Lane, state: PartitionState, held: Held, outcome: RecordOutcome): Promise<void> {
    if (state.revoked) return;
    if (outcome.kind === 'done') {
      state.settle(held.sequence);
    } else {
      const record = await this.#readAgain(state, held);
      if (record !== null) await this.apply(lane, [record], [outcome], state.gone);
      else state.settle(held.sequence);
    }
    if (state.revoked) return;
    this.port.settled();
    this.moved(lane);
  }

  /** @returns null where retention has taken the record away */
  async #readAgain(state: PartitionState, held: Held): Promise<DeliveredRecord | null> {
    const { topic, partition, offset } = held;
    const found = await this.#insist(state, () => this.port.reread(topic, partition, offset), state.gone);
    if (!found) return null;
    const { key, value, headers, timestamp } = found;
    const record = new DeliveredRecord(topic, partition, offset, key, value, headers, timestamp);
    record.state = state;
    record.sequence = held.sequence;
    record.attempts = held.attempts;
    return record;
  }

  /** Parks the record for good. @returns the record itself where that could not be done before the signal was given */
  async #die(
    lane: Lane,
    record: DeliveredRecord,
    failure: Failure,
    signal: AbortSignal,
  ): Promise<DeliveredRecord | null> {
    const state = record.state!;
    const letter: DeadLetter = {
      group: this.group,
      code: failure.code,
      reason: failure.reason,
      stage: failure.stage ?? 'handle',
      ...(failure.place === undefined ? {} : { place: failure.place }),
      attempts: Math.max(1, record.attempts),
      firstFailedAt: record.firstFailedAt || this.port.timers.now(),
    };
    const parked = await this.#insist(state, () => this.port.deadLetter(record, letter).then(() => true), signal);
    if (state.revoked) return null;
    if (!parked) return record;
    const { topic, partition, offset } = record;
    const { code, reason } = failure;
    this.port.observer.died({ topic, group: this.group, code, reason, partition, offset });
    this.#settle(lane, record);
    return null;
  }

  /** Tries until it succeeds. @returns undefined where the partition is gone or the signal was given before */
  async #insist<T>(state: PartitionState, attempt: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    for (const pauseMs of this.pauses.growing()) {
      if (state.revoked || signal.aborted) return undefined;
      try {
        return await attempt();
      } catch (error) {
        this.port.observer.waiting({ topic: state.topic, group: this.group, reason: messageOf(error), pauseMs });
        await this.pauses.wait(pauseMs, signal);
      }
    }
    return undefined;
  }
}

const failureOf = (error: unknown) => ({ code: 'handler.failed', reason: messageOf(error) });

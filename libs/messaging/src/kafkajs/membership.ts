import { type PartitionState } from '../delivery/partition-state.ts';
import { type Timers } from '../timers.ts';
import { type ClientConsumerGroup } from './client-internals.ts';

/**
 * One member's standing in its group: who it is there, since when, and whether it can still be sure of it.
 */
export class Membership {
  #group: ClientConsumerGroup | null = null;
  #memberId: string | null = null;
  #generation = -1;
  #confirmedAt = -Infinity;
  #expelled = false;

  constructor(
    private readonly timers: Timers,
    private readonly sessionTimeoutMs: number,
  ) {}

  get generation(): number {
    return this.#generation;
  }

  /** The broker has answered as to a member. */
  confirm(): void {
    this.#confirmedAt = this.timers.now();
  }

  /** True while somebody else may have the partitions: thrown out of the group, or no word from it for longer than its patience. */
  get doubtful(): boolean {
    return this.#expelled || this.timers.now() - this.#confirmedAt > this.sessionTimeoutMs;
  }

  beforeJoin(group: ClientConsumerGroup): void {
    if (group === this.#group) {
      // kafkajs forgets the id when the broker does not know it any more.
      this.#expelled = group.memberId === null && this.#memberId !== null;
      return;
    }
    // A client after one that fell over: as the same member it need not wait until the broker has given up the old one.
    this.#group = group;
    group.memberId ??= this.#memberId;
  }

  /**
   * The group has given out partitions.
   * @returns whether this member was in it all the time, so that nobody else can have had the partitions that it still has
   */
  joined(): boolean {
    const { memberId, generationId } = this.#group!;
    // Every rebalance counts the generation up by one; a join that changes nothing leaves it.
    const passed = (generationId ?? -1) - this.#generation;
    const continuous = memberId === this.#memberId && (passed === 0 || passed === 1);
    this.#memberId = memberId;
    this.#generation = generationId ?? -1;
    this.#expelled = false;
    this.confirm();
    return continuous;
  }

  /** The client has ended. A commit through it would open its connections again, and nobody would close them. */
  left(): void {
    this.#group = null;
  }

  /** One attempt, under the generation in force. kafkajs' own way repeats it, and might do so under the next one, for partitions that are gone. */
  async commit(states: readonly PartitionState[], offsets: readonly number[]): Promise<void> {
    const byTopic = new Map<string, { partition: number; offset: string }[]>();
    states.forEach(({ topic, partition }, index) => {
      const partitions = byTopic.get(topic) ?? [];
      partitions.push({ partition, offset: String(offsets[index]) });
      byTopic.set(topic, partitions);
    });
    const manager = this.#group?.offsetManager;
    if (!manager) throw new Error('the consumer has not joined its group');
    await manager.commitOffsets({ topics: [...byTopic].map(([topic, partitions]) => ({ topic, partitions })) });
    this.confirm();
  }

  /** Lets heartbeats that are due go out. A refusal is for the fetching side to act upon. */
  async heartbeat(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.#group?.heartbeat({ interval: this.sessionTimeoutMs / 10 }).catch(() => undefined);
  }
}

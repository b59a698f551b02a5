import { type DeliveredRecord } from './delivered-record.ts';
import { type PartitionState } from './partition-state.ts';

export interface LaneLimits {
  readonly maxBatchRecords: number;
  readonly maxBatchBytes: number;
}

/**
 * The records of one topic that wait for its handler, in the order in which they are to be handed over. Records of a key that is parked are
 * sorted out when they come to the front, not before, so that a key never overtakes itself.
 */
export class Lane {
  running: Promise<void> | null = null;
  /** Bytes that wait here. */
  bytes = 0;
  /** Goes before everything else: what a handler did not come to, and what waited behind a parked record. */
  #front: DeliveredRecord[] = [];
  readonly #again = new Fifo();
  readonly #queue = new Fifo();

  constructor(readonly topic: string) {}

  get length(): number {
    return this.#front.length + this.#again.length + this.#queue.length;
  }

  push(record: DeliveredRecord): void {
    this.#queue.push(record);
    this.bytes += record.bytes;
  }

  /** A parked record whose next try is due. */
  again(record: DeliveredRecord): void {
    this.#again.push(record);
    this.bytes += record.bytes;
  }

  /** Puts records back to the front, in their order. */
  return(records: readonly DeliveredRecord[]): void {
    if (records.length === 0) return;
    this.#front = [...records, ...this.#front];
    for (const record of records) this.bytes += record.bytes;
  }

  /** The next batch; empty where nothing waits. A record that made a batch fail comes alone. */
  take({ maxBatchRecords, maxBatchBytes }: LaneLimits): DeliveredRecord[] {
    const batch: DeliveredRecord[] = [];
    let bytes = 0;
    while (batch.length < maxBatchRecords) {
      const record = this.#peek();
      if (record === undefined) break;
      if (batch.length > 0 && (record.suspect || bytes + record.bytes > maxBatchBytes)) break;
      this.#shift();
      if (record.state!.revoked || waitsBehind(record, record.state!)) continue;
      batch.push(record);
      bytes += record.bytes;
      if (record.suspect) break;
    }
    return batch;
  }

  /** Forgets what belongs to partitions that are gone. */
  dropRevoked(): void {
    const kept = (record: DeliveredRecord): boolean => !record.state!.revoked;
    this.#front = this.#front.filter(kept);
    this.#again.keep(kept);
    this.#queue.keep(kept);
    this.bytes = 0;
    for (const records of [this.#front, this.#again.records(), this.#queue.records()]) {
      for (const record of records) this.bytes += record.bytes;
    }
  }

  #peek(): DeliveredRecord | undefined {
    return this.#front[0] ?? this.#again.first ?? this.#queue.first;
  }

  #shift(): void {
    const record = this.#front.length > 0 ? this.#front.shift()! : (this.#again.shift() ?? this.#queue.shift()!);
    this.bytes -= record.bytes;
  }
}

/** First in, first out, without moving what is behind. */
class Fifo {
  #records: (DeliveredRecord | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#records.length - this.#head;
  }

  get first(): DeliveredRecord | undefined {
    return this.#records[this.#head];
  }

  push(record: DeliveredRecord): void {
    this.#records.push(record);
  }

  shift(): DeliveredRecord | undefined {
    const record = this.#records[this.#head];
    if (record === undefined) return undefined;
    // Let go at once, not when the list is cut: a thousand records may be a gigabyte.
    this.#records[this.#head] = undefined;
    this.#head += 1;
    if (this.#head > 1024 && this.#head * 2 > this.#records.length) this.keep(() => true);
    return record;
  }

  records(): readonly DeliveredRecord[] {
    return this.#records.slice(this.#head) as DeliveredRecord[];
  }

  keep(wanted: (record: DeliveredRecord) => boolean): void {
    this.#records = this.records().filter(wanted);
    this.#head = 0;
  }
}

/** True where the record's key is parked and the record is not the one that is tried: it joins the queue of its key. */
export function waitsBehind(record: DeliveredRecord, state: PartitionState): boolean {
  if (state.parked.size === 0 || record.key === null) return false;
  const parked = state.parked.get(keyText(record));
  if (parked === undefined || parked[0] === record) return false;
  enqueue(state, parked, record);
  return true;
}

export const keyText = (record: DeliveredRecord): string =>
  record.key === null ? `#${record.offset}` : record.key.toString('latin1');

export function enqueue(state: PartitionState, queue: DeliveredRecord[], record: DeliveredRecord): void {
  queue.push(record);
  state.parkedBytes += record.bytes;
  state.parkedRecords += 1;
}

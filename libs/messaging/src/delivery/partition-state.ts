import { type DeliveredRecord } from './delivered-record.ts';

const COMPACT_AT = 4096;

/**
 * What a consumer knows of one partition while it has it: which records are settled, and which keys wait.
 */
export class PartitionState {
  readonly #gone = new AbortController();
  paused = false;
  /** Offset of the record that will be taken in next; -1 before the first. */
  next = -1;
  /** End of the partition as of the last fetch; -1 where it is not known. */
  end = -1;
  /** Last offset given to the log as committed; -1 where there was none. */
  committed = -1;
  /**
   * By key: records of which the first is being tried again while the others wait behind it.
   */
  readonly parked = new Map<string, DeliveredRecord[]>();
  parkedBytes = 0;
  parkedRecords = 0;
  #offsets: number[] = [];
  #settled: boolean[] = [];
  /** Sequence number of the first element of the two lists. */
  #base = 0;
  #head = 0;
  #unsettled = 0;

  constructor(
    readonly topic: string,
    readonly partition: number,
  ) {}

  /** It belongs to somebody else now: nothing of it may be published or committed. */
  get revoked(): boolean {
    return this.#gone.signal.aborted;
  }

  /** Given when the partition is revoked. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  revoke(): void {
    this.#gone.abort();
    this.parked.clear();
    this.parkedBytes = 0;
    this.parkedRecords = 0;
  }

  /** @returns false where the record was taken in before (fetched again after a rebalance) */
  take(record: DeliveredRecord): boolean {
    if (record.offset < this.next) return false;
    this.next = record.offset + 1;
    record.sequence = this.#base + this.#offsets.length;
    record.state = this;
    this.#offsets.push(record.offset);
    this.#settled.push(false);
    this.#unsettled += 1;
    return true;
  }

  settle(sequence: number): void {
    const index = sequence - this.#base;
    if (index < this.#head || this.#settled[index] !== false) return;
    this.#settled[index] = true;
    this.#unsettled -= 1;
    while (this.#head < this.#settled.length && this.#settled[this.#head] === true) this.#head += 1;
    if (this.#head >= COMPACT_AT || this.#head === this.#settled.length) this.#compact();
  }

  /** The next offset to read after a restart: that of the lowest unsettled record. -1 where nothing was taken in yet. */
  get watermark(): number {
    return this.#offsets[this.#head] ?? this.next;
  }

  get unsettled(): number {
    return this.#unsettled;
  }

  get lag(): number {
    return this.end < 0 || this.watermark < 0 ? 0 : Math.max(0, this.end - this.watermark);
  }

  #compact(): void {
    this.#offsets = this.#offsets.slice(this.#head);
    this.#settled = this.#settled.slice(this.#head);
    this.#base += this.#head;
    this.#head = 0;
  }
}

import { type OutgoingMessage } from './outgoing-message.ts';

/** Records of one partition that wait to be sent, in order. At most one request for a partition is under way, which keeps that order. */
export class PartitionQueue {
  /** A request with records of this partition is under way. */
  busy = false;
  #waiting: OutgoingMessage[] = [];
  #head = 0;

  constructor(
    readonly topic: string,
    readonly partition: number,
    /** The broker takes no larger record batch. */
    readonly maxBytes: number,
  ) {}

  get length(): number {
    return this.#waiting.length - this.#head;
  }

  push(message: OutgoingMessage): void {
    this.#waiting.push(message);
  }

  /** What goes into the next request: at least one record, and no more than fits into one record batch. */
  take(maxRecords: number, maxBytes: number): OutgoingMessage[] {
    const limit = Math.min(maxBytes, this.maxBytes);
    const end = Math.min(this.#waiting.length, this.#head + maxRecords);
    let bytes = 0;
    let next = this.#head;
    while (next < end) {
      const message = this.#waiting[next]!;
      if (next > this.#head && bytes + message.bytes > limit) break;
      bytes += message.bytes;
      next += 1;
    }
    const taken = this.#waiting.slice(this.#head, next);
    this.#head = next;
    if (this.#head === this.#waiting.length) {
      this.#waiting = [];
      this.#head = 0;
    } else if (this.#head > 4096) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return taken;
  }
}

/** Told what consumers do, for metrics and logs. Every method is called once a batch or once an occasion, never once a record that went well. */
export interface ConsumerObserver {
  /** A handler has answered for a batch. */
  handled(occasion: { topic: string; group: string; records: number; seconds: number }): void;
  retried(occasion: { topic: string; group: string; code: string }): void;
  died(occasion: {
    topic: string;
    group: string;
    code: string;
    offset: number;
    partition: number;
    reason: string;
  }): void;
  /** Something all records need is away; the batch is repeated. */
  waiting(occasion: { topic: string; group: string; reason: string; pauseMs: number }): void;
  /** The group has given this consumer these partitions. */
  assigned(occasion: { group: string; partitions: number; revoked: number }): void;
  /** The consumer fell over and starts again, or has ended for good (`restart: false`). */
  crashed(occasion: { group: string; reason: string; restart: boolean }): void;
}

export const silentObserver: ConsumerObserver = {
  handled: () => undefined,
  retried: () => undefined,
  died: () => undefined,
  waiting: () => undefined,
  assigned: () => undefined,
  crashed: () => undefined,
};

/** What a transaction wants published once it is committed. Column names are those of Debezium's outbox event router. */
export interface OutboxMessage {
  /** Equal ids are one message: writing it again while it waits changes nothing. UUID. */
  readonly id: string;
  /** Kind of thing it is about: `manifest`, `alert`. */
  readonly aggregateType: string;
  /** Which one; becomes the record's key. */
  readonly aggregateId: string;
  /** CloudEvents type. */
  readonly type: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * From 0, for something that goes out in many parts: each turn lets sixteen later messages of others go first, so that a huge
   * manifest takes turns with small ones. Turns of one aggregate have to grow from part to part; 0 unless said.
   */
  readonly turn?: number;
}

/** A message as it waits. */
export interface WaitingMessage extends OutboxMessage {
  readonly createdAt: Date;
}

/** A record for the event log; what `EventProducer.send` of `@watchpost/messaging` takes. */
export interface OutboxRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The part of an event producer that a relay needs. Resolves when every record is durable in the log. */
export interface OutboxPublisher {
  send(records: readonly OutboxRecord[]): Promise<void>;
}

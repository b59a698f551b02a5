import {
  type EventConsumer,
  type EventLog,
  type EventProducer,
  type LogAdmin,
  type LogRecord,
  type OutgoingRecord,
  type PartitionPosition,
  type Stretch,
} from '@watchpost/messaging';

/** A log of one partition a topic, held in arrays: what the doors of operations need of one, and no consumers. */
export class ArrayLog implements EventLog, EventProducer, LogAdmin {
  readonly topicRecords = new Map<string, LogRecord[]>();
  readonly committed = new Map<string, number>();
  /** Rejects everything while set, as a broker does that is away. */
  away: Error | null = null;

  async send(records: readonly OutgoingRecord[]): Promise<void> {
    if (this.away) throw this.away;
    for (const record of records) this.#append(record);
  }

  #append(record: OutgoingRecord): void {
    const records = this.topicRecords.get(record.topic) ?? [];
    this.topicRecords.set(record.topic, records);
    const key = typeof record.key === 'string' ? Buffer.from(record.key) : record.key;
    const timestamp = record.timestamp ?? Date.now();
    records.push({
      topic: record.topic,
      partition: 0,
      offset: records.length,
      key,
      value: record.value,
      headers: record.headers ?? {},
      timestamp,
    });
  }

  async topics(): Promise<readonly string[]> {
    if (this.away) throw this.away;
    return [...this.topicRecords.keys()];
  }

  async positions(topics: readonly string[], group: string | null): Promise<readonly PartitionPosition[]> {
    return topics.map((topic) => ({
      topic,
      partition: 0,
      low: 0,
      high: this.topicRecords.get(topic)?.length ?? 0,
      committed: this.committed.get(`${group}/${topic}`) ?? null,
    }));
  }

  async read(topic: string, _partition: number, offset: number, limit: number): Promise<readonly LogRecord[]> {
    return (this.topicRecords.get(topic) ?? []).slice(offset, offset + limit);
  }

  async offsetsAt(topic: string, moment: number): Promise<readonly number[]> {
    const records = this.topicRecords.get(topic) ?? [];
    const first = records.findIndex(({ timestamp }) => timestamp >= moment);
    return [first < 0 ? records.length : first];
  }

  async readOn(topic: string, _partition: number, offset: number): Promise<Stretch> {
    const records = (this.topicRecords.get(topic) ?? []).slice(offset);
    return { records, next: offset + records.length };
  }

  async ensureTopics(): Promise<readonly never[]> {
    return [];
  }

  async producer(): Promise<EventProducer> {
    return this;
  }

  async admin(): Promise<LogAdmin> {
    return this;
  }

  consumer(): EventConsumer {
    throw new Error('this log has no consumers');
  }

  async close(): Promise<void> {}
}

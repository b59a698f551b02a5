import { type LogRecord, type OutgoingRecord, RecordRefusedError, type TopicSpec } from '../event-log.ts';
import { partitionOf } from '../murmur2.ts';

/** What a broker takes where the topic does not say otherwise. */
const DEFAULT_MAX_BYTES = 1_048_588;
/** About what a record batch adds around one record. */
const BATCH_OVERHEAD = 70;

/** One topic of the in-memory log. */
export class MemoryTopic {
  readonly partitions: LogRecord[][];
  readonly #maxBytes: number;
  #nextUnkeyed = 0;

  constructor(readonly spec: TopicSpec) {
    this.partitions = Array.from({ length: spec.partitions }, () => []);
    this.#maxBytes = Number(spec.config['max.message.bytes'] ?? DEFAULT_MAX_BYTES);
  }

  /** @throws RecordRefusedError */
  check(record: OutgoingRecord): void {
    const bytes = sizeOf(record) + BATCH_OVERHEAD;
    if (bytes > this.#maxBytes) {
      throw new RecordRefusedError(record, `${bytes} bytes are more than ${this.spec.name} takes (${this.#maxBytes})`);
    }
    if (record.partition !== undefined && this.partitions[record.partition] === undefined) {
      throw new RecordRefusedError(record, `${this.spec.name} has no partition ${record.partition}`);
    }
  }

  append(record: OutgoingRecord, now: number): void {
    const key = typeof record.key === 'string' ? Buffer.from(record.key) : record.key;
    const partition = record.partition ?? this.#partitionOf(key);
    const records = this.partitions[partition]!;
    records.push({
      topic: this.spec.name,
      partition,
      offset: records.length,
      key,
      value: record.value,
      headers: { ...record.headers },
      timestamp: record.timestamp ?? now,
    });
  }

  #partitionOf(key: Buffer | null): number {
    if (key !== null) return partitionOf(key, this.partitions.length);
    const partition = this.#nextUnkeyed;
    this.#nextUnkeyed = (partition + 1) % this.partitions.length;
    return partition;
  }
}

function sizeOf(record: OutgoingRecord): number {
  let bytes = (record.value?.length ?? 0) + (record.key === null ? 0 : Buffer.byteLength(record.key));
  for (const [name, value] of Object.entries(record.headers ?? {})) bytes += name.length + Buffer.byteLength(value) + 4;
  return bytes;
}

import { type Codec, type TopicDefinition, UndecodableError } from '@watchpost/contracts';
import { type DeliveredRecord } from '../delivery/delivered-record.ts';
import {
  type BatchHandler,
  type BatchOutcomes,
  type EventRecord,
  type LogRecord,
  type RecordOutcome,
} from '../event-log.ts';

export type EventHandler<T> = (
  records: readonly EventRecord<T>[],
  context: Parameters<BatchHandler>[1],
) => Promise<BatchOutcomes>;

/**
 * A handler of records around one of events. What cannot be decoded is dead at once and never seen by the handler; a record without a value is a tombstone
 * where the topic is compacted, and dead elsewhere. The event is put onto the record it came in, so that a batch that decodes whole is handed on without a
 * copy.
 */
export function decodedHandler<T>(codec: Codec, topic: TopicDefinition<T>, handler: EventHandler<T>): BatchHandler {
  return async (records, context) => {
    const fetching = codec.prepare(valuesOf(records));
    if (fetching !== undefined) await fetching;
    const refused = new Map<number, RecordOutcome>();
    for (let index = 0; index < records.length; index += 1) {
      const outcome = decode(codec, topic, records[index] as DeliveredRecord);
      if (outcome !== undefined) refused.set(index, outcome);
    }
    if (refused.size === 0) return handler(records as readonly EventRecord<T>[], context);
    const readable = (records as readonly EventRecord<T>[]).filter((_, index) => !refused.has(index));
    const outcomes = readable.length === 0 ? undefined : await handler(readable, context);
    let next = 0;
    return records.map((_, index) => refused.get(index) ?? outcomes?.[next++]);
  };
}

const undecodable = { kind: 'dead', stage: 'decode' } as const;
const withoutValue = { ...undecodable, code: 'avro.frame', reason: 'the record has no value' } as const;

const isCompacted = <T>({ config }: TopicDefinition<T>): boolean => config['cleanup.policy'] === 'compact';

/** @returns undefined where the record now has its event */
function decode<T>(codec: Codec, topic: TopicDefinition<T>, record: DeliveredRecord): RecordOutcome | undefined {
  if (record.value === null) return isCompacted(topic) ? { kind: 'done' } : withoutValue;
  if (record.event !== undefined) return undefined;
  try {
    record.event = codec.decode(topic, record.value);
    return undefined;
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    return { ...undecodable, code: error.code, reason: error.message };
  }
}

function* valuesOf(records: readonly LogRecord[]): Generator<Buffer | null> {
  for (const record of records) yield record.value;
}

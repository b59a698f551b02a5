import { type Admin } from 'kafkajs';
import { isForbidden, isLoginRefused, isUnknownTopic, reasonOf, unavailable } from './kafka-fault.ts';
import { PartitionQueue } from './partition-queue.ts';

/** What a broker takes where it does not say (its `message.max.bytes`). */
const DEFAULT_MAX_BYTES = 1_048_588;
/** Around the records of a batch: its header, and room for what is not counted exactly. */
const BATCH_OVERHEAD = 128;
const TOPIC_RESOURCE = 2;

/** A topic that the broker does not know. */
export class UnknownTopicError extends Error {
  override readonly name = 'UnknownTopicError';
}

/** The partitions of topics, and how large a record batch may be; asked of the broker once a topic. */
export class TopicDirectory {
  readonly #topics = new Map<string, PartitionQueue[]>();

  constructor(private readonly admin: () => Promise<Admin>) {}

  known(topic: string): readonly PartitionQueue[] | undefined {
    return this.#topics.get(topic);
  }

  /** @throws UnknownTopicError, LogUnavailableError */
  async find(topic: string): Promise<readonly PartitionQueue[]> {
    const known = this.#topics.get(topic);
    if (known !== undefined) return known;
    const [partitions, maxBytes] = await this.#ask(topic);
    // Two may have asked at once; there must be one queue for a partition.
    const raced = this.#topics.get(topic);
    if (raced !== undefined) return raced;
    const queues = Array.from({ length: partitions }, (_, number) => new PartitionQueue(topic, number, maxBytes));
    this.#topics.set(topic, queues);
    return queues;
  }

  async #ask(topic: string): Promise<[partitions: number, maxBytes: number]> {
    try {
      const admin = await this.admin();
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const partitions = topics.find(({ name }) => name === topic)?.partitions.length ?? 0;
      if (partitions === 0) throw new UnknownTopicError(`there is no topic ${topic}`);
      return [partitions, (await maxBytesOf(admin, topic)) - BATCH_OVERHEAD];
    } catch (error) {
      if (error instanceof UnknownTopicError) throw error;
      if (isUnknownTopic(error)) throw new UnknownTopicError(`there is no topic ${topic}`, { cause: error });
      // A login that is refused is not the record's fault: it must not be set aside for it.
      if (isForbidden(error) && !isLoginRefused(error))
        throw new UnknownTopicError(`${topic} is not ours to write: ${reasonOf(error)}`, { cause: error });
      throw unavailable(error);
    }
  }
}

async function maxBytesOf(admin: Admin, topic: string): Promise<number> {
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: TOPIC_RESOURCE, name: topic, configNames: ['max.message.bytes'] }],
    });
    const found = resources[0]?.configEntries.find(({ configName }) => configName === 'max.message.bytes');
    return Number(found?.configValue ?? DEFAULT_MAX_BYTES);
  } catch (error) {
    // Not everybody may read a topic's settings; the broker still says so when a batch is too large.
    if (isForbidden(error)) return DEFAULT_MAX_BYTES;
    throw error;
  }
}

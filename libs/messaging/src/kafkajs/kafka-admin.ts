import { type Admin, type Cluster } from 'kafkajs';
import {
  type LogAdmin,
  type LogRecord,
  type PartitionPosition,
  type Stretch,
  type TopicDrift,
  type TopicSpec,
} from '../event-log.ts';
import { FetchedBatch } from './client-internals.ts';
import { deliveredMessage } from './delivered-message.ts';
import { isOutOfRange, isUnknownTopic, unavailable, isLoginRefused } from './kafka-fault.ts';

const TOPIC_RESOURCE = 2;
const READ_BYTES = 4 * 1024 * 1024;
const READ_WAIT_MS = 100;
const PATIENCE_MS = 30_000;

/** Topics, positions and reading without a group. Where the broker is away each call is repeated for half a minute, then rejects. */
export class KafkaAdmin implements LogAdmin {
  constructor(
    private readonly client: () => Promise<Admin>,
    private readonly cluster: () => Promise<Cluster>,
  ) {}

  async ensureTopics(specs: readonly TopicSpec[]): Promise<readonly TopicDrift[]> {
    // A broker under load answers that it does not know a topic for some time after it was created.
    const lastsForever = (): boolean => false;
    return this.#patiently(async () => {
      const admin = await this.client();
      const existing = new Set(await admin.listTopics());
      const missing = specs.filter(({ name }) => !existing.has(name));
      if (missing.length > 0) await createTopics(admin, missing);
      const checked = specs.filter(({ name }) => existing.has(name));
      return checked.length === 0 ? [] : driftOf(admin, checked);
    }, lastsForever);
  }

  topics(): Promise<readonly string[]> {
    return this.#patiently(async () => (await this.client()).listTopics());
  }

  positions(topics: readonly string[], group: string | null): Promise<readonly PartitionPosition[]> {
    return this.#patiently(async () => {
      const admin = await this.client();
      const committed = new Map<string, number>();
      const offsets = group === null ? [] : await admin.fetchOffsets({ groupId: group, topics: [...topics] });
      for (const { topic, partitions } of offsets) {
        for (const { partition, offset } of partitions) {
          if (Number(offset) >= 0) committed.set(`${topic}/${partition}`, Number(offset));
        }
      }
      const positions = await Promise.all(topics.map((topic) => positionsOf(admin, topic, committed)));
      return positions.flat();
    });
  }

  read(topic: string, partition: number, offset: number, limit: number): Promise<readonly LogRecord[]> {
    return this.#patiently(async () => {
      const cluster = await this.cluster();
      await cluster.addTargetTopic(topic);
      const records: LogRecord[] = [];
      let next = offset;
      while (records.length < limit) {
        const batch = await fetchFrom(cluster, topic, partition, next);
        const last = batch === null ? -1 : Number(batch.lastOffset());
        for (const message of batch?.messages ?? []) records.push(deliveredMessage(topic, partition, message));
        if (batch === null || last < next || last + 1 >= Number(batch.highWatermark)) break;
        next = last + 1;
      }
      return records.slice(0, limit);
    });
  }

  offsetsAt(topic: string, moment: number): Promise<readonly number[]> {
    return this.#patiently(async () => {
      const offsets = await (await this.client()).fetchTopicOffsetsByTimestamp(topic, moment);
      return offsets.toSorted((left, right) => left.partition - right.partition).map(({ offset }) => Number(offset));
    });
  }

  readOn(topic: string, partition: number, offset: number): Promise<Stretch> {
    return this.#patiently(async () => {
      const cluster = await this.cluster();
      await cluster.addTargetTopic(topic);
      const batch = await fetchFrom(cluster, topic, partition, offset);
      const last = batch === null ? -1 : Number(batch.lastOffset());
      const records = (batch?.messages ?? []).map((message) => deliveredMessage(topic, partition, message));
      return { records, next: Math.max(offset, last + 1) };
    });
  }

  close(): Promise<void> {
    // The connection is the log's, and ends with it.
    return Promise.resolve();
  }

  async #patiently<T>(attempt: () => Promise<T>, lastsForever = isUnknownTopic): Promise<T> {
    const deadline = performance.now() + PATIENCE_MS;
    for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 2000)) {
      try {
        return await attempt();
      } catch (error) {
        const isOver = performance.now() + pauseMs > deadline || isLoginRefused(error);
        if (isOver || lastsForever(error)) throw unavailable(error);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }
}

async function createTopics(admin: Admin, specs: readonly TopicSpec[]): Promise<void> {
  await admin.createTopics({
    waitForLeaders: true,
    topics: specs.map(({ name, partitions, replicationFactor, config }) => ({
      topic: name,
      numPartitions: partitions,
      replicationFactor: replicationFactor ?? 1,
      configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
    })),
  });
}

async function driftOf(admin: Admin, specs: readonly TopicSpec[]): Promise<TopicDrift[]> {
  const { topics } = await admin.fetchTopicMetadata({ topics: specs.map(({ name }) => name) });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: specs.map(({ name, config }) => ({ type: TOPIC_RESOURCE, name, configNames: Object.keys(config) })),
  });
  return specs.flatMap((spec) => {
    const partitions = topics.find(({ name }) => name === spec.name)?.partitions ?? [];
    const entries = resources.find(({ resourceName }) => resourceName === spec.name)?.configEntries ?? [];
    const wanted: [setting: string, expected: string, actual: string][] = [
      ['partitions', String(spec.partitions), String(partitions.length)],
      ['replicationFactor', String(spec.replicationFactor ?? 1), String(partitions[0]?.replicas.length ?? 0)],
      ...Object.entries(spec.config).map(([setting, expected]): [string, string, string] => [
        setting,
        expected,
        entries.find(({ configName }) => configName === setting)?.configValue ?? '',
      ]),
    ];
    return wanted
      .filter(([, expected, actual]) => expected !== actual)
      .map(([setting, expected, actual]) => ({ topic: spec.name, setting, expected, actual }));
  });
}

async function positionsOf(
  admin: Admin,
  topic: string,
  committed: ReadonlyMap<string, number>,
): Promise<PartitionPosition[]> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets
    .map(({ partition, low, high }) => ({
      topic,
      partition,
      low: Number(low),
      high: Number(high),
      committed: committed.get(`${topic}/${partition}`) ?? null,
    }))
    .sort((left, right) => left.partition - right.partition);
}

/** @returns null where there is nothing at or after the offset */
async function fetchFrom(
  cluster: Cluster,
  topic: string,
  partition: number,
  offset: number,
): Promise<InstanceType<typeof FetchedBatch> | null> {
  await cluster.refreshMetadataIfNecessary();
  const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
  if (nodeId === undefined) return null;
  const broker = await cluster.findBroker({ nodeId });
  const fetchOffset = String(offset);
  try {
    const { responses } = (await broker.fetch({
      maxWaitTime: READ_WAIT_MS,
      minBytes: 1,
      maxBytes: READ_BYTES,
      isolationLevel: 1,
      topics: [{ topic, partitions: [{ partition, fetchOffset, maxBytes: READ_BYTES }] }],
    })) as { responses: { partitions: object[] }[] };
    const data = responses[0]?.partitions[0];
    return data === undefined ? null : new FetchedBatch(topic, fetchOffset, data);
  } catch (error) {
    if (!isOutOfRange(error)) throw error;
    const low = await lowestOffset(cluster, topic, partition);
    return low > offset ? fetchFrom(cluster, topic, partition, low) : null;
  }
}

async function lowestOffset(cluster: Cluster, topic: string, partition: number): Promise<number> {
  const [found] = await cluster.fetchTopicsOffset([{ topic, partitions: [{ partition }], fromBeginning: true }]);
  return Number(found?.partitions[0]?.offset ?? 0);
}

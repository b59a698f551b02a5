import { allTopics, deadLetterTopics } from './topics.ts';

/** What depends on the installation and not on the contract. */
export interface TopicSettings {
  /** 1 unless said: the embedded stack has one broker. */
  readonly replicationFactor?: number;
  /** Caps every topic that is not compacted, over all its partitions; no cap unless said. */
  readonly maxBytesPerTopic?: number;
  /** Never keeps a record longer than this, whatever the catalogue says. */
  readonly maxRetentionMs?: number;
}

/** A topic as it is to be created; the shape `ensureTopics` of the event log takes. */
export interface CatalogueTopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, string>>;
}

const SMALLEST_SEGMENT = 1024 * 1024;
const LARGEST_SEGMENT = 256 * 1024 * 1024;
/** A dead letter may carry the largest record there is, with its headers. */
const DEAD_LETTER_BYTES = 4 * 1024 * 1024 + 64 * 1024;

/**
 * Every topic of the catalogue and every dead-letter topic that belongs to one.
 *
 * Dead letters have one partition and are kept without end (`retention.ms` -1): they carry the timestamp of the record they
 * were, so keeping them by time would drop an old one as soon as it comes. The cap on bytes applies to them as well.
 */
export function topicSpecs(settings: TopicSettings = {}): readonly CatalogueTopicSpec[] {
  const replicationFactor = settings.replicationFactor ?? 1;
  const durable = replicationFactor > 2 ? { 'min.insync.replicas': '2' } : {};
  const events = allTopics.map(({ name, partitions, config }) => ({
    name,
    partitions,
    replicationFactor,
    config: { ...capped(config, partitions, settings), ...durable },
  }));
  const deadLetters = deadLetterTopics.map((name) => ({
    name,
    partitions: 1,
    replicationFactor,
    config: { ...capped(deadLetterConfig, 1, { ...settings, maxRetentionMs: Infinity }), ...durable },
  }));
  return [...events, ...deadLetters];
}

const deadLetterConfig = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'max.message.bytes': String(DEAD_LETTER_BYTES),
};

function capped(config: Readonly<Record<string, string>>, partitions: number, settings: TopicSettings) {
  if (config['cleanup.policy'] === 'compact') return config;
  const retention = Number(config['retention.ms']);
  const kept = { ...config, 'retention.ms': String(Math.min(retention, settings.maxRetentionMs ?? Infinity)) };
  if (settings.maxBytesPerTopic === undefined) return kept;
  // Only closed segments are deleted, so a cap needs segments well below it.
  const bytes = Math.floor(settings.maxBytesPerTopic / partitions);
  const segment = Math.min(LARGEST_SEGMENT, Math.max(SMALLEST_SEGMENT, Math.floor(bytes / 4)));
  return { ...kept, 'retention.bytes': String(bytes), 'segment.bytes': String(segment) };
}

/** One setting in which a topic of the broker differs from the catalogue. */
export interface Drift {
  readonly topic: string;
  readonly setting: string;
  readonly expected: string;
  readonly actual: string;
}

/** One sentence for the operator: what differs and how to mend it. */
export function describeDrift({ topic, setting, expected, actual }: Drift): string {
  const found = `Topic ${topic} has ${setting}=${actual} where the catalogue says ${expected}`;
  if (setting === 'partitions') {
    return `${found}; the number is fixed for a major version, because keys are spread by it: create the topic anew or keep the broker's number everywhere.`;
  }
  if (setting === 'replicationFactor') return `${found}; reassign its replicas (kafka-reassign-partitions).`;
  return `${found}; set it with kafka-configs --alter --topic ${topic} --add-config ${setting}=${expected}.`;
}

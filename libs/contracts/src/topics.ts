import { type EventByTopic } from './generated/events.ts';
import { topicRows, type TopicRow } from './generated/topics.ts';

export type TopicName = keyof EventByTopic;

/** One topic of the catalogue, and how an event finds its place in it. */
export interface TopicDefinition<T> {
  /** `<noun>.<past participle>.v<major>`. */
  readonly name: string;
  /** Event schema of its values: `shipment-declared` is `schemas/events/shipment-declared.avsc`. */
  readonly schemaName: string;
  /** CloudEvents type. */
  readonly typeName: string;
  readonly partitions: number;
  /** Settings the broker is to have for it; {@link topicSpecs} adds those that depend on the installation. */
  readonly config: Readonly<Record<string, string>>;
  /** Services that write it. */
  readonly producers: readonly string[];
  /** Services that read it; each one's consumer group is called as the service is. */
  readonly consumers: readonly string[];
  /** The record's key: events of one key keep their order. */
  keyOf(event: T): string;
}

/** Every topic there is; the rows come from `schemas/topics.json`. */
export const topics = {
  manifestsReceived: define('manifests.received.v1', (event) => event.manifestId),
  manifestsProcessed: define('manifests.processed.v1', (event) => event.manifestId),
  shipmentsDeclared: define('shipments.declared.v1', (event) => event.shipmentId),
  trackingObserved: define('tracking.observed.v1', (event) => event.shipmentId),
  unitsObserved: define('units.observed.v1', (event) => `${event.unit.kind} ${event.unit.number}`),
  shipmentsAssessed: define('shipments.assessed.v1', (event) => event.declared.shipmentId),
  alertsIssued: define('alerts.issued.v1', (event) => event.port),
  alertsProgressed: define('alerts.progressed.v1', (event) => event.port),
  inspectionsReported: define('inspections.reported.v1', (event) => event.port),
  partnersChanged: define('partners.changed.v1', (event) => `${event.partner}@${event.version}`),
  portsChanged: define('ports.changed.v1', (event) => `${event.port}@${event.version}`),
  lettersClosed: define('letters.closed.v1', (event) => event.letterId),
  rebuildsRequested: define('rebuilds.requested.v1', (event) => event.rebuildId),
  rebuildsProgressed: define('rebuilds.progressed.v1', (event) => event.rebuildId),
} as const;

/** The same as a list, for those who create, check or show them. */
export const allTopics: readonly TopicDefinition<never>[] = Object.values(topics);

/** @returns undefined where the catalogue has no topic of this name */
export const topicNamed = (name: string): TopicDefinition<never> | undefined =>
  allTopics.find((topic) => topic.name === name);

/** Where a consumer group parks the records of a topic that it cannot handle. */
export const deadLetterTopicOf = (topic: string, group: string): string => `${topic}.${group}.dlq`;

/** A dead-letter topic, taken apart; undefined where the name is none. */
export function deadLetterOrigin(name: string): { readonly topic: string; readonly group: string } | undefined {
  const match = /^(?<topic>.+)\.(?<group>[^.]+)\.dlq$/.exec(name)?.groups;
  return match && { topic: match['topic']!, group: match['group']! };
}

/** Every dead-letter topic of the catalogue: one for each topic and service that reads it. */
export const deadLetterTopics: readonly string[] = allTopics.flatMap(({ name, consumers }) =>
  consumers.map((group) => deadLetterTopicOf(name, group)),
);

function define<Name extends TopicName>(
  name: Name,
  keyOf: (event: EventByTopic[Name]) => string,
): TopicDefinition<EventByTopic[Name]> {
  const row: TopicRow = topicRows[name];
  return {
    name,
    schemaName: row.schema,
    typeName: `watchpost.${name}`,
    partitions: row.partitions,
    config: configOf(row),
    producers: row.from,
    consumers: row.to,
    keyOf,
  };
}

function configOf(row: TopicRow): Readonly<Record<string, string>> {
  const size = { 'max.message.bytes': String(row.maxMessageBytes) };
  if (row.retentionMs === null) return { 'cleanup.policy': 'compact', ...size };
  return { 'cleanup.policy': 'delete', 'retention.ms': String(row.retentionMs), ...size };
}

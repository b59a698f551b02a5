/** Writes schemas/asyncapi.json: the topics, their records and who writes and reads them, in AsyncAPI 3.0. */

/** Headers of a record; what is not required is left out where there is nothing to say. */
const eventHeaders = {
  ce_specversion: { const: '1.0', description: 'CloudEvents, binary mode.' },
  ce_id: { format: 'uuid', description: 'Equal events have equal ids.' },
  ce_type: { description: '`watchpost.` and the topic.' },
  ce_source: { description: 'Service that made it.' },
  ce_time: { format: 'date-time' },
  ce_subject: { description: 'What it is about: a manifest, shipment, alert, partner or port.' },
  'content-type': { const: 'application/avro' },
  traceparent: { description: 'W3C Trace Context, from the request that began it.' },
  wp_manifest: { format: 'uuid', description: 'Manifest it came from.' },
  wp_ordinal: { pattern: '^[1-9][0-9]*$', description: 'Position of the line in its manifest, from 1.' },
  wp_partner: { description: 'Partner it came from.' },
  wp_outcome: { description: 'How the line or step ended, so that who only counts need not decode.' },
  wp_band: { description: 'Band of the assessment.' },
  wp_recommendation: { description: 'What the assessment recommends; `NONE` calls for nothing.' },
  wp_test: { const: 'true', description: 'The partner is in test mode.' },
  wp_redrive: { description: 'The redrive that sent a dead letter back.' },
  wp_redrive_of: { description: 'The dead letter that it was.' },
  wp_mended: { description: 'On an event that an operator mended: the redrive that sent it.' },
};

const always = ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time', 'ce_subject', 'content-type'];

/** Headers that are added to those of the record where a service could not handle it. */
const deadLetterHeaders = {
  wp_dlq_topic: { description: 'Where it lay.' },
  wp_dlq_partition: { pattern: '^[0-9]+$' },
  wp_dlq_offset: { pattern: '^[0-9]+$' },
  wp_dlq_timestamp: { description: 'Time of the record it was.' },
  wp_dlq_group: { description: 'Service that could not handle it.' },
  wp_dlq_code: { description: 'Reason, to count by.' },
  wp_dlq_reason: { description: 'Reason, in a sentence.' },
  wp_dlq_stage: { description: 'Where in the service it failed.' },
  wp_dlq_place: { description: 'Where in the record the fault is.' },
  wp_dlq_attempts: { pattern: '^[0-9]+$' },
  wp_dlq_first_failed_at: { format: 'date-time' },
};

/** A dead letter may carry the largest record there is, with its headers. */
const DEAD_LETTER_BYTES = 4 * 1024 * 1024 + 64 * 1024;

const BINDING = '0.5.0';
const DEAD_LETTER = 'dead-letter';

const texts = (headers) =>
  Object.fromEntries(Object.entries(headers).map(([name, schema]) => [name, { type: 'string', ...schema }]));

/**
 * @param {{ events: {name: string, schema: object}[], topics: Record<string, object> }} sources
 * @param {Record<string, {schema: object}[]>} versions of each event, oldest first, self-contained; the last one is what is written
 * @returns {object} the document
 */
export function asyncApiOf({ events, topics }, versions) {
  const rows = Object.entries(topics).map(([name, topic]) => ({ name, ...topic }));
  const eventOf = ({ schema }) => ({
    ...events.find(({ name }) => name === schema),
    written: versions[schema].at(-1).schema,
  });
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Watchpost events',
      version: '1',
      description:
        'What the services say to each other, and what anybody else may read from the topics. Values are Avro in Confluent framing: a zero byte, four bytes of schema id (big-endian), Avro binary.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/avro',
    channels: Object.fromEntries(rows.flatMap((row) => [channelOf(row, eventOf(row)), ...deadLettersOf(row)])),
    operations: Object.fromEntries(rows.flatMap(operationsOf)),
    components: {
      messages: {
        ...Object.fromEntries(rows.map((row) => [row.schema, messageOf(row, eventOf(row))])),
        [DEAD_LETTER]: deadLetterMessage,
      },
      schemas: {
        eventHeaders: { type: 'object', required: always, properties: texts(eventHeaders) },
        deadLetterHeaders: {
          type: 'object',
          required: Object.keys(deadLetterHeaders).filter((name) => name !== 'wp_dlq_place'),
          properties: texts(deadLetterHeaders),
        },
      },
    },
  };
}

const kafka = (binding) => ({ kafka: { ...binding, bindingVersion: BINDING } });

function channelOf({ name, schema, partitions, retentionMs, compacted, maxMessageBytes }, { schema: { doc } }) {
  const kept = compacted
    ? { 'cleanup.policy': ['compact'] }
    : { 'cleanup.policy': ['delete'], 'retention.ms': retentionMs };
  const topicConfiguration = { ...kept, 'max.message.bytes': maxMessageBytes };
  const messages = { [schema]: { $ref: `#/components/messages/${schema}` } };
  const bindings = kafka({ topic: name, partitions, topicConfiguration });
  return [name, { address: name, ...(doc && { description: doc }), messages, bindings }];
}

const deadLetterTopic = (topic, service) => `${topic}.${service}.dlq`;

const deadLettersOf = ({ name, to }) =>
  to.map((service) => {
    const topic = deadLetterTopic(name, service);
    const topicConfiguration = {
      'cleanup.policy': ['delete'],
      'retention.ms': -1,
      'max.message.bytes': DEAD_LETTER_BYTES,
    };
    return [
      topic,
      {
        address: topic,
        description: `Records of ${name} that ${service} could not handle.`,
        messages: { [DEAD_LETTER]: { $ref: `#/components/messages/${DEAD_LETTER}` } },
        bindings: kafka({ topic, partitions: 1, topicConfiguration }),
      },
    ];
  });

function messageOf({ name, key }, { name: event, schema, written }) {
  return {
    name: event,
    title: schema.name.slice(schema.name.lastIndexOf('.') + 1),
    ...(schema.doc && { summary: schema.doc }),
    contentType: 'application/avro',
    headers: {
      type: 'object',
      allOf: [{ $ref: '#/components/schemas/eventHeaders' }],
      properties: { ce_type: { const: `watchpost.${name}` } },
    },
    payload: { schemaFormat: 'application/vnd.apache.avro+json;version=1.9.0', schema: written },
    bindings: kafka({
      key: { type: 'string', description: `${key}: events of one key keep their order.` },
      schemaIdLocation: 'payload',
      schemaIdPayloadEncoding: 'confluent',
    }),
  };
}

const deadLetterMessage = {
  name: DEAD_LETTER,
  title: 'DeadLetter',
  summary: 'Bytes, key, headers and timestamp of the record it was, with why and where it could not be handled.',
  contentType: 'application/octet-stream',
  headers: { type: 'object', allOf: [{ $ref: '#/components/schemas/deadLetterHeaders' }] },
};

/** Who writes and who reads, each service's consumer group being called as the service is. */
function operationsOf({ name, schema, from, to }) {
  const about = (channel, message) => ({
    channel: { $ref: `#/channels/${channel}` },
    messages: [{ $ref: `#/channels/${channel}/messages/${message}` }],
  });
  const sent = from.map((service) => [
    `${service}.sends.${name}`,
    { action: 'send', title: `${service} writes ${name}`, ...about(name, schema) },
  ]);
  const received = to.map((service) => [
    `${service}.receives.${name}`,
    {
      action: 'receive',
      title: `${service} reads ${name}`,
      ...about(name, schema),
      bindings: kafka({ groupId: { type: 'string', const: service } }),
    },
  ]);
  const parked = to.map((service) => [
    `${service}.parks.${name}`,
    {
      action: 'send',
      title: `${service} parks what it cannot handle of ${name}`,
      ...about(deadLetterTopic(name, service), DEAD_LETTER),
    },
  ]);
  return [...sent, ...received, ...parked];
}

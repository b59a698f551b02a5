import { describe, expect, it } from '@jest/globals';
import { type Admin } from 'kafkajs';
import { LogUnavailableError } from '../event-log.ts';
import { KafkaAdmin } from './kafka-admin.ts';

const unknownTopic = Object.assign(new Error('not here'), { type: 'UNKNOWN_TOPIC_OR_PARTITION' });
const topic = { name: 'things.made.v1', partitions: 3, config: { 'retention.ms': '1000' } };

describe('The admin of topics', () => {
  it('waits for a topic that it has created until the broker knows it', async () => {
    const existing: string[] = [];
    let asked = 0;
    const admin = adminOn({
      listTopics: async () => existing,
      createTopics: async () => {
        existing.push(topic.name);
        throw unknownTopic;
      },
      fetchTopicMetadata: async () => {
        if ((asked += 1) === 1) throw unknownTopic;
        return { topics: [{ name: topic.name, partitions: Array.from({ length: 3 }, () => ({ replicas: [1] })) }] };
      },
      describeConfigs: async () => ({
        resources: [{ resourceName: topic.name, configEntries: [{ configName: 'retention.ms', configValue: '1000' }] }],
      }),
    });
    expect(await admin.ensureTopics([topic])).toEqual([]);
    expect(asked).toBe(2);
  });

  it('does not wait for a topic that nobody has created', async () => {
    let asked = 0;
    const admin = adminOn({
      fetchTopicOffsets: async () => {
        asked += 1;
        throw unknownTopic;
      },
    });
    await expect(admin.positions([topic.name], null)).rejects.toBeInstanceOf(LogUnavailableError);
    expect(asked).toBe(1);
  });
});

/** On a broker that answers these requests so. */
const adminOn = (client: object): KafkaAdmin =>
  new KafkaAdmin(
    async () => client as Admin,
    () => Promise.reject(new Error('nothing is read here')),
  );

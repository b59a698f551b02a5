import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Admin, type Producer } from 'kafkajs';
import { RecordRefusedError } from '../event-log.ts';
import { produceResponse } from './client-internals.ts';
import { mendClient } from './client-mends.ts';
import { KafkaProducer } from './kafka-producer.ts';
import { type PartitionedMessages } from './outgoing-message.ts';
import { TopicDirectory } from './topic-directory.ts';

const TOPIC = 'things.made.v1';
const NOT_LEADER = 6;
const TOO_LARGE = 10;

describe('The producer', () => {
  beforeAll(mendClient);

  it('sends again only what the broker has not taken', async () => {
    const { producer, requests } = produce([{ 0: 0, 1: NOT_LEADER, 2: 0 }]);
    await producer.send([0, 1, 2].map((partition) => record(partition)));
    expect(requests).toEqual([['0', '1', '2'], ['1']]);
    await producer.close();
  });

  it('refuses the one record that can never be taken, and sends no other twice', async () => {
    const { producer, requests } = produce([{ 0: 0, 1: TOO_LARGE, 2: 0 }, { 1: TOO_LARGE }]);
    const answers = await Promise.allSettled([0, 1, 2].map((partition) => producer.send([record(partition)])));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((answers[1] as PromiseRejectedResult).reason).toBeInstanceOf(RecordRefusedError);
    expect(requests[0]).toEqual(['0', '1', '2']);
    expect(requests.slice(1).flat()).not.toContain('0');
    await producer.close();
  });
});

const record = (partition: number) => ({ topic: TOPIC, partition, key: 'k', value: Buffer.from('v') });

/** A producer on a client whose broker answers one request after the other with these error codes by partition, and all later ones with none. */
function produce(answers: readonly Readonly<Record<string, number>>[]) {
  const requests: string[][] = [];
  const client = {
    connect: async () => undefined,
    disconnect: async () => undefined,
    async sendBatch({ topicMessages }: { topicMessages: { messages: PartitionedMessages }[] }) {
      const asked = Object.keys(topicMessages[0]!.messages.reduce());
      const codes = answers[requests.push(asked) - 1] ?? {};
      const partitions = asked.map((each) => ({ partition: Number(each), errorCode: codes[each] ?? 0 }));
      await produceResponse.parse({ topics: [{ topicName: TOPIC, partitions }] });
    },
  };
  const admin = {
    fetchTopicMetadata: async () => ({ topics: [{ name: TOPIC, partitions: [0, 1, 2] }] }),
    describeConfigs: async () => ({ resources: [] }),
  };
  const directory = new TopicDirectory(async () => admin as unknown as Admin);
  return { requests, producer: new KafkaProducer(client as unknown as Producer, directory) };
}

import { describe, expect, it } from '@jest/globals';
import { catalogueIds, createCodec, type TopicDefinition, topics } from '@watchpost/contracts';
import { DeliveredRecord } from '../delivery/delivered-record.ts';
import { decodedHandler } from './decoded-handler.ts';

const context = { isStale: () => false } as Parameters<ReturnType<typeof decodedHandler>>[1];

const outcomeOfNoValue = async <T>(topic: TopicDefinition<T>) => {
  let handled = 0;
  const handle = decodedHandler(
    createCodec(catalogueIds()),
    topic,
    async (records) => void (handled += records.length),
  );
  const outcomes = await handle([new DeliveredRecord(topic.name, 0, 0, Buffer.from('k'), null, null, 0)], context);
  expect(handled).toBe(0);
  return outcomes;
};

describe('A record without a value', () => {
  it('is a tombstone in a compacted topic, and done', async () => {
    expect(await outcomeOfNoValue(topics.portsChanged)).toEqual([{ kind: 'done' }]);
  });

  it('is dead in any other, where nothing may vanish', async () => {
    expect(await outcomeOfNoValue(topics.shipmentsDeclared)).toEqual([
      { kind: 'dead', stage: 'decode', code: 'avro.frame', reason: 'the record has no value' },
    ]);
  });
});

import { ByteWriter } from './byte-writer.ts';
import { mostBytesOf, type WritableRecord, writeRecordBatch } from './record-batch.ts';

/** The values that kafkajs makes a produce request of. */
export interface ProduceValues {
  readonly acks: number;
  readonly timeout: number;
  readonly transactionalId?: string | null;
  readonly compression?: number;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly messages: readonly WritableRecord[] }[];
  }[];
}

export const PRODUCE_VERSION = 7;
const PRODUCE_KEY = 0;

/** The body of a produce request, version 7, in one buffer of its own. */
export function produceBody({ acks, timeout, topicData }: ProduceValues, now: number): Buffer {
  const writer = new ByteWriter(Buffer.allocUnsafeSlow(mostBytes(topicData)));
  writer.int16(-1); // no transactional id
  writer.int16(acks);
  writer.int32(timeout);
  writer.int32(topicData.length);
  for (const { topic, partitions } of topicData) {
    writer.text16(topic);
    writer.int32(partitions.length);
    for (const { partition, messages } of partitions) {
      writer.int32(partition);
      const lengthAt = writer.at;
      writer.at += 4;
      writeRecordBatch(writer, messages, now);
      writer.bytes.writeInt32BE(writer.at - lengthAt - 4, lengthAt);
    }
  }
  return writer.bytes.subarray(0, writer.at);
}

/** A request as kafkajs sends it: what `encode` answers is taken for one of its encoders. */
export const produceRequest = (values: ProduceValues) => ({
  apiKey: PRODUCE_KEY,
  apiVersion: PRODUCE_VERSION,
  apiName: 'Produce',
  expectResponse: () => true,
  encode: () => {
    const buffer = produceBody(values, Date.now());
    return Promise.resolve({ buf: buffer, buffer });
  },
});

/** What the fast way does not do, the client's own does. */
export const isPlain = ({ acks, transactionalId, compression }: ProduceValues): boolean =>
  acks !== 0 && !transactionalId && !compression;

function mostBytes(topicData: ProduceValues['topicData']): number {
  let bytes = 12;
  for (const { topic, partitions } of topicData) {
    bytes += 6 + 3 * topic.length;
    for (const { messages } of partitions) bytes += 8 + mostBytesOf(messages);
  }
  return bytes;
}

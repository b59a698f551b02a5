import { DeliveredRecord } from '../delivery/delivered-record.ts';
import { type WireMessage } from './client-internals.ts';
import { FetchedRecord } from './wire/fetched-record.ts';

/** What the client read, as a record on its way to a handler. */
export function deliveredMessage(topic: string, partition: number, message: WireMessage): DeliveredRecord {
  const { offset, key, value, timestamp } = message;
  const headers = message instanceof FetchedRecord ? message : message.headers;
  return new DeliveredRecord(topic, partition, Number(offset), key, value, headers, Number(timestamp));
}

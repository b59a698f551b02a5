import { type Producer } from 'kafkajs';
import {
  type EventProducer,
  LogUnavailableError,
  type OutgoingRecord,
  type ProducerOptions,
  RecordRefusedError,
} from '../event-log.ts';
import { partitionOf } from '../murmur2.ts';
import { acceptedBy } from './client-mends.ts';
import { isRefusal, reasonOf } from './kafka-fault.ts';
import { type OutgoingMessage, outgoingMessage, PartitionedMessages, SendCall } from './outgoing-message.ts';
import { type PartitionQueue } from './partition-queue.ts';
import { type TopicDirectory, UnknownTopicError } from './topic-directory.ts';

const MAX_REQUESTS = 4;
const MAX_REQUEST_BYTES = 4 * 1024 * 1024;
const MAX_RECORDS_PER_PARTITION = 2000;
const MAX_BATCH_BYTES_PER_PARTITION = 1024 * 1024;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;
/** A topic that was only just created may be unknown to a broker for a moment. */
const TOPIC_APPEARS_WITHIN_MS = 5000;

/** What goes into one request. */
type Portion = readonly { readonly queue: PartitionQueue; readonly messages: readonly OutgoingMessage[] }[];

/**
 * Gathers records into few requests. kafkajs itself makes a request of every call.
 */
export class KafkaProducer implements EventProducer {
  readonly #batchBytes: number;
  readonly #lingerMs: number;
  readonly #maxInFlightBytes: number;
  readonly #deliveryTimeoutMs: number;
  /** Partitions with records that wait and no request under way. */
  readonly #ready = new Set<PartitionQueue>();
  #waitingBytes = 0;
  #inFlightBytes = 0;
  #requests = 0;
  #timer: NodeJS.Timeout | null = null;
  #gate: Promise<unknown> | null = null;
  #roomWanted: (() => void) | null = null;
  #closing: Promise<void> | null = null;
  #closed = false;
  #connected: Promise<void> | null = null;
  #unkeyed = 0;
  readonly #pending = new Set<Promise<void>>();

  constructor(
    private readonly client: Producer,
    private readonly directory: TopicDirectory,
    options: ProducerOptions = {},
  ) {
    this.#batchBytes = options.batchBytes ?? 256 * 1024;
    this.#lingerMs = options.lingerMs ?? 2;
    this.#maxInFlightBytes = options.maxInFlightBytes ?? 32 * 1024 * 1024;
    this.#deliveryTimeoutMs = options.deliveryTimeoutMs ?? 120_000;
  }

  send(records: readonly OutgoingRecord[]): Promise<void> {
    if (this.#closing !== null) return Promise.reject(new LogUnavailableError('the producer is closed'));
    if (this.#gate === null && this.#hasRoom && records.every(({ topic }) => this.directory.known(topic))) {
      return this.#enqueue(records);
    }
    // One after the other, so that what comes later does not overtake what waits for room or for a topic.
    const turn = (this.#gate ?? Promise.resolve()).then(() => this.#enqueueInTurn(records));
    const gate: Promise<unknown> = turn
      .catch(() => undefined)
      .then(() => (this.#gate === gate ? (this.#gate = null) : null));
    this.#gate = gate;
    return turn.then(({ ended }) => ended);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#gate;
    while (this.#pending.size > 0) {
      this.#flush();
      await Promise.allSettled(this.#pending);
    }
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.client.disconnect();
  }

  get #hasRoom(): boolean {
    return this.#waitingBytes + this.#inFlightBytes < this.#maxInFlightBytes;
  }

  /** Answers in a box, so that the next in line does not wait for the records to be acknowledged. */
  async #enqueueInTurn(records: readonly OutgoingRecord[]): Promise<{ readonly ended: Promise<void> }> {
    const deadline = performance.now() + this.#deliveryTimeoutMs;
    for (const record of records) {
      if (this.directory.known(record.topic) === undefined) await this.#findTopic(record, deadline);
    }
    while (!this.#hasRoom) await new Promise<void>((resolve) => (this.#roomWanted = resolve));
    return { ended: this.#enqueue(records) };
  }

  /** @throws RecordRefusedError, LogUnavailableError */
  async #findTopic(record: OutgoingRecord, deadline: number): Promise<void> {
    const startedAt = performance.now();
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        await this.directory.find(record.topic);
        return;
      } catch (error) {
        const now = performance.now();
        if (error instanceof UnknownTopicError && now - startedAt > TOPIC_APPEARS_WITHIN_MS) {
          throw new RecordRefusedError(record, error.message);
        }
        if (now > deadline) throw error;
      }
      await pause(pauseMs);
    }
  }

  #enqueue(records: readonly OutgoingRecord[]): Promise<void> {
    const call = new SendCall(records.length);
    const deadline = performance.now() + this.#deliveryTimeoutMs;
    for (const record of records) this.#place(outgoingMessage(record, call, deadline));
    const { ended } = call;
    const settled = ended.catch(() => undefined);
    this.#pending.add(settled);
    void settled.then(() => this.#pending.delete(settled));
    if (this.#waitingBytes >= this.#batchBytes || this.#closing !== null) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), this.#lingerMs);
    return ended;
  }

  #place(message: OutgoingMessage): void {
    const queues = this.directory.known(message.record.topic)!;
    const queue = queues[message.record.partition ?? this.#partitionOf(message.key, queues.length)];
    if (queue === undefined) {
      message.call.settle(new RecordRefusedError(message.record, `there is no partition ${message.record.partition}`));
      return;
    }
    if (message.bytes > queue.maxBytes) {
      const reason = `${message.bytes} bytes are more than ${queue.topic} takes (${queue.maxBytes})`;
      message.call.settle(new RecordRefusedError(message.record, reason));
      return;
    }
    queue.push(message);
    this.#waitingBytes += message.bytes;
    if (!queue.busy) this.#ready.add(queue);
  }

  /** Records without a key go to one partition until a request is made, then to the next: few large batches instead of many small ones. */
  #partitionOf(key: Buffer | null, partitions: number): number {
    return key === null ? this.#unkeyed % partitions : partitionOf(key, partitions);
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    while (this.#requests < MAX_REQUESTS && this.#ready.size > 0) {
      const portion = this.#gather();
      this.#requests += 1;
      this.#unkeyed += 1;
      void this.#deliver(portion).finally(() => {
        this.#requests -= 1;
        this.#free(portion);
      });
    }
  }

  #gather(): Portion {
    const portion: { queue: PartitionQueue; messages: OutgoingMessage[] }[] = [];
    let bytes = 0;
    for (const queue of this.#ready) {
      const messages = queue.take(MAX_RECORDS_PER_PARTITION, MAX_BATCH_BYTES_PER_PARTITION);
      queue.busy = true;
      this.#ready.delete(queue);
      portion.push({ queue, messages });
      bytes += bytesOf(messages);
      if (bytes >= MAX_REQUEST_BYTES) break;
    }
    this.#waitingBytes -= bytes;
    this.#inFlightBytes += bytes;
    return portion;
  }

  #free(portion: Portion): void {
    for (const { queue, messages } of portion) {
      this.#inFlightBytes -= bytesOf(messages);
      queue.busy = false;
      if (queue.length > 0) this.#ready.add(queue);
    }
    if (this.#hasRoom) this.#roomWanted?.();
    if (this.#ready.size === 0) return;
    // While the request was under way more was gathered than a pause would bring.
    this.#flush();
  }

  /** Ends when every record of the portion is acknowledged or has failed. */
  async #deliver(portion: Portion): Promise<void> {
    let left = portion;
    for (let pauseMs = FIRST_PAUSE_MS; left.length > 0; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        await this.#request(left);
        return acknowledge(left);
      } catch (error) {
        left = acknowledgeAccepted(left, error);
        if (isRefusal(error)) return this.#deliverApart(left, error);
        left = expire(left, error);
      }
      if (left.length > 0) await pause(pauseMs);
    }
  }

  /** One record is at fault, and the broker does not say which: finds it, and sends all others. */
  async #deliverApart(portion: Portion, error: unknown): Promise<void> {
    const [first, ...others] = portion;
    if (first === undefined) return;
    if (others.length > 0) {
      for (const part of portion) await this.#deliver([part]);
      return;
    }
    const { queue, messages } = first;
    if (messages.length === 1) {
      const { call, record } = messages[0]!;
      call.settle(new RecordRefusedError(record, reasonOf(error)));
      return;
    }
    const middle = messages.length >> 1;
    await this.#deliver([{ queue, messages: messages.slice(0, middle) }]);
    await this.#deliver([{ queue, messages: messages.slice(middle) }]);
  }

  async #request(portion: Portion): Promise<void> {
    await this.#connect();
    const byTopic = new Map<string, Record<number, readonly OutgoingMessage[]>>();
    for (const { queue, messages } of portion) {
      const partitions = byTopic.get(queue.topic) ?? {};
      partitions[queue.partition] = messages;
      byTopic.set(queue.topic, partitions);
    }
    const topicMessages = [...byTopic].map(([topic, partitions]) => ({
      topic,
      messages: new PartitionedMessages(partitions),
    }));
    await this.client.sendBatch({ acks: -1, topicMessages });
  }

  async #connect(): Promise<void> {
    if (this.#closed) throw new LogUnavailableError('the producer is closed');
    this.#connected ??= this.client.connect();
    try {
      await this.#connected;
    } catch (error) {
      this.#connected = null;
      throw error;
    }
  }
}

function acknowledge(portion: Portion): void {
  for (const { messages } of portion) {
    for (const { call } of messages) call.settle(null);
  }
}

/** Answers those that are not there yet. */
function acknowledgeAccepted(portion: Portion, error: unknown): Portion {
  const accepted = acceptedBy(error);
  const isThere = ({ queue }: Portion[number]): boolean => accepted.has(`${queue.topic}/${queue.partition}`);
  acknowledge(portion.filter(isThere));
  return portion.filter((part) => !isThere(part));
}

/** Fails those whose time is up; answers those that are to be tried again. */
function expire(portion: Portion, error: unknown): Portion {
  const now = performance.now();
  return portion.flatMap(({ queue, messages }) => {
    const kept = messages.filter(({ call, deadline }) => {
      if (now < deadline) return true;
      call.settle(new LogUnavailableError(reasonOf(error), { cause: error }));
      return false;
    });
    return kept.length === 0 ? [] : [{ queue, messages: kept }];
  });
}

function bytesOf(messages: readonly OutgoingMessage[]): number {
  let bytes = 0;
  for (const message of messages) bytes += message.bytes;
  return bytes;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

import { createRequire } from 'node:module';
import { type Broker, type Cluster, type Kafka } from 'kafkajs';
import { type FetchedRecord } from './wire/fetched-record.ts';

/**
 * What we reach into kafkajs for, in one place. kafkajs is not kept up any more, so its insides stand still; everything here is pinned to the one version
 * below, and a test fails when another is installed.
 */
export const PINNED_VERSION = '2.2.4';

const require = createRequire(import.meta.url);

export const installedVersion = (require('kafkajs/package.json') as { version: string }).version;

/** One connection's queue of requests. */
export interface RequestQueue {
  pending: readonly unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

/** A member of a consumer group, as kafkajs runs it. */
export interface ClientConsumerGroup {
  memberId: string | null;
  readonly generationId: number | null;
  readonly assigners: readonly object[];
  /** Made anew for every generation, so commits through it are fenced by that generation. */
  readonly offsetManager: OffsetManager | null;
  joinAndSync(): Promise<void>;
  fetch(nodeId: unknown): Promise<readonly object[]>;
  heartbeat(options: { interval: number }): Promise<void>;
}

export interface OffsetManager {
  commitOffsets(offsets: { topics: CommitTopic[] }): Promise<void>;
}

export interface CommitTopic {
  readonly topic: string;
  readonly partitions: { readonly partition: number; readonly offset: string }[];
}

/** One socket to a broker. */
export interface Connection {
  connect(): Promise<boolean>;
  disconnect(): Promise<boolean>;
}

interface Prototype<T> {
  readonly prototype: T;
}

export const requestQueueClass = require('kafkajs/src/network/requestQueue') as Prototype<RequestQueue>;
export const connectionClass = require('kafkajs/src/network/connection') as Prototype<Connection>;
export const consumerGroupClass = require('kafkajs/src/consumer/consumerGroup') as Prototype<ClientConsumerGroup>;
export const offsetManagerClass = require('kafkajs/src/consumer/offsetManager') as Prototype<OffsetManager>;
export const brokerClass = require('kafkajs/src/broker') as Prototype<object>;
/** kafkajs' own decoder of records, for those that are compressed or of an older format. */
export const decodeRecords = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages') as (
  decoder: object,
) => Promise<readonly unknown[]>;
export const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => object;

/** The records of one partition in an answer to a fetch, without control records and what an aborted transaction left. */
export const FetchedBatch = require('kafkajs/src/consumer/batch') as new (
  topic: string,
  offset: string,
  partitionData: object,
) => { readonly messages: readonly WireMessage[]; lastOffset(): string; readonly highWatermark: string };

/** Records that were compressed come as kafkajs decodes them. */
export interface ClientMessage {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | Buffer[] | undefined>>;
}

export type WireMessage = ClientMessage | FetchedRecord;

export interface ClientRequest {
  readonly request: object;
  readonly response: { decode(raw: Buffer): Promise<unknown>; parse(data: unknown): Promise<unknown> };
}

export interface RequestDefinition {
  readonly versions: readonly (number | string)[];
  protocol: (options: { version: number }) => ((values: object) => ClientRequest) | undefined;
}

export const { requests } = require('kafkajs/src/protocol/requests') as {
  readonly requests: Readonly<Record<string, RequestDefinition>>;
};

/** What a broker answers to the records of one request, in the version that a current one is asked in. */
export interface ProduceAnswer {
  readonly topics: readonly {
    readonly topicName: string;
    readonly partitions: readonly { readonly partition: number; readonly errorCode: number }[];
  }[];
}

export const produceResponse = require('kafkajs/src/protocol/requests/produce/v7/response') as {
  parse(answer: ProduceAnswer): Promise<ProduceAnswer>;
};

/** What this library asks of brokers. */
const REQUESTS_IN_USE = [
  'ApiVersions',
  'SaslHandshake',
  'SaslAuthenticate',
  'Metadata',
  'Produce',
  'Fetch',
  'ListOffsets',
  'GroupCoordinator',
  'JoinGroup',
  'SyncGroup',
  'Heartbeat',
  'LeaveGroup',
  'OffsetCommit',
  'OffsetFetch',
  'CreateTopics',
  'DescribeConfigs',
];

/**
 * kafkajs loads the code of a request when it first makes one, even in the middle of a shutdown: under Jest that is after the modules were put away, and
 * fails with `request is not a function`. Loads what is used, in the version a current broker is asked in.
 * @returns how many were loaded
 */
export function loadRequests(): number {
  const builders = REQUESTS_IN_USE.map((name) => {
    const { versions, protocol } = requests[name]!;
    return protocol({ version: Math.max(...versions.map(Number)) });
  });
  for (const build of builders) {
    try {
      build?.({});
    } catch {
      // It wanted the values of a request; its code is loaded by now.
    }
  }
  return builders.length;
}

/** A connection of its own to the cluster, with the settings of the client, for requests that no class of kafkajs offers. */
export function clusterOf(kafka: Kafka): Cluster {
  const create = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  const factory = (kafka as unknown as Record<symbol, (options: object) => Cluster>)[create!]!;
  return factory({ metadataMaxAge: 60_000, allowAutoTopicCreation: false });
}

export type { Broker, Cluster };

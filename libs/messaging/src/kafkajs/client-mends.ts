import {
  type ClientConsumerGroup,
  type ClientRequest,
  type Connection,
  connectionClass,
  consumerGroupClass,
  Decoder,
  decodeRecords,
  installedVersion,
  loadRequests,
  PINNED_VERSION,
  type ProduceAnswer,
  produceResponse,
  type RequestDefinition,
  type RequestQueue,
  requestQueueClass,
  requests,
} from './client-internals.ts';
import { rootOf } from './kafka-fault.ts';
import { decodeFetch, FETCH_VERSION } from './wire/fetch-response.ts';
import { isPlain, PRODUCE_VERSION, produceRequest, type ProduceValues } from './wire/produce-request.ts';

/** An assigner that wants to know before its member gives up what it has, and before it fetches. */
export interface MemberAware {
  /** Called, and waited for, each time before the member joins its group. */
  beforeJoin(member: ClientConsumerGroup): Promise<void>;
  /** Called, and waited for, before each fetch. @returns `skip` where there is nothing to ask for */
  beforeFetch(): Promise<'fetch' | 'skip'>;
}

let mended = false;

/**
 * Mends what is known to be wrong in kafkajs, once for the process. @throws where another version is installed than the one that the mends were made for
 */
export function mendClient(): void {
  if (mended) return;
  if (installedVersion !== PINNED_VERSION) {
    throw new Error(
      `kafkajs ${installedVersion} is installed, but libs/messaging mends kafkajs ${PINNED_VERSION}: install that one, or go through client-mends.ts.`,
    );
  }
  mendRequestQueue(requestQueueClass.prototype);
  mendConnect(connectionClass.prototype);
  mendRejoin(consumerGroupClass.prototype);
  mendFetch(consumerGroupClass.prototype);
  mendProduce();
  loadRequests();
  mendRecords(requests['Produce']!, requests['Fetch']!);
  mended = true;
}

/**
 * The queue of a connection re-arms its timer for ever, with a negative delay: a loop of one millisecond for each connection, and a warning
 * (`TimeoutNegativeWarning`) on Node 24. There is something to come back for only while requests wait.
 */
function mendRequestQueue(prototype: RequestQueue): void {
  const interval = 10;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
    const throttledFor = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      throttledFor > 0 ? throttledFor : interval,
    );
  };
}

/**
 * Everybody who asks while a connection is being made opens another socket, and all but the last are forgotten: they stay until the broker ends them
 * after ten minutes, and the process with them. Whoever comes second waits for the first.
 */
function mendConnect(prototype: Connection): void {
  const { connect, disconnect } = prototype;
  const underWay = new WeakMap<Connection, Promise<boolean>>();
  prototype.connect = function (this: Connection): Promise<boolean> {
    const begun = underWay.get(this);
    if (begun !== undefined) return begun;
    const connecting = connect.call(this).finally(() => {
      if (underWay.get(this) === connecting) underWay.delete(this);
    });
    underWay.set(this, connecting);
    return connecting;
  };
  prototype.disconnect = function (this: Connection): Promise<boolean> {
    underWay.delete(this);
    return disconnect.call(this);
  };
}

const ACCEPTED = Symbol('accepted');

/**
 * A request that is refused for one partition, as while its leader moves or just after its topic was created, fails as a whole, and sending it again
 * puts the records of all its other partitions there twice. Tells with the error which partitions have taken theirs.
 */
function mendProduce(): void {
  const { parse } = produceResponse;
  produceResponse.parse = async (answer: ProduceAnswer): Promise<ProduceAnswer> => {
    try {
      return await parse(answer);
    } catch (error) {
      const accepted = answer.topics.flatMap(({ topicName, partitions }) =>
        partitions.filter(({ errorCode }) => errorCode === 0).map(({ partition }) => `${topicName}/${partition}`),
      );
      throw Object.assign(error as Error, { [ACCEPTED]: new Set(accepted) });
    }
  };
}

const NONE: ReadonlySet<string> = new Set();

/** Of a request that failed: the partitions, as `topic/number`, whose records lie there all the same. */
export const acceptedBy = (error: unknown): ReadonlySet<string> =>
  (rootOf(error) as { readonly [ACCEPTED]?: ReadonlySet<string> })[ACCEPTED] ?? NONE;

/** A member joins again, and with that gives up its partitions, while its handlers are still busy with them. Lets the member's assigner finish first. */
function mendRejoin(prototype: ClientConsumerGroup): void {
  const { joinAndSync } = prototype;
  prototype.joinAndSync = async function (this: ClientConsumerGroup): Promise<void> {
    for (const assigner of this.assigners) await (assigner as Partial<MemberAware>).beforeJoin?.(this);
    return joinAndSync.call(this);
  };
}

/**
 * A member asks for more as soon as it has handed over what came, a few records at a time, and where all its partitions are paused it sleeps for the whole
 * wait of a fetch, whatever is resumed meanwhile. Lets the member's assigner say when.
 */
function mendFetch(prototype: ClientConsumerGroup): void {
  const { fetch } = prototype;
  prototype.fetch = async function (this: ClientConsumerGroup, nodeId): Promise<readonly object[]> {
    for (const assigner of this.assigners) {
      if ((await (assigner as Partial<MemberAware>).beforeFetch?.()) === 'skip') return [];
    }
    return fetch.call(this, nodeId);
  };
}

/**
 * kafkajs makes an encoder of half a KiB for every record and every header, and a decoder for each that it reads; with the dozen headers of an event that was
 * three quarters of what a record cost. Writes and reads record batches in one pass; transactions, compression and other versions are left to kafkajs.
 */
function mendRecords(produce: RequestDefinition, fetch: RequestDefinition): void {
  replaceVersion(produce, PRODUCE_VERSION, (values, own) => {
    const plain = values as ProduceValues;
    return isPlain(plain) ? { ...own(() => ({ ...plain, topicData: [] })), request: produceRequest(plain) } : own();
  });
  replaceVersion(fetch, FETCH_VERSION, (_values, own) => {
    const { response, ...request } = own();
    const decode = (raw: Buffer) => decodeFetch(raw, (records) => decodeRecords(new Decoder(withLength(records))));
    return { ...request, response: { ...response, decode } };
  });
}

type Own = (other?: () => object) => ClientRequest;

function replaceVersion(
  definition: RequestDefinition,
  version: number,
  build: (values: object, own: Own) => ClientRequest,
): void {
  const { protocol } = definition;
  definition.protocol = (asked) => {
    const original = protocol(asked);
    if (asked.version !== version || original === undefined) return original;
    return (values) => build(values, (other) => original(other === undefined ? values : other()));
  };
}

/** As it stood in the answer. */
function withLength(records: Buffer): Buffer {
  const length = Buffer.allocUnsafe(4);
  length.writeInt32BE(records.length);
  return Buffer.concat([length, records]);
}

import {
  type ClientConsumerGroup,
  type Connection,
  connectionClass,
  consumerGroupClass,
  decoderClass,
  installedVersion,
  loadRequests,
  PINNED_VERSION,
  type ProduceAnswer,
  produceResponse,
  readHeader,
  type RequestQueue,
  requestQueueClass,
  type WireDecoder,
  type WireHeader,
} from './client-internals.ts';
import { rootOf } from './kafka-fault.ts';

/** An assigner that wants to know before its member gives up what it has. */
export interface RejoinAware {
  /** Called, and waited for, each time before the member joins its group. */
  beforeJoin(member: ClientConsumerGroup): Promise<void>;
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
  mendHeaders(decoderClass.prototype);
  mendProduce();
  loadRequests();
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
    for (const assigner of this.assigners) await (assigner as Partial<RejoinAware>).beforeJoin?.(this);
    return joinAndSync.call(this);
  };
}

/**
 * The headers of a record are collected by copying all earlier ones for each (`{ ...headers, [key]: value }`); with the dozen headers that an event has
 * this costs more than everything else about the record. Gives the decoder a list that collects itself.
 */
function mendHeaders(prototype: WireDecoder): void {
  const { readVarIntArray } = prototype;
  prototype.readVarIntArray = function <T>(this: WireDecoder, read: (decoder: WireDecoder) => T): T[] {
    if ((read as unknown) !== readHeader) return readVarIntArray.call(this, read) as T[];
    const length = this.readVarInt();
    const list = new HeaderList();
    for (let index = 0; index < length; index += 1) list.push(readHeader(this));
    return list as unknown as T[];
  };
}

class HeaderList extends Array<WireHeader> {
  /** What kafkajs wants of it: one object of all, with a list where a name stands several times. */
  override reduce(): never {
    const headers: Record<string, unknown> = {};
    for (let index = 0; index < this.length; index += 1) {
      const { key, value } = this[index]!;
      const known = headers[key];
      if (known === undefined) headers[key] = value;
      else headers[key] = Array.isArray(known) ? [...(known as unknown[]), value] : [known, value];
    }
    return headers as never;
  }
}

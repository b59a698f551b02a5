import { EventEmitter } from 'node:events';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  type ClientConsumerGroup,
  type Connection,
  connectionClass,
  consumerGroupClass,
  installedVersion,
  PINNED_VERSION,
  type RequestQueue,
  requestQueueClass,
} from './client-internals.ts';
import { mendClient } from './client-mends.ts';

describe('The mends of kafkajs', () => {
  beforeAll(mendClient);

  it('are made for the version that is installed', () => {
    expect(installedVersion).toBe(PINNED_VERSION);
  });

  it('leave an idle connection without a timer', () => {
    const queue = requestQueue();
    queue.scheduleCheckPendingRequests();
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });

  it('never wait for a negative time', () => {
    const wait = jest.spyOn(globalThis, 'setTimeout');
    const queue = Object.assign(requestQueue(), { pending: [{}], throttledUntil: Date.now() - 5000 });
    queue.scheduleCheckPendingRequests();
    expect(wait.mock.calls.map(([, ms]) => ms)).toEqual([10]);
    clearTimeout(queue.throttleCheckTimeoutId!);
    wait.mockRestore();
  });

  it('send what waits once the broker stops throttling', async () => {
    const queue = Object.assign(requestQueue(), { throttledUntil: Date.now() + 30 });
    const sent = jest.fn();
    const entry = {
      correlationId: 1,
      apiKey: 0,
      apiName: 'Produce',
      apiVersion: 7,
      resolve: () => {},
      reject: () => {},
    };
    queue.push({ entry, expectResponse: true, sendRequest: sent });
    expect(sent).not.toHaveBeenCalled();
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(sent).toHaveBeenCalledTimes(1);
  });

  it('open one socket for all who ask while a connection is made, and another for who asks after it failed', async () => {
    const sockets: OpenedSocket[] = [];
    const connection = connectionTo((socket) => void sockets.push(socket));
    const asked = [connection.connect(), connection.connect(), connection.connect()];
    expect(sockets).toHaveLength(1);
    sockets[0]!.onError(new Error('refused'));
    for (const answer of asked) await expect(answer).rejects.toThrow('refused');
    const again = connection.connect();
    expect(sockets).toHaveLength(2);
    sockets[1]!.onConnect();
    await expect(again).resolves.toBe(true);
  });

  it('let an assigner finish before its member joins again', async () => {
    const order: string[] = [];
    const member = {
      assigners: [
        {
          beforeJoin: async () => {
            await new Promise((resolve) => setImmediate(resolve));
            order.push('drained');
          },
        },
      ],
      retrier: async () => void order.push('joined'),
    };
    await consumerGroupClass.prototype.joinAndSync.call(member as unknown as ClientConsumerGroup);
    expect(order).toEqual(['drained', 'joined']);
  });
});

type TestedQueue = RequestQueue & { push(request: object): void };

function requestQueue(): TestedQueue {
  const logger = { debug: () => undefined };
  const Queue = requestQueueClass as unknown as new (options: object) => TestedQueue;
  return new Queue({
    maxInFlightRequests: null,
    requestTimeout: 1000,
    enforceRequestTimeout: false,
    clientId: 'test',
    broker: 'none',
    logger,
  });
}

type OpenedSocket = { onConnect(): void; onError(error: Error): void };

/** A connection whose sockets never come to a network. */
function connectionTo(opened: (socket: OpenedSocket) => void): Connection {
  const Connection = connectionClass as unknown as new (options: object) => Connection;
  const quiet = { debug: () => undefined, error: () => undefined };
  return new Connection({
    host: 'nowhere',
    port: 1,
    clientId: 'test',
    logger: { namespace: () => quiet },
    connectionTimeout: 1000,
    enforceRequestTimeout: false,
    socketFactory: ({ onConnect }: { onConnect(): void }) => {
      const socket = Object.assign(new EventEmitter(), { end: () => undefined, unref: () => undefined });
      opened({ onConnect, onError: (error) => void socket.emit('error', error) });
      return Object.assign(socket, { setKeepAlive: () => undefined });
    },
  });
}

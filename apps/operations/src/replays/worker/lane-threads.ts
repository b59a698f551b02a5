import { Worker } from 'node:worker_threads';
import type { operationsStore } from '@watchpost/persistence';
import type { LaneEnd } from '../engine/lane.ts';
import type { Shared } from '../engine/run.ts';
import type { LaneRunner } from './worker.ts';

/** What a thread is given. */
export interface LaneOrder {
  readonly replay: operationsStore.Replay;
  readonly worker: string;
  readonly positions: readonly operationsStore.ReplayPosition[];
  readonly shared: Shared;
}

export type LaneMessage =
  | { readonly kind: 'ended'; readonly end: LaneEnd }
  | { readonly kind: 'failed'; readonly reason: string; readonly transient: boolean };

/** Each lane in a thread of its own, with its own connections. */
export const threadLane =
  (worker: string): LaneRunner =>
  (replay, positions, shared, signal) => {
    const order: LaneOrder = { replay, worker, positions, shared };
    const thread = new Worker(new URL('./lane-thread.js', import.meta.url), { workerData: order });
    const ended = Promise.withResolvers<LaneEnd>();
    const stop = (): void => thread.postMessage('stop');
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    thread.on('message', (message: LaneMessage) => {
      if (message.kind === 'ended') ended.resolve(message.end);
      else ended.reject(Object.assign(new Error(message.reason), { transient: message.transient }));
    });
    thread.on('error', ended.reject);
    thread.on('exit', (code) => ended.reject(new Error(`a thread of the replay ended with ${code}`)));
    return ended.promise.finally(() => signal.removeEventListener('abort', stop));
  };

import { describe, expect, it } from '@jest/globals';
import { type BatchHandler, LogUnavailableError, type RecordOutcome } from '../event-log.ts';
import { silentObserver } from '../observer.ts';
import { DeliveredRecord } from './delivered-record.ts';
import { Delivery } from './delivery.ts';
import { type PartitionState } from './partition-state.ts';
import { type DeliveryLimits, type DeliveryPort } from './delivery-port.ts';

const limits: DeliveryLimits = {
  maxBatchRecords: 100,
  maxBatchBytes: 1000,
  maxAttempts: 3,
  retryBaseMs: 10,
  maxBacklogBytes: 2000,
  maxParkedBytes: 500,
};

describe('Delivery', () => {
  it('keeps the order of a key when a drain comes while a failing batch is cut in halves', async () => {
    const calls: string[] = [];
    const { delivery, offer } = deliver(async (records) => {
      calls.push(records.map(({ offset }) => offset).join());
      if (calls.length === 1) throw new Error('a mistake');
      if (calls.length > 2) return;
      await turn();
      throw new LogUnavailableError('away');
    });
    offer(0, [0, 1, 2, 3], 'k');
    delivery.kick();
    await turn();
    await delivery.drain(1000);
    delivery.proceed();
    await quiet(delivery);
    expect(calls.slice(0, 2)).toEqual(['0,1,2,3', '0,1']);
    expect(calls.slice(2).join()).toBe('0,1,2,3');
  });

  it('goes on with a partition that was paused for the backlog of one that is taken away', async () => {
    const gate = Promise.withResolvers<void>();
    const { delivery, offer, paused } = deliver(() => gate.promise);
    offer(0, [0], 'k', 100);
    delivery.kick();
    const given = offer(1, [0, 1], 'k', 1500);
    expect([...paused].sort()).toEqual([0, 1]);
    delivery.revoke([given]);
    expect(paused.has(0)).toBe(false);
    gate.resolve();
    await quiet(delivery);
  });

  it('pauses a partition whose parked keys hold too much, and no other', async () => {
    const { delivery, offer, paused } = deliver(async (records) =>
      records.map((record) => (record.partition === 0 ? again : undefined)),
    );
    offer(0, [0, 1, 2], 'k', 300);
    offer(1, [0, 1, 2], 'k', 300);
    delivery.kick();
    await quiet(delivery);
    expect([...paused]).toEqual([0]);
    expect(delivery.retrying).toBe(3);
  });

  it('gives dead records that could not be parked back in order', async () => {
    const calls: string[] = [];
    let away = true;
    const { delivery, offer, letters } = deliver(
      async (records) => {
        calls.push(records.map(({ offset }) => offset).join());
        return records.map(() => dead);
      },
      { deadLetter: async () => (away ? Promise.reject(new LogUnavailableError('away')) : undefined) },
    );
    offer(0, [0, 1, 2], 'k');
    delivery.kick();
    await turn();
    await delivery.drain(1000);
    away = false;
    delivery.proceed();
    await quiet(delivery);
    expect(calls).toEqual(['0,1,2', '0,1,2']);
    expect(letters).toEqual(['0', '1', '2']);
    expect(delivery.pending).toBe(0);
  });

  it('does not repeat records of a partition that was taken away', async () => {
    const calls: string[] = [];
    const gone: PartitionState[] = [];
    const { delivery, offer } = deliver(async (records) => {
      calls.push(records.map(({ partition, offset }) => `${partition}/${offset}`).join());
      if (calls.length > 1) return;
      delivery.revoke(gone);
      throw new LogUnavailableError('away');
    });
    gone.push(offer(0, [0, 1], 'k'));
    offer(1, [0], 'k');
    delivery.kick();
    await quiet(delivery);
    expect(calls).toEqual(['0/0,0/1,1/0', '1/0']);
  });

  it('tells a running handler when its partitions are gone, and lets its answer count for nothing', async () => {
    const gate = Promise.withResolvers<void>();
    const stale: boolean[] = [];
    const { delivery, offer, letters } = deliver(async (records, context) => {
      stale.push(context.isStale());
      await gate.promise;
      stale.push(context.isStale());
      return records.map(() => dead);
    });
    const gone = offer(0, [0], 'k');
    delivery.kick();
    await turn();
    delivery.revoke([gone]);
    gate.resolve();
    await quiet(delivery);
    expect(stale).toEqual([false, true]);
    expect(letters).toEqual([]);
  });

  it('tries a record that made its batch fail alone from then on', async () => {
    const calls: string[] = [];
    const { delivery, offer, letters } = deliver(async (records) => {
      calls.push(records.map(({ offset }) => offset).join());
      if (records.some(({ offset }) => offset === 1)) throw new Error('a mistake');
    });
    offer(0, [0, 1, 2, 3], null);
    delivery.kick();
    await quiet(delivery);
    offer(0, [4], null);
    delivery.kick();
    await quiet(delivery);
    expect(calls.filter((call) => call.split(',').includes('1'))).toEqual(['0,1,2,3', '0,1', '1', '1', '1']);
    expect(letters).toEqual(['1']);
  });

  it('cuts batches by bytes', async () => {
    const calls: number[] = [];
    const { delivery, offer } = deliver(async (records) => void calls.push(records.length));
    offer(0, [0, 1, 2, 3, 4], null, 400);
    delivery.kick();
    await quiet(delivery);
    expect(calls).toEqual([2, 2, 1]);
  });
});

const again: RecordOutcome = { kind: 'retry', afterMs: 1000, code: 'test.away', reason: 'away' };
const dead: RecordOutcome = { kind: 'dead', code: 'test.poison', reason: 'poison' };
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** Nothing moves for a few turns. */
async function quiet(delivery: Delivery): Promise<void> {
  for (let still = 0; still < 4;) {
    await turn();
    still = delivery.idle ? still + 1 : 0;
  }
}

function deliver(handler: BatchHandler, port: Partial<DeliveryPort> = {}) {
  const paused = new Set<number>();
  const letters: string[] = [];
  const delivery = new Delivery('g', limits, handler, {
    timers,
    observer: { ...silentObserver, died: ({ offset }) => void letters.push(String(offset)) },
    random: () => 0.5,
    settled: () => undefined,
    deadLetter: () => Promise.resolve(),
    reread: () => Promise.resolve(null),
    pause: ({ partition }) => void paused.add(partition),
    resume: ({ partition }) => void paused.delete(partition),
    doubtful: () => false,
    heartbeat: () => Promise.resolve(),
    ...port,
  });
  const offer = (partition: number, offsets: readonly number[], key: string | null, bytes = 10) => {
    const state = delivery.stateOf('t', partition) ?? delivery.assign('t', partition);
    const keyed = key === null ? null : Buffer.from(key);
    const records = offsets.map(
      (offset) => new DeliveredRecord('t', partition, offset, keyed, Buffer.alloc(bytes), null, 0),
    );
    delivery.offer(state, records, offsets.at(-1)! + 1);
    return state;
  };
  return { delivery, offer, paused, letters };
}

/** Short pauses end at once; a try that is to come after a second waits for the test's end. */
const timers = {
  now: () => 1,
  after: (ms: number, task: () => void) => {
    const handle = setTimeout(task, ms < 500 ? 1 : 1_000_000).unref();
    return () => clearTimeout(handle);
  },
};

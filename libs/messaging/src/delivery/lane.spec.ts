import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { DeliveredRecord } from './delivered-record.ts';
import { Lane } from './lane.ts';
import { PartitionState } from './partition-state.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const record = (state: PartitionState, offset: number): DeliveredRecord => {
  const made = new DeliveredRecord('t', 0, offset, null, Buffer.alloc(1), null, 0);
  state.take(made);
  return made;
};

describe('the records that wait for a handler', () => {
  it('are let go once they are handed over, however many come after them', async () => {
    const state = new PartitionState('t', 0);
    const lane = new Lane('t');
    const handedOver: WeakRef<DeliveredRecord>[] = [];
    const pass = (): void => {
      for (let offset = 0; offset < 100; offset += 1) lane.push(record(state, offset));
      const taken = lane.take({ maxBatchRecords: 90, maxBatchBytes: 1_000 });
      handedOver.push(...taken.map((each) => new WeakRef(each)));
    };
    pass();
    await turn();
    collect();
    expect(handedOver).toHaveLength(90);
    expect(handedOver.filter((each) => each.deref() !== undefined)).toEqual([]);
    expect(lane.length).toBe(10);
    expect(lane.take({ maxBatchRecords: 90, maxBatchBytes: 1_000 }).map(({ offset }) => offset)).toEqual(
      Array.from({ length: 10 }, (_, index) => 90 + index),
    );
  });

  it('come in order where the list was cut between them', () => {
    const state = new PartitionState('t', 0);
    const lane = new Lane('t');
    for (let offset = 0; offset < 5_000; offset += 1) lane.push(record(state, offset));
    const offsets: number[] = [];
    while (lane.length > 0) {
      offsets.push(...lane.take({ maxBatchRecords: 700, maxBatchBytes: 10_000 }).map(({ offset }) => offset));
    }
    expect(offsets).toEqual(Array.from({ length: 5_000 }, (_, index) => index));
    expect(lane.bytes).toBe(0);
  });
});

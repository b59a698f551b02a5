import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DeliveredRecord } from './delivered-record.ts';
import { PartitionState } from './partition-state.ts';

const record = (offset: number): DeliveredRecord => new DeliveredRecord('t', 0, offset, null, null, null, 0);

describe('The account of a partition', () => {
  it('has its watermark at the lowest unsettled record, in whatever order records are settled', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(gaps, fc.infiniteStream(fc.nat()), (steps, choices) => {
        const state = new PartitionState('t', 0);
        let offset = -1;
        const open = steps.map((step) => record((offset += step)));
        for (const taken of open) expect(state.take(taken)).toBe(true);
        const end = offset + 1;
        while (open.length > 0) {
          expect(state.watermark).toBe(Math.min(...open.map((taken) => taken.offset)));
          const [settled] = open.splice(choices.next().value! % open.length, 1);
          state.settle(settled!.sequence);
          state.settle(settled!.sequence);
          expect(state.unsettled).toBe(open.length);
        }
        expect(state.watermark).toBe(end);
      }),
    );
  });

  it('takes nothing in twice', () => {
    const state = new PartitionState('t', 0);
    expect([3, 4, 3, 4, 5].map((offset) => state.take(record(offset)))).toEqual([true, true, false, false, true]);
  });

  it('remembers no more than what is unsettled', () => {
    const state = new PartitionState('t', 0);
    for (let offset = 0; offset < 100_000; offset += 1) {
      const taken = record(offset);
      state.take(taken);
      state.settle(taken.sequence);
    }
    expect(state.watermark).toBe(100_000);
    expect(state.unsettled).toBe(0);
  });
});

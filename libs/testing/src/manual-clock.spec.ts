import { describe, expect, it } from '@jest/globals';
import { ManualClock } from './manual-clock.ts';

describe('A clock in the test’s hand', () => {
  it('stands still until it is moved', async () => {
    const clock = new ManualClock('2026-01-01T00:00:00Z');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(clock.now()).toBe(Date.parse('2026-01-01T00:00:00Z'));
    clock.advance(1500);
    expect(clock.now()).toBe(Date.parse('2026-01-01T00:00:01.500Z'));
  });

  it('wakes in the order of times, at those times, also what is asked for on the way', () => {
    const clock = new ManualClock(0);
    const woken: [string, number][] = [];
    const note = (name: string) => () => void woken.push([name, clock.now()]);
    clock.after(30, note('third'));
    clock.after(10, () => {
      note('first')();
      clock.after(5, note('second'));
    });
    clock.after(100, note('later'));
    clock.advance(50);
    expect(woken).toEqual([
      ['first', 10],
      ['second', 15],
      ['third', 30],
    ]);
    expect(clock.waiting).toBe(1);
  });

  it('does not wake what was called off', () => {
    const clock = new ManualClock(0);
    const calledOff = clock.after(10, () => {
      throw new Error('woken');
    });
    calledOff();
    clock.advance(20);
    expect(clock.waiting).toBe(0);
  });
});

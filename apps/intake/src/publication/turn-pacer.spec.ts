import { beforeEach, describe, expect, it } from '@jest/globals';
import { TurnPacer } from './turn-pacer.ts';

describe('the pacer of later chunks', () => {
  let now: number;
  let waiting: number | Error;
  let pacer: TurnPacer;

  beforeEach(() => {
    now = 1_000_000;
    waiting = 0;
    const backlog = (): Promise<number> =>
      waiting instanceof Error ? Promise.reject(waiting) : Promise.resolve(waiting);
    pacer = new TurnPacer({ now: () => now }, backlog, 2_000);
  });

  /** As the relay does: looks, takes what it may, comes back a little later. */
  async function looks(count: number, found = 100): Promise<number[]> {
    const allowed: number[] = [];
    for (let look = 0; look < count; look++) {
      const wish = pacer.wish();
      allowed.push(pacer.allow(Math.min(found, wish)));
      await new Promise((resolve) => setImmediate(resolve));
      now += 200;
    }
    return allowed;
  }

  it('lets one go once the first chunk has had time to show in the backlog, and the next after the same time', async () => {
    expect(await looks(9)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('looks at most five times a second', () => {
    expect(pacer.wish()).toBeGreaterThan(0);
    expect(pacer.wish()).toBe(0);
    now += 200;
    expect(pacer.wish()).toBeGreaterThan(0);
  });

  it('holds them while more lines wait than may, and lets them go when they have been assessed', async () => {
    waiting = 2_001;
    expect(await looks(8)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    waiting = 500;
    expect((await looks(6)).reduce((sum, allowed) => sum + allowed, 0)).toBeGreaterThan(0);
  });

  it('lets more go at a time the longer nothing waits, and one again after a backlog', async () => {
    expect(Math.max(...(await looks(80)))).toBe(8);
    waiting = 5_000;
    await looks(4);
    waiting = 1_000;
    expect(Math.max(...(await looks(12)))).toBe(1);
  });

  it.each([
    ['the backlog never ends', 10_000],
    ['nobody knows the backlog', new Error('the broker is away')],
  ])('lets one go every few seconds although %s', async (_why, backlog) => {
    waiting = backlog;
    const allowed = await looks(60);
    expect(allowed.filter((chunks) => chunks > 0)).toEqual([1, 1]);
  });

  it('allows nothing where nothing is found', async () => {
    expect(await looks(5, 0)).toEqual([0, 0, 0, 0, 0]);
  });
});

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FetchPace } from './fetch-pace.ts';

describe('The pace of fetches', () => {
  const state = { busy: false, paused: false };
  const pace = (): FetchPace =>
    new FetchPace({ lingerMs: 5, fetchWaitMs: 500, isBusy: () => state.busy, isPaused: () => state.paused });

  beforeEach(() => {
    jest.useFakeTimers();
    Object.assign(state, { busy: false, paused: false });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Milliseconds until it says so, and what it says. */
  async function said(next: Promise<'fetch' | 'skip'>): Promise<[ms: number, answer: string]> {
    let answer: string | null = null;
    void next.then((given) => (answer = given));
    for (let ms = 0; ; ms += 1) {
      await jest.advanceTimersByTimeAsync(0);
      if (answer !== null) return [ms, answer];
      await jest.advanceTimersByTimeAsync(1);
    }
  }

  it('does not wait where nothing came, for the broker has, nor where there is a backlog', async () => {
    const paced = pace();
    expect(await said(paced.next())).toEqual([0, 'fetch']);
    paced.took(600);
    paced.took(600);
    expect(await said(paced.next())).toEqual([0, 'fetch']);
  });

  it('lets a few records be followed at once where the broker had waited for them', async () => {
    const paced = pace();
    expect(await said(paced.next())).toEqual([0, 'fetch']);
    await jest.advanceTimersByTimeAsync(70);
    paced.took(3);
    expect(await said(paced.next())).toEqual([0, 'fetch']);
    await jest.advanceTimersByTimeAsync(2);
    paced.took(3);
    expect(await said(paced.next())).toEqual([3, 'fetch']);
  });

  it('lets a few records be followed by more, and a busy handler come to its end', async () => {
    const paced = pace();
    await said(paced.next());
    paced.took(3);
    expect(await said(paced.next())).toEqual([5, 'fetch']);
    expect(await said(paced.next())).toEqual([0, 'fetch']);
    state.busy = true;
    paced.took(3);
    const next = paced.next();
    setTimeout(() => paced.wake(), 12);
    expect(await said(next)).toEqual([12, 'fetch']);
    paced.took(3);
    expect(await said(paced.next())).toEqual([30, 'fetch']);
  });

  it('asks for nothing while all partitions are paused, and goes on as soon as one is resumed', async () => {
    state.paused = true;
    const paced = pace();
    expect(await said(paced.next())).toEqual([500, 'skip']);
    const next = paced.next();
    setTimeout(() => {
      state.paused = false;
      paced.wake();
    }, 40);
    expect(await said(next)).toEqual([40, 'fetch']);
  });
});

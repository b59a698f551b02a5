import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Retention, RetentionSweep } from './retention-sweep.ts';

const NOW = Date.UTC(2026, 10, 24, 9, 30);

const said: string[] = [];
const say = (...words: unknown[]): void => void said.push(JSON.stringify(words));
const logger = { info: say, warn: say };
const started: RetentionSweep[] = [];
beforeEach(() => void said.splice(0));
afterEach(async () => {
  for (const sweep of started.splice(0)) await sweep.onModuleDestroy();
});

function sweepOf(forget: Retention['forget']): RetentionSweep {
  const sweep = new RetentionSweep({ what: 'alerts', days: 2, everyMs: 2, forget }, { now: () => NOW }, logger);
  started.push(sweep);
  return sweep;
}

const until = async (condition: () => boolean): Promise<void> => {
  const deadline = performance.now() + 5_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('not within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
};

it('forgets what is older than so many days, and says how much it was', async () => {
  const asked: Date[] = [];
  const sweep = sweepOf(async (before) => asked.push(before));
  expect(await sweep.sweep()).toBe(1);
  expect(asked).toEqual([new Date('2026-11-22T09:30:00Z')]);
});

it('sweeps again and again from the start on, and says so where there was something', async () => {
  let sweeps = 0;
  const sweep = sweepOf(async () => (++sweeps === 1 ? 3 : 0));
  sweep.onApplicationBootstrap();
  await until(() => sweeps > 2);
  expect(said.filter((line) => line.includes('"count":3'))).toHaveLength(1);
  expect(said.filter((line) => line.includes('forgot alerts'))).toHaveLength(1);
});

it('sweeps at once when its service starts, however soon that is started anew', async () => {
  let sweeps = 0;
  const forget = async () => ++sweeps;
  const sweep = new RetentionSweep({ what: 'alerts', days: 2, forget }, { now: () => NOW }, logger);
  started.push(sweep);
  sweep.onApplicationBootstrap();
  await until(() => sweeps === 1);
});

it('is tried again after one that failed, which the log tells', async () => {
  let sweeps = 0;
  const sweep = sweepOf(async () => {
    if (++sweeps === 1) throw new Error('the database is away');
    return 0;
  });
  sweep.onApplicationBootstrap();
  await until(() => sweeps > 1);
  expect(said.filter((line) => line.includes('forgetting alerts failed'))).toHaveLength(1);
});

it('runs once at a time, and is waited for at the end, after which none begins', async () => {
  let sweeps = 0;
  let finish: (count: number) => void = () => undefined;
  const sweep = sweepOf(() => {
    sweeps += 1;
    return new Promise<number>((resolve) => (finish = resolve));
  });
  sweep.onApplicationBootstrap();
  await until(() => sweeps === 1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  let ended = false;
  const ending = sweep.onModuleDestroy().then(() => (ended = true));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect({ sweeps, ended }).toEqual({ sweeps: 1, ended: false });
  finish(0);
  await ending;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(sweeps).toBe(1);
});

import { expect, it } from '@jest/globals';
import { nextAttempt } from './retry-schedule.ts';
import { retryAfterOf } from './webhook-sender.ts';

const now = Date.UTC(2026, 10, 24);

it('tries again after ever longer pauses and gives up after three days or so', () => {
  const pauses = Array.from({ length: 10 }, (_, failed) => nextAttempt(now, failed + 1, null, 0.5));
  expect(pauses.map((at) => (at === null ? null : (at - now) / 1000))).toEqual([
    5,
    300,
    1800,
    7200,
    18_000,
    36_000,
    50_400,
    72_000,
    86_400,
    null,
  ]);
});

it('spreads the tries by a fifth either way', () => {
  expect([nextAttempt(now, 1, null, 0), nextAttempt(now, 1, null, 1)]).toEqual([now + 4_000, now + 6_000]);
});

it('waits as long as the receiver asks, but not longer than a day', () => {
  expect(nextAttempt(now, 1, 60_000, 0.5)).toBe(now + 60_000);
  expect(nextAttempt(now, 1, 1_000, 0.5)).toBe(now + 5_000);
  expect(nextAttempt(now, 1, 9e12, 0.5)).toBe(now + 86_400_000);
});

it('reads Retry-After in both its forms', () => {
  expect(retryAfterOf('120', now)).toBe(120_000);
  expect(retryAfterOf(new Date(now + 30_000).toUTCString(), now)).toBe(30_000);
  expect(retryAfterOf(new Date(now - 30_000).toUTCString(), now)).toBe(0);
  expect(retryAfterOf('soon', now)).toBeNull();
  expect(retryAfterOf(undefined, now)).toBeNull();
});

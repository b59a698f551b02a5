const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Pauses between the tries of one message, as Standard Webhooks suggests; after the last it is given up. */
const pauses = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
const LONGEST_ASKED = 24 * HOUR;

/**
 * When a message is tried again that has failed `attempts` times; null where it is given up.
 * @param retryAfterMs what the receiver asked for; it is waited for at least that long, up to a day
 * @param chance 0 to 1: spreads the tries by a fifth either way, so that a receiver that comes back is not run over
 */
export function nextAttempt(now: number, attempts: number, retryAfterMs: number | null, chance: number): number | null {
  const pause = pauses[attempts - 1];
  if (pause === undefined) return null;
  const asked = Math.min(retryAfterMs ?? 0, LONGEST_ASKED);
  return now + Math.round(Math.max(pause * (0.8 + 0.4 * chance), asked));
}

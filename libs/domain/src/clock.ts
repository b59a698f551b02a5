/** A moment in milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMillis = number;

/** Where the time comes from. Nothing but an adapter reads the machine's clock; tests hold one in their hand. */
export interface Clock {
  now(): EpochMillis;
}

export const systemClock: Clock = { now: () => Date.now() };

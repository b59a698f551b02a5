import type { EpochMillis } from '@watchpost/domain';

const MILLIS = 86_400_000;

/** Days since 1970-01-01, in UTC. */
export const dayOf = (at: EpochMillis): number => Math.floor(at / MILLIS);

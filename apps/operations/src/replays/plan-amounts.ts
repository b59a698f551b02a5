import type { z } from 'zod';
import type { LogSample } from './log-sample.ts';
import type { replayPlan } from './replay.schema.ts';

type Amount = z.input<typeof replayPlan>['shipments'];

/** Half of the range in which an estimate lies in 19 of 20 cases, in standard errors; neighbours are alike, which the factor allows for. */
const ERRORS = 1.96 * 2;

/** What was counted. */
export const exactly = (count: number): Amount => ({ count, exact: true, low: count, high: count });

/** What follows for all of them from those that were looked at. */
export function estimated(matching: number, seen: number, all: number): Amount {
  const share = seen === 0 ? 0 : matching / seen;
  const error = seen === 0 ? 1 : ERRORS * Math.sqrt((share * (1 - share) + 1 / seen) / seen);
  const at = (part: number): number => Math.round(Math.min(1, Math.max(0, part)) * all);
  return { count: at(share), exact: false, low: Math.max(matching, at(share - error)), high: at(share + error) };
}

/** What they weigh, from those that were looked at. */
export function aboutBytes({ bytes, records: seen }: LogSample, all: number): Amount {
  const count = seen === 0 ? 0 : Math.round((bytes / seen) * all);
  return { count, exact: false, low: Math.round(count * 0.9), high: Math.round(count * 1.1) };
}

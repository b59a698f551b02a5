import type { EpochMillis } from './clock.ts';

/** How exactly a date or a time of day is stated, the coarsest first. */
export const datePrecisions = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;
export type DatePrecision = (typeof datePrecisions)[number];

/** What is coarser than to the minute: there it matters that the moment kept is only the first one that was meant. */
export type CoarsePrecision = 'year' | 'month' | 'day' | 'hour';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A month and a year at their longest. */
const lengths: Readonly<Record<CoarsePrecision, number>> = {
  year: 366 * DAY,
  month: 31 * DAY,
  day: DAY,
  hour: HOUR,
};

/**
 * The last moment that is meant by what was stated: of a day its last millisecond, of a minute the minute itself. A shipment that arrives on
 * a day may not be there before that.
 * @param at the first moment that is meant
 * @param precision null for to the minute or more exactly; a name that is not known counts as that
 */
export function lastMeant(at: EpochMillis, precision: string | null): EpochMillis {
  const length = precision !== null && Object.hasOwn(lengths, precision) ? lengths[precision as CoarsePrecision] : null;
  return length === null ? at : at + length - 1;
}

/** null for what is exact to the minute. */
export const coarse = (precision: DatePrecision): CoarsePrecision | null =>
  precision === 'minute' || precision === 'second' ? null : precision;

import type { DatePrecision, EpochMillis } from '@watchpost/domain';
import type { AssumedPart } from '../provenance/read-field.ts';
import type { Sited } from './sited.ts';

/** A date, or a date and time of day, as a document states it. */
export interface Moment {
  /** The first moment that is meant: of a day its beginning. */
  readonly at: EpochMillis;
  readonly precision: DatePrecision;
  readonly assumed: readonly AssumedPart[];
}

/** A moment and where it is stated. */
export interface StatedMoment {
  readonly moment: Moment;
  readonly sited: Sited;
}

const nothing: readonly AssumedPart[] = [];
/** The document names no zone. */
export const zoneAssumed: readonly AssumedPart[] = ['zone'];

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** ISO 8601 date or date and time; without a zone it is UTC. null where it is none. */
export function isoMoment(text: string): Moment | null {
  const parts = iso.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = parts;
  const at = utc(Number(year), Number(month), Number(day), Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0));
  if (at === null) return null;
  const millis = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
  return {
    at: at + millis - offsetOf(zone),
    precision: hour === undefined ? 'day' : second === undefined ? 'minute' : 'second',
    assumed: zone === undefined ? zoneAssumed : nothing,
  };
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined || /^z$/i.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** yyyymmddhhmm (UN/EDIFACT 203) or yyyymmdd (102), UTC. */
export function compactMoment(text: string): Moment | null {
  const parts = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2}))?$/.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour, minute] = parts;
  return momentOr(
    utc(Number(year), Number(month), Number(day), Number(hour ?? 0), Number(minute ?? 0), 0),
    hour === undefined ? 'day' : 'minute',
  );
}

/**
 * yymmdd and hhmm, as ICS1 and UNB state the preparation; years 70 to 99 are of the last century.
 * @param time null where no more than the day is stated
 */
export function shortMoment(date: string, time: string | null): Moment | null {
  const day = /^(\d{2})(\d{2})(\d{2})$/.exec(date);
  const clock = /^(\d{2})(\d{2})$/.exec(time ?? '0000');
  if (!day || !clock) return null;
  const year = Number(day[1]);
  const at = utc(
    year < 70 ? 2000 + year : 1900 + year,
    Number(day[2]),
    Number(day[3]),
    Number(clock[1]),
    Number(clock[2]),
    0,
  );
  return momentOr(at, time === null ? 'day' : 'minute');
}

const momentOr = (at: EpochMillis | null, precision: DatePrecision): Moment | null =>
  at === null ? null : { at, precision, assumed: zoneAssumed };

/** The same time on the clock of a zone that the document names. @param minutes east of UTC */
export const inZone = ({ at, precision, assumed }: Moment, minutes: number): Moment => ({
  at: at - minutes * 60_000,
  precision,
  assumed: assumed.filter((part) => part !== 'zone'),
});

/** The same with seconds that were stated besides. */
export const withSeconds = (moment: Moment, seconds: number): Moment => ({
  ...moment,
  at: moment.at + seconds * 1000,
  precision: 'second',
});

/** null where there is no such day or time. */
export function utc(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): EpochMillis | null {
  if (hour > 24 || minute > 59 || second > 60) return null;
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? at : null;
}

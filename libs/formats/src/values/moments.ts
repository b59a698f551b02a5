import type { EpochMillis } from '@watchpost/domain';

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** ISO 8601 date or date and time; without a zone it is UTC. null where it is none. */
export function isoMoment(text: string): EpochMillis | null {
  const parts = iso.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = parts;
  const at = utc(Number(year), Number(month), Number(day), Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0));
  if (at === null) return null;
  const millis = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
  return at + millis - offsetOf(zone);
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined || /^z$/i.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** yyyymmddhhmm (UN/EDIFACT 203) or yyyymmdd (102), UTC. */
export function compactMoment(text: string): EpochMillis | null {
  const parts = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2}))?$/.exec(text);
  if (!parts) return null;
  return utc(Number(parts[1]), Number(parts[2]), Number(parts[3]), Number(parts[4] ?? 0), Number(parts[5] ?? 0), 0);
}

/** yymmdd and hhmm, as ICS1 and UNB state the preparation; years 70 to 99 are of the last century. */
export function shortMoment(date: string, time: string): EpochMillis | null {
  const day = /^(\d{2})(\d{2})(\d{2})$/.exec(date);
  const clock = /^(\d{2})(\d{2})$/.exec(time);
  if (!day || !clock) return null;
  const year = Number(day[1]);
  return utc(
    year < 70 ? 2000 + year : 1900 + year,
    Number(day[2]),
    Number(day[3]),
    Number(clock[1]),
    Number(clock[2]),
    0,
  );
}

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

import { compactMoment, isoMoment, type Moment, utc, zoneAssumed } from '../values/moments.ts';

/** Reads a date of one form. @returns null where the text has not the form, or the day does not exist */
export type DateReader = (text: string) => Moment | null;

const tokens = {
  yyyy: '(?<year>\\d{4})',
  yy: '(?<shortYear>\\d{2})',
  MMM: '(?<monthName>\\p{L}{3})\\.?',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  hh: '(?<hour>\\d{2})',
  h: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  SSS: '(?<milli>\\d{3})',
  a: '(?<half>[AaPp])\\.?[Mm]\\.?',
  XXX: '(?<zone>Z|[+-]\\d{2}:?\\d{2})',
} as const;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const piece = /yyyy|yy|MMM|MM|M|dd|d|HH|H|hh|h|mm|ss|SSS|a|XXX|'[^']*'|[^A-Za-z']/gy;

/** Years of two digits: 70 to 99 are of the last century. */
const century = (year: number): number => (year < 70 ? 2000 + year : 1900 + year);

/**
 * A form such as `dd/MM/yyyy`, `yyyyMMdd`, `dd.MM.yy HH:mm`, `yyyy-MM-dd'T'HH:mm:ssXXX`, in the letters of Unicode's date patterns, or
 * `epoch-seconds`, `epoch-millis`.
 * @param zoneMinutes minutes east of UTC, for dates that state no zone
 * @returns null where this is no such form, or one that names no day
 */
export function dateReader(form: string, zoneMinutes: number): DateReader | null {
  if (form === 'epoch-seconds') return (text) => (/^\d{1,11}$/.test(text) ? exactly(Number(text) * 1000) : null);
  if (form === 'epoch-millis') return (text) => (/^\d{1,14}$/.test(text) ? exactly(Number(text)) : null);
  const source = sourceOf(form);
  if (source === null) return null;
  const pattern = new RegExp(`^${source}$`, 'u');
  return (text) => {
    const parts = pattern.exec(text)?.groups;
    return parts === undefined ? null : momentOf(parts, zoneMinutes);
  };
}

/** ISO 8601, or the forms of EDIFACT, as where no form is named. @param zoneMinutes minutes east of UTC, for dates that state no zone */
export function anyIsoDate(zoneMinutes: number): DateReader {
  return (text) => {
    const moment = isoMoment(text) ?? compactMoment(text);
    if (moment === null || moment.assumed.length === 0) return moment;
    return { ...moment, at: moment.at - zoneMinutes * 60_000 };
  };
}

function sourceOf(form: string): string | null {
  if (form.length > 40) return null;
  const seen = new Set<string>();
  let source = '';
  let read = 0;
  for (const [part] of form.matchAll(piece)) {
    read += part.length;
    const token = Object.hasOwn(tokens, part) ? tokens[part as keyof typeof tokens] : null;
    const group = token === null ? null : /<(\w+)>/.exec(token)![1]!;
    if (group !== null && seen.has(group)) return null;
    if (group !== null) seen.add(group);
    source += token ?? literal(part);
  }
  const namesDay = (seen.has('year') || seen.has('shortYear')) && (seen.has('month') || seen.has('monthName'));
  return read === form.length && namesDay && seen.has('day') ? source : null;
}

const literal = (part: string): string =>
  (part.startsWith("'") ? part.slice(1, -1) : part).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

const exactly = (at: number): Moment => ({ at, precision: 'second', assumed: [] });

function momentOf(parts: Readonly<Record<string, string | undefined>>, zoneMinutes: number): Moment | null {
  const number = (name: string, otherwise = 0) => (parts[name] === undefined ? otherwise : Number(parts[name]));
  const year = parts['year'] === undefined ? century(number('shortYear')) : number('year');
  const month =
    parts['monthName'] === undefined ? number('month') : months.indexOf(parts['monthName'].toLowerCase()) + 1;
  const hour = hourOf(number('hour'), parts['half']);
  const at = utc(year, month, number('day'), hour, number('minute'), number('second'));
  const zone = parts['zone'] === undefined ? zoneMinutes : zoneMinutesOf(parts['zone']);
  if (at === null || zone === null) return null;
  return {
    at: at + number('milli') - zone * 60_000,
    precision: finest.find(([part]) => parts[part] !== undefined)?.[1] ?? 'day',
    assumed: parts['zone'] === undefined ? zoneAssumed : [],
  };
}

const finest = [
  ['second', 'second'],
  ['minute', 'minute'],
  ['hour', 'hour'],
] as const;

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return 99;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

/** Minutes east of UTC of `Z`, `+08:00`, `-0500`; null where it is no zone. */
export function zoneMinutesOf(zone: string): number | null {
  if (zone === 'Z') return 0;
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (!parts || Number(parts[2]) > 14 || Number(parts[3]) > 59) return null;
  const minutes = Number(parts[2]) * 60 + Number(parts[3]);
  return parts[1] === '-' ? -minutes : minutes;
}

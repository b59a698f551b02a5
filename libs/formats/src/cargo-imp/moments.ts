import type { EpochMillis } from '@watchpost/domain';
import type { AssumedPart } from '../provenance/read-field.ts';
import type { Moment } from '../values/moments.ts';

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAY = 86_400_000;
const allButTheDay: readonly AssumedPart[] = ['year', 'month', 'zone'];
const allButMonthAndDay: readonly AssumedPart[] = ['year', 'zone'];

export const IMP_MOMENT = 'dd, ddMMM or ddMMMhhmm';

/**
 * `15`, `15JAN`, `15JAN1230`, UTC. Cargo-IMP states no year, and sometimes no month: it is the one that brings the day nearest to when the
 * message was received.
 */
export function momentNear(receivedAt: EpochMillis): (text: string) => Moment | null {
  return (text) => {
    const parts = /^(\d{1,2})([A-Z]{3})?(?:(\d{2})(\d{2}))?$/.exec(text.trim().toUpperCase());
    if (!parts) return null;
    const [, day, monthName, hour, minute] = parts;
    if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59) return null;
    const time = (Number(hour ?? 0) * 60 + Number(minute ?? 0)) * 60_000;
    const days =
      monthName === undefined ? inAnyMonth(receivedAt, Number(day)) : inAnyYear(receivedAt, Number(day), monthName);
    const nearest = days.sort((a, b) => Math.abs(a - receivedAt) - Math.abs(b - receivedAt))[0];
    if (nearest === undefined) return null;
    const assumed = monthName === undefined ? allButTheDay : allButMonthAndDay;
    return { at: nearest + time, precision: hour === undefined ? 'day' : 'minute', assumed };
  };
}

function inAnyMonth(near: EpochMillis, day: number): EpochMillis[] {
  const date = new Date(near);
  return [-1, 0, 1].flatMap((more) => dayOf(date.getUTCFullYear(), date.getUTCMonth() + more, day));
}

function inAnyYear(near: EpochMillis, day: number, name: string): EpochMillis[] {
  const month = months.indexOf(name);
  if (month < 0) return [];
  const year = new Date(near).getUTCFullYear();
  return [-1, 0, 1].flatMap((more) => dayOf(year + more, month, day));
}

/** Nothing where the month has no such day. */
function dayOf(year: number, month: number, day: number): EpochMillis[] {
  const at = Date.UTC(year, month, day);
  const first = Date.UTC(year, month, 1);
  return day > 0 && new Date(at).getUTCMonth() === new Date(first).getUTCMonth() && at - first < 31 * DAY ? [at] : [];
}

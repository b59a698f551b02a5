import { compactMoment, inZone, type Moment, shortMoment, withSeconds } from '../values/moments.ts';
import { lookUp } from '../values/lookup.ts';
import type { X12Segment } from './segment.ts';
import { JoinedText } from '../values/joined-text.ts';
import type { Sited } from '../values/sited.ts';

/** Hours from UTC by element 623; local times of unknown places count as UTC. */
const zones: Readonly<Record<string, number>> = {
  UT: 0,
  GM: 0,
  ES: -5,
  ED: -4,
  CS: -6,
  CD: -5,
  MS: -7,
  MD: -6,
  PS: -8,
  PD: -7,
};

/** The form {@link x12Moment} reads. */
export const X12_MOMENT = 'yyyymmdd or yymmdd, then hhmm or hhmmss';

/** Elements 373, 337 and 623 with blanks between them: `20260512 0830 UT`, `20260512`. */
export function x12Moment(text: string): Moment | null {
  const [date = '', time = '', zone = ''] = text.split(' ');
  if (time !== '' && !/^\d{4}(\d{2}){0,2}$/.test(time)) return null;
  const minutes = time.slice(0, 4);
  const moment = date.length === 6 ? shortMoment(date, minutes || null) : compactMoment(`${date}${minutes}`);
  if (moment === null) return null;
  const exact = time.length > 4 ? withSeconds(moment, Number(time.slice(4, 6))) : moment;
  const hours = lookUp(zones, zone);
  return hours === undefined ? exact : inZone(exact, hours * 60);
}

/** Date and time out of the elements they stand in, for {@link x12Moment}. @param n elements, from 1: date, time, code of the zone */
export function momentIn(segment: X12Segment | null, ...n: readonly number[]): Sited | null {
  const date = segment?.at(n[0]!) ?? null;
  if (segment === null || date === null) return null;
  const parts = n.map((at) => segment.at(at)).filter((part) => part !== null);
  const text = n.map((at) => segment.code(at)).filter(Boolean);
  return new JoinedText(text.join(' '), date, parts);
}

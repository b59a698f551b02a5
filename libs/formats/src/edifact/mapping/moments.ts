import type { LineDraft } from '../../values/line-draft.ts';
import {
  compactMoment,
  inZone,
  type Moment,
  shortMoment,
  withSeconds,
  type StatedMoment,
} from '../../values/moments.ts';
import type { Segment } from '../segment.ts';

/** Zones by name, for 303 and 304; hours from UTC. Others are told. */
const zones: Readonly<Record<string, number>> = { Z: 0, UTC: 0, GMT: 0, WET: 0, BST: 1, CET: 1, CEST: 2, EET: 2 };

/** DTM, C507: a moment by its format (data element 2379). Without a zone it is UTC; of a period, its beginning. */
function momentOf(text: string, format: string): Moment | null {
  switch (format) {
    case '':
    case '102':
    case '203':
      return compactMoment(text);
    case '204':
      return toTheSecond(text);
    case '101':
      return shortMoment(text, null);
    case '201':
      return shortMoment(text.slice(0, 6), text.slice(6));
    case '2':
      return shortMoment(`${text.slice(4)}${text.slice(2, 4)}${text.slice(0, 2)}`, null);
    case '205':
      return inNamedZone(compactMoment(text.slice(0, 12)), text.slice(12));
    case '303':
      return inNamedZone(compactMoment(text.slice(0, 12)), text.slice(12));
    case '304':
      return inNamedZone(toTheSecond(text.slice(0, 14)), text.slice(14));
    case '718':
    case '719':
      return compactMoment(text.split('-')[0]!);
    default:
      return null;
  }
}

function toTheSecond(text: string): Moment | null {
  const moment = compactMoment(text.slice(0, 12));
  const seconds = /^\d{12}([0-5]\d)$/.exec(text)?.[1];
  return moment === null || seconds === undefined ? null : withSeconds(moment, Number(seconds));
}

function inNamedZone(moment: Moment | null, zone: string): Moment | null {
  const offset = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  const hours = zones[zone.toUpperCase()];
  if (moment === null) return null;
  if (offset === null) return hours === undefined ? null : inZone(moment, hours * 60);
  const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
  return inZone(moment, offset[1] === '-' ? -minutes : minutes);
}

const hhmm = /^([01]\d|2[0-3])([0-5]\d)/;

/**
 * The first stated of several kinds of moment. A date and its time of day may stand in two segments (format 401).
 * @param dates DTM segments @param qualifiers data element 2005, the best first @param prepared what the envelope states, where none of them does
 */
export function momentAt(
  draft: LineDraft,
  field: string,
  dates: readonly Segment[],
  qualifiers: readonly string[],
  prepared: StatedMoment | null = null,
): Moment | null {
  for (const qualifier of qualifiers) {
    const own = dates.filter((segment) => segment.qualifier === qualifier && segment.value(1, 1) !== '');
    const day = own.find((segment) => !segment.value(1, 2).startsWith('40'));
    if (day === undefined) continue;
    const format = day.value(1, 2);
    const clock = format === '102' ? own.find((segment) => segment.value(1, 2).startsWith('40')) : undefined;
    const time = hhmm.exec(clock?.value(1, 1) ?? '');
    const past = time === null ? 0 : (Number(time[1]) * 60 + Number(time[2])) * 60_000;
    const form = `a moment of format ${format === '' ? '102' : format}`;
    const moment = draft.moment(field, day.sited(1, 1), (text) => momentOf(text, format), form);
    if (moment === null) {
      if (draft.trace !== null) draft.forget(field);
      continue;
    }
    if (time === null) return moment;
    const exact: Moment = { ...moment, at: moment.at + past, precision: 'minute' };
    draft.trace?.stated(field, clock!.sited(1, 1), exact);
    return exact;
  }
  if (prepared === null) return null;
  draft.trace?.stated(field, prepared.sited, prepared.moment);
  return prepared.moment;
}

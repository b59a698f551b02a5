import type { TrackingEventCode } from '@watchpost/domain';
import type { Segment } from '../edifact/segment.ts';
import type { SegmentGroup } from '../edifact/structure/segment-group.ts';
import { lookUp } from '../values/lookup.ts';

/** Ports of the goods (data element 3227) at which a status of Recommendation 24 has the event it is nearest to. */
const ports: Readonly<Record<string, ReadonlySet<string>>> = {
  EMC: new Set(['9', '5', '88', '76']),
  EMD: new Set(['11', '65', '7', '8', '20']),
};
/** What it is at any other place. */
const onTheWay: Readonly<Record<string, TrackingEventCode>> = { EMC: 'EMK', EMD: 'EMJ' };

/**
 * A consignment arrives and departs at every place on its way: only where it is loaded has it left its origin, and only where it is discharged or
 * delivered has it come in. A message that names none of these ports, or not where the status happened, leaves the event as it is.
 */
export function eventOnTheWay(event: TrackingEventCode, status: SegmentGroup): TrackingEventCode {
  const qualifiers = lookUp(ports, event);
  if (qualifiers === undefined) return event;
  const places = placesOf(status);
  const here = places.find(({ qualifier }) => qualifier === '175') ?? null;
  const named = places.filter(({ qualifier }) => qualifiers.has(qualifier)).map(codeOf);
  if (here === null || named.length === 0 || named.includes(codeOf(here))) return event;
  return onTheWay[event]!;
}

const codeOf = (place: Segment): string => place.value(2, 0).trim().toUpperCase();

/** LOC of the status and of what stands below it, of its consignment, of the message. */
function placesOf(status: SegmentGroup): readonly Segment[] {
  const above: Segment[] = [];
  for (let group = status.parent; group !== null; group = group.parent) above.push(...group.all('LOC'));
  return [...placesBelow(status), ...above].filter((place) => codeOf(place) !== '');
}

const placesBelow = (group: SegmentGroup): readonly Segment[] => [
  ...group.all('LOC'),
  ...group.groups.flatMap(placesBelow),
];

import { leftThePort, trackingEvents, type TrackingEventCode } from '@watchpost/domain';
import { type unitsStore } from '@watchpost/persistence';

type Scan = unitsStore.Scan;
type Seen = unitsStore.Seen;

/** Scans after which the item is at the port and the time until it leaves begins to run. */
const atThePort: ReadonlySet<string> = new Set<TrackingEventCode>(['EMD', 'EDA', 'EDB', 'EME']);

const seenBy = (scan: Scan): Seen => ({
  last: scan,
  arrived: atThePort.has(scan.event) ? scan : null,
  departed: leftThePort.has(scan.event) ? scan : null,
});

/** Scans of one batch, put together by what they are of. */
export function gatherSeen(scans: Iterable<readonly [subject: string, scan: Scan]>): ReadonlyMap<string, Seen> {
  const seen = new Map<string, Seen>();
  for (const [subject, scan] of scans) {
    const before = seen.get(subject);
    const now = seenBy(scan);
    seen.set(subject, before === undefined ? now : joined(before, now));
  }
  return seen;
}

const joined = (a: Seen, b: Seen): Seen => ({
  last: later(a.last, b.last)!,
  arrived: later(a.arrived, b.arrived),
  departed: later(a.departed, b.departed),
});

const later = (a: Scan | null, b: Scan | null): Scan | null => {
  if (a === null || b === null) return a ?? b;
  return b.at > a.at ? b : a;
};

/** `arrived at inward office of exchange (EMD), USJFKA, 2026-11-24T08:00:00.000Z` */
export function seenAs({ event, place, at }: Scan): string {
  const words = trackingEvents[event as TrackingEventCode];
  const what = words === undefined ? event : `${words} (${event})`;
  return [what, place, new Date(at).toISOString()].filter((part) => part !== null).join(', ');
}

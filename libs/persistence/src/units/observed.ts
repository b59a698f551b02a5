import { type UnitObserved } from '@watchpost/contracts';
import { leftThePort, type TrackingEventCode, unitKey, type UnitKind } from '@watchpost/domain';
import { type Queryable } from '../database.ts';
import { type Scan, type Seen, type UnitViewRow } from './unit-rows.ts';
import { noteScans, putUnitViews } from './units.repository.ts';

/** What was told, as it was kept. */
export interface KeptUnits {
  readonly views: readonly UnitViewRow[];
  readonly seen: ReadonlyMap<string, Seen>;
}

/** Keeps what documents say of units, in any order and any number of times. @param at when they were heard of */
export async function putObserved(db: Queryable, events: readonly UnitObserved[], at: number): Promise<KeptUnits> {
  const views = events.filter(saysOfUnit).map(viewOfUnit);
  const seen = gatherSeen(
    events.flatMap(({ unit, scan, partner }) => (scan === null ? [] : [[keyOf(unit), { ...scan, partner }] as const])),
  );
  await putUnitViews(db, views, at);
  await noteScans(db, seen, at);
  return { views, seen };
}

/** A scan alone says nothing of the unit that another document said more of. */
const saysOfUnit = ({ function: stated, within, items, conveyance, portOfArrival, scan }: UnitObserved): boolean =>
  scan === null ||
  stated === 'cancel' ||
  within.length + items.length > 0 ||
  conveyance !== null ||
  portOfArrival !== null;

const viewOfUnit = (event: UnitObserved): UnitViewRow => ({
  unit: keyOf(event.unit),
  partner: event.partner,
  document: event.document,
  ...event.version,
  cancelled: event.function === 'cancel',
  within: event.within.map(keyOf),
  items: event.items,
  content: {
    manifestId: event.manifestId,
    conveyance: event.conveyance,
    portOfArrival: event.portOfArrival,
  },
});

const keyOf = ({ kind, number }: { readonly kind: string; readonly number: string }): string =>
  unitKey({ kind: kind as UnitKind, number });

/** Scans after which an item is at the port and the time until it leaves begins to run. */
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

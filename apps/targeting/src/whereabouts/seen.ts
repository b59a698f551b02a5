import { trackingEvents, type TrackingEventCode } from '@watchpost/domain';
import { type unitsStore } from '@watchpost/persistence';

/** `arrived at inward office of exchange (EMD), USJFKA, 2026-11-24T08:00:00.000Z` */
export function seenAs({ event, place, at }: unitsStore.Scan): string {
  const words = trackingEvents[event as TrackingEventCode];
  const what = words === undefined ? event : `${words} (${event})`;
  return [what, place, new Date(at).toISOString()].filter((part) => part !== null).join(', ');
}

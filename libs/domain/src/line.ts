/**
 * How a line of an accepted manifest ends: in exactly one of these, and its sender can see which.
 * `PENDING` is not an outcome: it says that none has been seen yet.
 */
export type LineOutcome = 'ASSESSED' | 'RECORDED' | 'REJECTED' | 'SUPERSEDED' | 'DEAD';
export type LineState = LineOutcome | 'PENDING';

/** Tracking events by their UPU EMSEVT code (M40); other sources are mapped onto these. */
export const trackingEvents = {
  EMA: 'posted',
  EMB: 'arrived at outward office of exchange',
  EMC: 'left outward office of exchange',
  EMJ: 'arrived at transit office of exchange',
  EMK: 'left transit office of exchange',
  EMD: 'arrived at inward office of exchange',
  EDA: 'held at inward office of exchange',
  EDB: 'presented to import customs',
  EME: 'held by import customs',
  EDC: 'returned from import customs',
  EMF: 'left inward office of exchange',
  EMG: 'arrived at delivery office',
  EMH: 'delivery attempted',
  EMI: 'delivered',
} as const;

export type TrackingEventCode = keyof typeof trackingEvents;

/** After one of these the port can no longer stop the item. */
export const leftThePort: ReadonlySet<string> = new Set<TrackingEventCode>(['EMF', 'EMG', 'EMH', 'EMI']);

import type { EpochMillis } from './clock.ts';

/**
 * Which of two statements of one partner about one shipment is the newer. Guards compare versions; the order of
 * a topic decides nothing.
 */
export interface ShipmentVersion {
  /** When the document was issued, as it says itself; the moment of receipt where it does not. */
  readonly issuedAt: EpochMillis;
  /** Intake's sequence number of the manifest; only grows. */
  readonly sequence: number;
  /** Position of the line in its manifest, from 1. */
  readonly ordinal: number;
}

/** Negative where `a` is older than `b`, 0 where they are the same, positive where it is newer. */
export function compareVersions(a: ShipmentVersion, b: ShipmentVersion): number {
  return a.issuedAt - b.issuedAt || a.sequence - b.sequence || a.ordinal - b.ordinal;
}

/** The version as text, for ids: equal versions give equal text. */
export const versionText = (v: ShipmentVersion): string => `${v.issuedAt}.${v.sequence}.${v.ordinal}`;

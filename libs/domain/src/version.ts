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
  /** Position of the line in its manifest, from 1; higher than every position where it was mended, see {@link mendedVersion}. */
  readonly ordinal: number;
}

/** Negative where `a` is older than `b`, 0 where they are the same, positive where it is newer. */
export function compareVersions(a: ShipmentVersion, b: ShipmentVersion): number {
  return a.issuedAt - b.issuedAt || a.sequence - b.sequence || a.ordinal - b.ordinal;
}

/** The version as text, for ids: equal versions give equal text. */
export const versionText = (v: ShipmentVersion): string => `${v.issuedAt}.${v.sequence}.${v.ordinal}`;

/** More lines than any manifest has: what is mended stands behind them all. */
const MEND_STEP = 1 << 24;

/**
 * The version of a statement that an operator mended: newer than the statement and every other of its manifest, older than whatever its partner stated
 * in a later document. It can be mended some hundred times, then throws RangeError.
 */
export function mendedVersion(version: ShipmentVersion): ShipmentVersion {
  const ordinal = version.ordinal + MEND_STEP;
  if (ordinal > 0x7fffffff) throw new RangeError('this statement was mended too often');
  return { ...version, ordinal };
}

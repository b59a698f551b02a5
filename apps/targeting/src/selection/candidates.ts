import { headers } from '@watchpost/contracts';
import { type LogRecord } from '@watchpost/messaging';
import { type RandomShare } from './random-share.ts';

/** How a record of shipments.assessed looks from outside. */
export type Glance =
  /** Never of interest: test mode, or a newer version had come first. */
  | 'pass'
  /** Of interest where the shipment is known here. */
  | 'if-known'
  /** To be decoded. */
  | 'look';

/** Looks at a record's headers and key only. What a header does not say is looked at: a writer that says nothing hides nothing. */
export function glanceAt(record: LogRecord, share: RandomShare): Glance {
  const said = record.headers;
  const outcome = said[headers.outcome];
  if (said[headers.testMode] === 'true' || outcome === 'SUPERSEDED' || record.value === null) return 'pass';
  if (outcome === 'RECORDED') return 'if-known';
  if (said[headers.recommendation] !== 'NONE') return 'look';
  return share.draws(shipmentOf(record)) ? 'look' : 'if-known';
}

/** The record's key is the shipment's id. */
export const shipmentOf = (record: LogRecord): string => record.key?.toString() ?? '';

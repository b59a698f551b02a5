import { headers } from '@watchpost/contracts';
import { headerOf, type LogRecord } from '@watchpost/messaging';
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
  if (record.value === null) return 'pass';
  const outcome = headerOf(record, headers.outcome);
  if (outcome === 'SUPERSEDED' || headerOf(record, headers.testMode) === 'true') return 'pass';
  if (outcome === 'RECORDED') return 'if-known';
  if (headerOf(record, headers.recommendation) !== 'NONE') return 'look';
  return share.draws(shipmentOf(record)) ? 'look' : 'if-known';
}

/** The record's key is the shipment's id. */
export const shipmentOf = (record: LogRecord): string => record.key?.toString() ?? '';

import { type EventDescription, eventHeaders, headers, topics } from '@watchpost/contracts';
import { headerOf, type OutgoingRecord } from '@watchpost/messaging';
import type { scorerStore } from '@watchpost/persistence';
import type { BatchLine } from './batch-line.ts';

/** A decision as it goes out: the stored bytes, and headers that depend on nothing but the line and what is stored. */
export function assessedRecord(line: BatchLine, stored: scorerStore.StoredAssessment): OutgoingRecord {
  const { declared, record } = line;
  const description: EventDescription = {
    topic: topics.shipmentsAssessed,
    id: stored.assessmentId,
    source: 'scorer',
    time: stored.assessedAt,
    subject: line.shipmentId,
    traceparent: headerOf(record, headers.traceparent) ?? null,
    manifestId: declared.manifestId,
    ordinal: declared.ordinal,
    partner: declared.partner,
    outcome: stored.outcome,
    band: stored.band,
    recommendation: stored.recommendation,
    testMode: declared.testMode,
  };
  return {
    topic: topics.shipmentsAssessed.name,
    key: line.shipmentId,
    value: stored.body,
    headers: eventHeaders(description),
  };
}

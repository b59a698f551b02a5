import { type TopicDefinition } from './topics.ts';

/** What a record's headers say about it. Times in epoch milliseconds. */
export interface EventDescription {
  readonly topic: Pick<TopicDefinition<never>, 'typeName'>;
  /** Event id: equal events have equal ids. */
  readonly id: string;
  /** Service that made it. */
  readonly source: string;
  readonly time: number;
  /** What it is about: a manifest, shipment, alert, partner or port. */
  readonly subject: string;
  readonly traceparent?: string | null;
  readonly manifestId?: string;
  /** Position of the line in its manifest, from 1. */
  readonly ordinal?: number;
  readonly partner?: string;
  /** How the line or step ended, so that who only counts need not decode. */
  readonly outcome?: string;
  readonly band?: string;
  /** What the assessment recommends; `NONE` calls for nothing. */
  readonly recommendation?: string;
  readonly testMode?: boolean;
}

/** Names of the headers, lower case as the log has them. */
export const headers = {
  specVersion: 'ce_specversion',
  id: 'ce_id',
  type: 'ce_type',
  source: 'ce_source',
  time: 'ce_time',
  subject: 'ce_subject',
  contentType: 'content-type',
  traceparent: 'traceparent',
  manifest: 'wp_manifest',
  ordinal: 'wp_ordinal',
  partner: 'wp_partner',
  outcome: 'wp_outcome',
  band: 'wp_band',
  recommendation: 'wp_recommendation',
  testMode: 'wp_test',
  redrive: 'wp_redrive',
  /** Dead letter that a redrive sent back. */
  redriveOf: 'wp_redrive_of',
  /** On an event that an operator mended: the redrive that sent it. */
  mended: 'wp_mended',
} as const;

/** Headers that the messaging library adds to a dead letter; the record's own are kept beside them. */
export const deadLetterHeaders = {
  topic: 'wp_dlq_topic',
  partition: 'wp_dlq_partition',
  offset: 'wp_dlq_offset',
  timestamp: 'wp_dlq_timestamp',
  group: 'wp_dlq_group',
  code: 'wp_dlq_code',
  reason: 'wp_dlq_reason',
  stage: 'wp_dlq_stage',
  place: 'wp_dlq_place',
  attempts: 'wp_dlq_attempts',
  firstFailedAt: 'wp_dlq_first_failed_at',
} as const;

let lastTime = Number.NaN;
let lastTimeText = '';

/** RFC 3339 in UTC. Records of a batch mostly share their time, and formatting a date costs more than all else here. */
function rfc3339(time: number): string {
  if (time !== lastTime) {
    lastTimeText = new Date(time).toISOString();
    lastTime = time;
  }
  return lastTimeText;
}

/**
 * Headers of a record: CloudEvents 1.0 in Kafka's binary mode, the trace it belongs to, and where it came from. What is not given is
 * left out.
 */
export function eventHeaders(event: EventDescription): Record<string, string> {
  const out: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: event.topic.typeName,
    ce_source: event.source,
    ce_time: rfc3339(event.time),
    ce_subject: event.subject,
    'content-type': 'application/avro',
  };
  if (event.traceparent) out['traceparent'] = event.traceparent;
  if (event.manifestId !== undefined) out['wp_manifest'] = event.manifestId;
  if (event.ordinal !== undefined) out['wp_ordinal'] = String(event.ordinal);
  if (event.partner !== undefined) out['wp_partner'] = event.partner;
  if (event.outcome !== undefined) out['wp_outcome'] = event.outcome;
  if (event.band !== undefined) out['wp_band'] = event.band;
  if (event.recommendation !== undefined) out['wp_recommendation'] = event.recommendation;
  if (event.testMode === true) out['wp_test'] = 'true';
  return out;
}

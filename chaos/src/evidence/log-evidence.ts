import { hash } from 'node:crypto';
import { type Codec, deadLetterHeaders, deadLetterTopics, headers, topics } from '@watchpost/contracts';
import { type ShipmentVersion } from '@watchpost/domain';
import { type LogAdmin, type LogRecord } from '@watchpost/messaging';
import {
  type AppliedVersion,
  type IssuedRevision,
  type LineDecision,
  type LineOutcome,
  type OutcomeEvidence,
} from '@watchpost/testing';

/** What the topics say, read from the first offset to the last. */
export interface LogEvidence {
  readonly reported: readonly (LineOutcome & { readonly shipmentId: string | null })[];
  readonly assessed: readonly LineDecision[];
  /** The first time each decision took effect, in the order of its shipment's partition. */
  readonly applied: readonly AppliedVersion[];
  readonly issued: readonly IssuedRevision[];
  readonly dead: OutcomeEvidence['dead'];
}

export async function readLog(admin: LogAdmin, codec: Codec): Promise<LogEvidence> {
  const reported: LogEvidence['reported'][number][] = [];
  for await (const { value } of recordsOf(admin, topics.manifestsProcessed.name)) {
    const { manifestId, lines } = codec.decode(topics.manifestsProcessed, value!);
    reported.push(...lines.map(({ ordinal, outcome, shipmentId }) => ({ manifestId, ordinal, outcome, shipmentId })));
  }
  const assessed: LineDecision[] = [];
  const applied = new Map<string, AppliedVersion>();
  for await (const { value } of recordsOf(admin, topics.shipmentsAssessed.name)) {
    const { declared, outcome, assessmentId } = codec.decode(topics.shipmentsAssessed, value!);
    const { manifestId, ordinal, shipmentId, partner, version } = declared;
    assessed.push({ manifestId, ordinal, outcome, digest: hash('sha256', value!, 'hex') });
    if (outcome === 'SUPERSEDED' || applied.has(assessmentId)) continue;
    applied.set(assessmentId, { subject: `${shipmentId} ${partner}`, version: comparable(version) });
  }
  const issued: IssuedRevision[] = [];
  for await (const { value } of recordsOf(admin, topics.alertsIssued.name)) {
    const { alertId, port, subjectKind, subject, revision, assessmentId } = codec.decode(topics.alertsIssued, value!);
    issued.push({ alertId, port, subjectKind, subject, revision, assessmentId });
  }
  return { reported, assessed, applied: [...applied.values()], issued, dead: await deadLetters(admin) };
}

/** Of equal length, so that the newer one is the larger text. */
const comparable = ({ issuedAt, sequence, ordinal }: ShipmentVersion): string =>
  [issuedAt, sequence, ordinal].map((part) => String(part).padStart(14, '0')).join('.');

async function deadLetters(admin: LogAdmin): Promise<OutcomeEvidence['dead']> {
  const dead: OutcomeEvidence['dead'][number][] = [];
  for (const topic of deadLetterTopics) {
    for await (const record of recordsOf(admin, topic)) {
      const said = record.headers;
      const about = `${said[headers.manifest] ?? said[headers.subject] ?? '?'}#${said[headers.ordinal] ?? ''}`;
      const code = `${said[deadLetterHeaders.code] ?? '?'}: ${said[deadLetterHeaders.reason] ?? ''}`;
      dead.push({ topic, code, about });
    }
  }
  return dead;
}

/** Partition by partition, each in its order. */
export async function* recordsOf(admin: LogAdmin, topic: string): AsyncGenerator<LogRecord> {
  for (const { partition, low, high } of await admin.positions([topic], null)) {
    for (let offset = low; offset < high;) {
      const { records, next } = await admin.readOn(topic, partition, offset);
      if (next === offset) break;
      yield* records;
      offset = next;
    }
  }
}

import { hash } from 'node:crypto';
import { type AlertIssued, type Codec, topics } from '@watchpost/contracts';
import { type AlertState } from '@watchpost/domain';
import { intakeStore } from '@watchpost/persistence';
import { type KeptAlert, type LineDecision, type LineOutcome, type SequencedAlert } from '@watchpost/testing';
import type pg from 'pg';

/** What the services' own tables say. */
export interface TableEvidence {
  readonly manifests: readonly string[];
  readonly intake: readonly LineOutcome[];
  readonly ledger: readonly LineDecision[];
  /** Line by decision. */
  readonly lineOfDecision: ReadonlyMap<string, string>;
  readonly heads: readonly { readonly subject: string; readonly assessmentId: string }[];
  readonly views: readonly { readonly subject: string; readonly assessmentId: string }[];
  readonly targeting: readonly KeptAlert[];
  readonly gateway: readonly SequencedAlert[];
  readonly lastNumbers: ReadonlyMap<string, number>;
}

export async function readTables(client: pg.Client, codec: Codec): Promise<TableEvidence> {
  const rows = async <Row extends object>(text: string): Promise<readonly Row[]> =>
    (await client.query<Row>(text)).rows;
  const manifests = await rows<{ manifest_id: string }>('select manifest_id from intake.manifests');
  const segments = await rows<{ manifest_id: string; segment: number; outcomes: Buffer }>(
    'select manifest_id, segment, outcomes from intake.manifest_line_segments',
  );
  const bodies = await rows<{ assessment_id: string; outcome: string; body: Buffer }>(
    'select assessment_id, outcome, body from scorer.assessments',
  );
  const lineOfDecision = new Map<string, string>();
  const ledger = bodies.map(({ assessment_id, outcome, body }): LineDecision => {
    const { manifestId, ordinal } = codec.decode(topics.shipmentsAssessed, body).declared;
    lineOfDecision.set(assessment_id, `${manifestId}#${ordinal}`);
    return { manifestId, ordinal, outcome, digest: hash('sha256', body, 'hex') };
  });
  const standing = `shipment_id || ' ' || partner as subject, assessment_id as "assessmentId"`;
  const alerts = await rows<{ state: AlertState; revision: number; event: AlertIssued }>(
    'select state, revision, event from targeting.alerts',
  );
  const last = await rows<{ port: string; last: string }>('select port, last from port_gateway.port_sequences');
  const gateway = await rows<SequencedAlert>(
    'select alert_id as "alertId", port, sequence::int as sequence, revision from port_gateway.alerts',
  );
  return {
    manifests: manifests.map(({ manifest_id }) => manifest_id),
    intake: segments.flatMap(outcomesOf),
    ledger,
    lineOfDecision,
    heads: await rows(`select ${standing} from scorer.shipment_heads`),
    views: await rows(`select ${standing} from targeting.shipment_views`),
    targeting: alerts.map(({ state, revision, event: { alertId, subjectKind, subject, shipmentId, port } }) => ({
      alertId,
      subjectKind,
      subject,
      shipmentId,
      port,
      state,
      revision,
    })),
    gateway,
    lastNumbers: new Map(last.map(({ port, last: number }) => [port, Number(number)])),
  };
}

function outcomesOf(row: { manifest_id: string; segment: number; outcomes: Buffer }): readonly LineOutcome[] {
  const first = row.segment * intakeStore.SEGMENT_LINES + 1;
  return [...row.outcomes].map((byte, at) => ({
    manifestId: row.manifest_id,
    ordinal: first + at,
    outcome: intakeStore.stateOf(byte),
  }));
}

/** What waits or is open, by what it is. */
const unfinishedWork = {
  'manifests without all outcomes': 'intake.manifests where completed_at is null',
  'chunks in the outbox of intake': 'intake.manifest_outbox',
  'messages in the outbox of targeting': 'targeting.outbox',
  'messages in the outbox of port-gateway': 'port_gateway.outbox',
  'messages in the outbox of operations': 'operations.outbox',
  'alerts on their way to a port': 'port_gateway.webhook_deliveries',
} as const;

export async function countUnfinished(client: pg.Client): Promise<Readonly<Record<string, number>>> {
  const counted = Object.entries(unfinishedWork).map(
    ([what, from]) => `select '${what}' as what, count(*)::int as count from ${from}`,
  );
  const { rows } = await client.query<{ what: string; count: number }>(counted.join(' union all '));
  return Object.fromEntries(rows.map(({ what, count }) => [what, count]));
}

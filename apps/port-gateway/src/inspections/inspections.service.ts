import { Inject, Injectable } from '@nestjs/common';
import { type Codec, type InspectionReported } from '@watchpost/contracts';
import {
  type AlertState,
  type Clock,
  deterministicId,
  type Disposition,
  isOpen,
  type PortStep,
} from '@watchpost/domain';
import { CODEC } from '@watchpost/messaging';
import { appendToOutbox, OutboxRelay, portGatewayStore, type Transaction } from '@watchpost/persistence';
import { CLOCK, ProblemError } from '@watchpost/platform';
import { viewOfInspection } from '../alerts/alert.schema.ts';
import { IdempotentRequests, type Repeatable } from '../idempotency/idempotent-requests.ts';
import { actorOf } from '../keys/reach.ts';
import { reportableSteps, stepsTowards } from '../steps/alert-life.ts';
import { inspectedMessage } from '../steps/outgoing.ts';
import { StepWriter } from '../steps/step-writer.ts';
import { assertPast, assertPossible, assertRevision, assertSinceIssue, lockAlert } from '../steps/steps.service.ts';
import { type NewInspection, type ReportedInspection } from './inspection.schema.ts';

type Alert = portGatewayStore.PortAlertEntity;
type Inspection = portGatewayStore.InspectionEntity;

/** Takes results. A result says that the item was examined, and its disposition moves the alert on. */
@Injectable()
export class InspectionsService {
  constructor(
    @Inject(CODEC) private readonly codec: Codec,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly requests: IdempotentRequests,
    private readonly writer: StepWriter,
    private readonly relay: OutboxRelay,
  ) {}

  async report(
    alertId: string,
    body: NewInspection,
    request: Repeatable,
    traceparent: string,
  ): Promise<ReportedInspection> {
    const [endedAt, end] = body.at === undefined ? [body.endedAt!, '/endedAt'] : [body.at, '/at'];
    assertPast(endedAt, this.clock.now(), end);
    const answer = await this.requests.run(request, async (tx) => {
      const alert = await lockAlert(tx, alertId, request.principal);
      assertSinceIssue(endedAt, alert, end);
      if (body.startedAt !== null) assertSinceIssue(body.startedAt, alert, '/startedAt');
      assertRevision(alert, body.revision);
      const inspectionId = deterministicId('inspection', alertId, request.key ?? request.fingerprint);
      const known = await portGatewayStore.inspectionsOf(tx, [alertId]);
      const repeated = known.find((each) => each.inspectionId === inspectionId);
      if (repeated !== undefined) return answerOf(repeated, alert);
      return this.#take(tx, alert, known, { body, inspectionId, request, traceparent });
    });
    this.relay.nudge();
    return answer;
  }

  async #take(
    tx: Transaction,
    alert: Alert,
    known: readonly Inspection[],
    {
      body,
      inspectionId,
      request,
      traceparent,
    }: { body: NewInspection; inspectionId: string; request: Repeatable; traceparent: string },
  ): Promise<ReportedInspection> {
    const now = this.clock.now();
    const laboratory = body.methods.some(({ method }) => method === 'LABORATORY');
    const corrects = supersededBy(body, laboratory, known);
    const event = eventOf(alert, body, { inspectionId, corrects, reportedAt: now, by: actorOf(request.principal) });
    const inspection: Inspection = {
      inspectionId,
      alertId: alert.alertId,
      reportedAt: now,
      laboratory,
      supersededBy: null,
      event,
    };
    await portGatewayStore.insertInspection(tx, inspection);
    if (corrects !== null) await portGatewayStore.supersedeInspection(tx, corrects, inspectionId);
    const [after] = await this.writer.write(tx, [
      {
        alert,
        steps: stepsOf(alert.state, body.disposition),
        at: event.endedAt,
        recordedAt: now,
        by: event.by,
        evidence: { inspection: inspectionId },
        traceparent,
      },
    ]);
    await appendToOutbox(tx, [inspectedMessage(this.codec, alert, event, traceparent)]);
    return answerOf(inspection, after!);
  }
}

/**
 * What the alert goes through because of a result. Results of an alert that has ended are kept and move nothing: they are worth knowing all the same.
 * @throws ProblemError 409 where the disposition is not possible
 */
function stepsOf(state: AlertState, disposition: Disposition | null): readonly PortStep[] {
  if (disposition === state) return [];
  const towards = stepsTowards(state, 'EXAMINED') ?? [];
  if (disposition === null) return towards;
  const reached = towards.at(-1) ?? state;
  const ended = !isOpen(reached);
  const wasDisposed = (['RELEASED', 'SEIZED', 'RETURNED', 'CONTROLLED_DELIVERY'] as AlertState[]).includes(reached);
  if (ended && !wasDisposed) return [];
  assertPossible({ state: reached }, disposition);
  return [...towards, disposition];
}

/** What is named, or what a laboratory's word overrides by itself: the last word of a device that nobody has corrected yet. */
function supersededBy({ corrects }: NewInspection, laboratory: boolean, known: readonly Inspection[]): string | null {
  if (corrects !== null) {
    if (known.some(({ inspectionId }) => inspectionId === corrects)) return corrects;
    throw new ProblemError(422, 'inspection.unknown', 'The result to be corrected is not one of this alert’s.', {
      errors: [{ pointer: '/corrects', detail: 'is no result of this alert' }],
    });
  }
  if (!laboratory) return null;
  const presumptive = known.findLast(({ supersededBy: by, laboratory: lab }) => by === null && !lab);
  return presumptive?.inspectionId ?? null;
}

interface Reported {
  readonly inspectionId: string;
  readonly corrects: string | null;
  readonly reportedAt: number;
  readonly by: string;
}

function eventOf(alert: Alert, body: NewInspection, reported: Reported): InspectionReported {
  const { at, endedAt, revision: _revision, ...said } = body;
  return {
    ...said,
    ...reported,
    alertId: alert.alertId,
    revision: alert.revision,
    port: alert.port,
    shipmentId: alert.shipmentId,
    endedAt: at ?? endedAt!,
  };
}

const answerOf = (inspection: Inspection, alert: Alert): ReportedInspection => ({
  ...viewOfInspection(inspection),
  alertId: alert.alertId,
  state: alert.state,
  possible: [...reportableSteps(alert.state)],
});

import { Inject, Injectable } from '@nestjs/common';
import { type Clock, type PortStep } from '@watchpost/domain';
import { OutboxRelay, portGatewayStore, type Transaction } from '@watchpost/persistence';
import { CLOCK, ProblemError } from '@watchpost/platform';
import { type Principal } from '@watchpost/security';
import { type AlertView, viewOfAlert } from '../alerts/alert.schema.ts';
import { unknownAlert } from '../alerts/alerts.service.ts';
import { IdempotentRequests, type Repeatable } from '../idempotency/idempotent-requests.ts';
import { actorOf, mayTouch } from '../keys/reach.ts';
import { reportableSteps } from './alert-life.ts';
import { StepWriter } from './step-writer.ts';

type Alert = portGatewayStore.PortAlertEntity;

export interface ReportedStep {
  readonly step: PortStep;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly evidence: Readonly<Record<string, string>>;
  readonly revision?: number | undefined;
}

/** How far a port's clock may be ahead of ours, or behind it. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Takes steps that ports report, in the order that an alert's life allows. */
@Injectable()
export class StepsService {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly requests: IdempotentRequests,
    private readonly writer: StepWriter,
    private readonly relay: OutboxRelay,
  ) {}

  async report(alertId: string, step: ReportedStep, request: Repeatable, traceparent: string): Promise<AlertView> {
    assertPast(step.at, this.clock.now(), '/at');
    const answer = await this.requests.run(request, async (tx) => {
      const alert = await lockAlert(tx, alertId, request.principal);
      assertSinceIssue(step.at, alert, '/at');
      if (await this.#isRepeated(tx, alert, step)) return viewOfAlert(alert);
      assertRevision(alert, step.revision);
      assertPossible(alert, step.step);
      const [after] = await this.writer.write(tx, [
        {
          alert,
          steps: [step.step],
          at: step.at,
          recordedAt: this.clock.now(),
          by: actorOf(request.principal),
          evidence: step.evidence,
          traceparent,
        },
      ]);
      return viewOfAlert(after!);
    });
    this.relay.nudge();
    return answer;
  }

  /** The state's own step, done at the same moment: the port did not see the answer and says it again without a key. */
  async #isRepeated(tx: Transaction, alert: Alert, { step, at }: ReportedStep): Promise<boolean> {
    if (alert.state !== step) return false;
    const steps = await portGatewayStore.stepsOf(tx, alert.alertId);
    return steps.some((known) => known.step === step && known.at === at && !known.recordedOnly);
  }
}

/** @throws ProblemError 404; another port's alert is as if it were not there */
export async function lockAlert(tx: Transaction, alertId: string, principal: Principal): Promise<Alert> {
  const [alert] = await portGatewayStore.lockPortAlerts(tx, [alertId]);
  if (alert === undefined || !mayTouch(principal, alert.port)) throw unknownAlert();
  return alert;
}

export function assertRevision(alert: Alert, revision: number | undefined): void {
  if (revision === undefined || revision === alert.revision) return;
  throw new ProblemError(409, 'alert.revised', `The alert stands at revision ${alert.revision}; look at it again.`, {
    members: { revision: alert.revision, state: alert.state, possible: reportableSteps(alert.state) },
  });
}

export function assertPossible(alert: Pick<Alert, 'state'>, step: PortStep): void {
  const possible = reportableSteps(alert.state);
  if (possible.includes(step)) return;
  const then = possible.length === 0 ? 'no step is possible any more' : `possible: ${possible.join(', ')}`;
  throw new ProblemError(409, 'alert.step-not-possible', `${step} is not possible from ${alert.state}; ${then}.`, {
    members: { state: alert.state, possible },
  });
}

/** @throws ProblemError 422 */
export function assertPast(at: number, now: number, pointer: string): void {
  if (at > now + CLOCK_SKEW_MS) throw unfitting(pointer, 'lies in the future');
}

/**
 * Nobody can have done anything about an alert that was not there yet; its first revision counts, for a port may act on one that is replaced meanwhile.
 * @throws ProblemError 422
 */
export function assertSinceIssue(at: number, { firstIssuedAt }: Pick<Alert, 'firstIssuedAt'>, pointer: string): void {
  if (at >= firstIssuedAt - CLOCK_SKEW_MS) return;
  throw unfitting(pointer, `lies before the alert was issued (${new Date(firstIssuedAt).toISOString()})`);
}

const unfitting = (pointer: string, detail: string): ProblemError =>
  new ProblemError(422, 'request.invalid', 'The request does not fit its description.', {
    errors: [{ pointer, detail }],
  });

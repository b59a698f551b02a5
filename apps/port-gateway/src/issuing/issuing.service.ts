import { Inject, Injectable } from '@nestjs/common';
import { type AlertIssued } from '@watchpost/contracts';
import { type AlertState, type Clock, deterministicId, isBeyondRecall, isOpen } from '@watchpost/domain';
import { DATABASE, type Database, portGatewayStore, withTransaction } from '@watchpost/persistence';
import { CLOCK, crashPoint, METRICS, type Metrics } from '@watchpost/platform';
import { AlertSignal } from './alert-signal.ts';

type Alert = portGatewayStore.PortAlertEntity;
type Step = portGatewayStore.StepEntity;

/** What a batch of issued revisions brings about. */
interface Intake {
  readonly now: number;
  readonly last: Map<string, number>;
  /** By alert, as it stands after the revisions that were looked at. */
  readonly standing: Map<string, Alert>;
  readonly changed: Set<string>;
  /** Those that have a new number: the ports are to be told. */
  readonly sequenced: Set<string>;
  readonly steps: Step[];
}

/** Takes in what targeting issued, gives each revision its place in its port's sequence, and queues it for webhooks. */
@Injectable()
export class IssuingService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(METRICS) private readonly metrics: Metrics,
    private readonly signal: AlertSignal,
  ) {}

  /** Revisions in any order and any number of times: only one that is newer than what is known has an effect. */
  async take(events: readonly AlertIssued[]): Promise<void> {
    if (events.length === 0) return;
    const sequenced = await withTransaction(this.database, async (tx) => {
      const last = await portGatewayStore.lockSequences(
        tx,
        events.map(({ port }) => port),
      );
      const known = await portGatewayStore.lockPortAlerts(
        tx,
        events.map(({ alertId }) => alertId),
      );
      const intake: Intake = {
        now: this.clock.now(),
        last,
        standing: new Map(known.map((alert) => [alert.alertId, alert])),
        changed: new Set(),
        sequenced: new Set(),
        steps: [],
      };
      for (const event of events) takeOne(event, intake);
      const changed = [...intake.changed].map((id) => intake.standing.get(id)!);
      await portGatewayStore.moveSequences(tx, last);
      await portGatewayStore.savePortAlerts(tx, changed);
      await portGatewayStore.insertSteps(tx, intake.steps);
      const told = changed.filter(({ alertId }) => intake.sequenced.has(alertId));
      await portGatewayStore.queueDeliveries(tx, told, intake.now);
      return told;
    });
    if (sequenced.length === 0) return;
    crashPoint('port-gateway.after-commit-before-offsets');
    const counter = this.metrics.counter(
      'watchpost_port_gateway_alerts_total',
      'Revisions of alerts that got a place in a port’s sequence',
      ['port'],
    );
    for (const { port } of sequenced) counter.inc({ port });
    this.signal.raise();
  }
}

function takeOne(event: AlertIssued, intake: Intake): void {
  const before = intake.standing.get(event.alertId);
  if (before !== undefined && before.revision >= event.revision) return;
  const after = before === undefined ? firstOf(event, intake.now) : revised(before, event, intake);
  intake.standing.set(after.alertId, after);
  intake.changed.add(after.alertId);
  if (before !== undefined && recordedOnly(before.state)) return;
  const sequence = intake.last.get(event.port)! + 1;
  intake.last.set(event.port, sequence);
  intake.sequenced.add(after.alertId);
  intake.standing.set(after.alertId, { ...after, sequence, sequencedAt: intake.now });
}

const firstOf = (event: AlertIssued, now: number): Alert => ({
  alertId: event.alertId,
  port: event.port,
  shipmentId: event.shipmentId,
  sequence: 0,
  sequencedAt: now,
  revision: event.revision,
  state: event.state,
  event,
  firstIssuedAt: event.issuedAt,
  updatedAt: now,
});

/** The item is in the officers' hands, or the alert has ended: what targeting says then is kept and changes nothing. */
const recordedOnly = (state: AlertState): boolean => isBeyondRecall(state) || !isOpen(state);

function revised(before: Alert, event: AlertIssued, { steps, now }: Intake): Alert {
  const late = recordedOnly(before.state);
  if (event.state !== 'ISSUED') steps.push(endingOf(event, late, now));
  // A revision leaves the port's own steps as they are.
  const state = late || event.state === 'ISSUED' ? before.state : event.state;
  return { ...before, revision: event.revision, event, state, updatedAt: now };
}

const endingOf = (event: AlertIssued, late: boolean, now: number): Step => ({
  stepId: deterministicId('ending', event.alertId, event.revision),
  alertId: event.alertId,
  revision: event.revision,
  step: event.state,
  at: event.issuedAt,
  recordedAt: now,
  recordedBy: 'targeting',
  evidence: {},
  recordedOnly: late,
});

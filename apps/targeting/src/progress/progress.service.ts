import { Inject, Injectable } from '@nestjs/common';
import { type AlertProgressed, type InspectionReported } from '@watchpost/contracts';
import { type AlertState, type Clock, isOpen, type PortStep, portSteps, targetingEndings } from '@watchpost/domain';
import { DATABASE, type Database, targetingStore, withTransaction } from '@watchpost/persistence';
import { CLOCK } from '@watchpost/platform';

type Alert = targetingStore.TargetingAlertEntity;

/** Keeps with each alert what its port did and found. The port's door decides what is possible; here it is only taken over. */
@Injectable()
export class ProgressService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Steps in the order in which the port's door recorded them; what comes again changes nothing. */
  async steps(events: readonly AlertProgressed[]): Promise<void> {
    const ofPorts = events.filter(({ step }) => isPortStep(step));
    await this.#change(ofPorts, (alert, event) => {
      if (event.recordedAt <= (alert.lastStepAt ?? -Infinity)) return alert;
      const step = event.step as PortStep;
      // An alert that targeting has ended stays closed: another may be open for its item by now. What the port did with it is kept.
      const open = alert.open && isOpen(step);
      return { ...alert, state: stateAfter(alert.state, step), open, lastStepAt: event.recordedAt };
    });
  }

  async inspections(events: readonly InspectionReported[]): Promise<void> {
    await this.#change(events, (alert, event) =>
      event.reportedAt < (alert.outcomeAt ?? -Infinity)
        ? alert
        : { ...alert, outcome: event.outcome, outcomeAt: event.reportedAt },
    );
  }

  async #change<Event extends { readonly alertId: string; readonly shipmentId: string }>(
    events: readonly Event[],
    next: (alert: Alert, event: Event) => Alert,
  ): Promise<void> {
    if (events.length === 0) return;
    await withTransaction(this.database, async (tx) => {
      await targetingStore.lockShipments(
        tx,
        events.map(({ shipmentId }) => shipmentId),
      );
      const alerts = await targetingStore.findAlerts(
        tx,
        events.map(({ alertId }) => alertId),
      );
      const byId = new Map(alerts.map((alert) => [alert.alertId, alert]));
      for (const event of events) {
        const alert = byId.get(event.alertId);
        if (alert !== undefined) byId.set(event.alertId, next(alert, event));
      }
      const changed = [...byId.values()].filter((alert) => !alerts.includes(alert));
      await targetingStore.updateAlerts(
        tx,
        changed.map((alert) => ({ ...alert, updatedAt: this.clock.now() })),
      );
    });
  }
}

const isPortStep = (step: string): boolean => (portSteps as readonly string[]).includes(step);

/** Targeting's ending and a step crossed on the way: what the port had already begun counts, a mere receipt does not. */
function stateAfter(state: AlertState, step: PortStep): AlertState {
  const ended = (targetingEndings as readonly string[]).includes(state);
  return ended && (step === 'DELIVERED' || step === 'ACKNOWLEDGED') ? state : step;
}

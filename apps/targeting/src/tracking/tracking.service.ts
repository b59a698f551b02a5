import { Inject, Injectable } from '@nestjs/common';
import { type AlertIssued, type Codec, type TrackingObserved } from '@watchpost/contracts';
import {
  type Clock,
  deterministicId,
  isBeyondRecall,
  isOpen,
  leftThePort,
  trackingEvents,
  type TrackingEventCode,
} from '@watchpost/domain';
import { CODEC } from '@watchpost/messaging';
import {
  appendToOutbox,
  DATABASE,
  type Database,
  type OutboxMessage,
  OutboxRelay,
  targetingStore,
  withTransaction,
} from '@watchpost/persistence';
import { CLOCK } from '@watchpost/platform';
import { endingMessage, issuedMessage } from '../alerts/outgoing.ts';

type Alert = targetingStore.TargetingAlertEntity;

const HOUR = 3_600_000;

/** Scans after which the item is at the port and the time until it leaves begins to run. */
const atThePort: ReadonlySet<string> = new Set<TrackingEventCode>(['EMD', 'EDA', 'EDB', 'EME']);

interface Outcome {
  readonly alerts: Alert[];
  readonly messages: OutboxMessage[];
  readonly notes: targetingStore.AlertNote[];
}

/** Follows the items of open alerts: where they are, when they will have left, and that they have left. */
@Injectable()
export class TrackingService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CODEC) private readonly codec: Codec,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly relay: OutboxRelay,
  ) {}

  /** Scans in any order; of each alert only one newer than the last has an effect. Nearly all scans are of items nobody asked about. */
  async follow(scans: readonly TrackingObserved[]): Promise<void> {
    const serious = scans.filter(({ testMode }) => !testMode);
    const ids = [...new Set(serious.map(({ shipmentId }) => shipmentId))];
    const known = await targetingStore.knownShipments(this.database, ids);
    if (known.size === 0) return;
    await withTransaction(this.database, async (tx) => {
      await targetingStore.lockShipments(tx, [...known]);
      const alerts = await targetingStore.openAlertsOf(tx, [...known]);
      if (alerts.length === 0) return;
      const ports = new Map((await targetingStore.activePorts(tx)).map((port) => [port.port, port]));
      const outcome: Outcome = { alerts: [], messages: [], notes: [] };
      for (const alert of alerts) {
        const ofAlert = serious.filter(({ shipmentId }) => shipmentId === alert.shipmentId);
        this.#followOne(alert, ofAlert, ports.get(alert.port)?.dwellHours ?? 24, outcome);
      }
      await targetingStore.updateAlerts(tx, outcome.alerts);
      await targetingStore.noteOnAlerts(tx, outcome.notes);
      await appendToOutbox(tx, outcome.messages);
    });
    this.relay.nudge();
  }

  #followOne(alert: Alert, scans: readonly TrackingObserved[], dwellHours: number, outcome: Outcome): void {
    const news = scans.filter(({ at }) => at > (alert.lastScanAt ?? -Infinity)).toSorted((a, b) => a.at - b.at);
    const last = news.at(-1);
    if (last === undefined) return;
    const now = this.clock.now();
    const arrival = news.findLast(({ event }) => atThePort.has(event));
    const leavesAt = arrival === undefined ? alert.event.location.leavesAt : arrival.at + dwellHours * HOUR;
    const location = { ...alert.event.location, lastSeen: seenAs(last), leavesAt };
    const followed: Alert = { ...alert, lastScanAt: last.at, updatedAt: now, event: { ...alert.event, location } };
    const departure = news.find(({ event }) => leftThePort.has(event));
    if (departure !== undefined) return this.#left(followed, departure, now, outcome);
    if (arrival === undefined || isBeyondRecall(alert.state)) {
      outcome.alerts.push(followed);
      return;
    }
    const event: AlertIssued = { ...followed.event, revision: alert.revision + 1, issuedAt: now };
    outcome.alerts.push({ ...followed, revision: event.revision, event });
    outcome.messages.push(issuedMessage(this.codec, event));
  }

  #left(alert: Alert, scan: TrackingObserved, now: number, outcome: Outcome): void {
    if (isBeyondRecall(alert.state)) {
      outcome.alerts.push(alert);
      outcome.notes.push({
        noteId: deterministicId('note', alert.alertId, 'EXPIRED', scan.at),
        alertId: alert.alertId,
        notedAt: now,
        kind: 'EXPIRED',
        detail: `${seenAs(scan)}, told by ${scan.partner}, after ${alert.state}: recorded only`,
      });
      return;
    }
    const event: AlertIssued = { ...alert.event, revision: alert.revision + 1, state: 'EXPIRED', issuedAt: now };
    outcome.alerts.push({ ...alert, state: 'EXPIRED', open: isOpen('EXPIRED'), revision: event.revision, event });
    const evidence = {
      event: scan.event,
      at: new Date(scan.at).toISOString(),
      place: scan.place ?? '',
      toldBy: scan.partner,
    };
    outcome.messages.push(issuedMessage(this.codec, event), endingMessage(this.codec, event, 'EXPIRED', evidence));
  }
}

/** `arrived at inward office of exchange (EMD), USJFKA, 2026-11-24T08:00:00.000Z` */
function seenAs({ event, place, at }: TrackingObserved): string {
  const words = trackingEvents[event as TrackingEventCode];
  const what = words === undefined ? event : `${words} (${event})`;
  return [what, place, new Date(at).toISOString()].filter((part) => part !== null).join(', ');
}

import { Inject, Injectable } from '@nestjs/common';
import { type AlertIssued, type Codec } from '@watchpost/contracts';
import { type Clock, deterministicId, isOpen } from '@watchpost/domain';
import { CODEC } from '@watchpost/messaging';
import {
  appendToOutbox,
  DATABASE,
  type Database,
  type OutboxMessage,
  OutboxRelay,
  targetingStore,
  type Transaction,
  withTransaction,
} from '@watchpost/persistence';
import { CLOCK, crashPoint, METRICS, type Metrics } from '@watchpost/platform';
import { admit, type Application } from '../admission/admission.ts';
import { TARGETING_CONFIG, type TargetingConfig } from '../configuration.ts';
import { PortRouting } from '../routing/port-routing.ts';
import { firstRevision, nextRevision, type Writing } from './alert-text.ts';
import { type Change, decide, isCalling } from './decide.ts';
import { endingMessage, issuedMessage } from './outgoing.ts';
import { compareViews } from './view-of.ts';

type View = targetingStore.ShipmentViewEntity;
type Alert = targetingStore.TargetingAlertEntity;
type Port = targetingStore.TargetingPortEntity;
type Opening = Extract<Change, { kind: 'open' }>;

/** Shipments that are looked at again in one transaction. */
const UNROUTED_AT_ONCE = 1_000;

/** What a transaction has gathered up to its end. */
interface Work {
  readonly now: number;
  readonly ports: ReadonlyMap<string, Port>;
  readonly messages: OutboxMessage[];
  readonly updated: Alert[];
  readonly notes: targetingStore.AlertNote[];
  readonly unrouted: View[];
}

/** Turns assessed views into alerts: opened, revised, ended, or recorded. Everything a batch brings about is one transaction with its outbox rows. */
@Injectable()
export class TargetingService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CODEC) private readonly codec: Codec,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TARGETING_CONFIG) private readonly config: Pick<TargetingConfig, 'TARGETING_RANDOM_SHARE'>,
    @Inject(METRICS) private readonly metrics: Metrics,
    private readonly relay: OutboxRelay,
  ) {}

  /**
   * Takes views as they were assessed, in any order and any number of times: of each partner only one newer than what is known has an effect.
   * Views that call for nothing have an effect only where their shipment is known, or called for by another of them.
   */
  async take(incoming: readonly View[]): Promise<void> {
    if (incoming.length === 0) return;
    await withTransaction(this.database, async (tx) => {
      const shipmentIds = [...new Set(incoming.map(({ shipmentId }) => shipmentId))];
      await targetingStore.lockShipments(tx, shipmentIds);
      const known = await targetingStore.viewsOf(tx, shipmentIds);
      const ofInterest = new Set([...known, ...incoming.filter(isCalling)].map(({ shipmentId }) => shipmentId));
      const fresh = newestOf(incoming).filter((view) => ofInterest.has(view.shipmentId) && isNews(view, known));
      const ports = await targetingStore.activePorts(tx);
      const routing = new PortRouting(ports);
      const routed = fresh.map((view) => ({ ...view, port: routing.portOf(view.content.places) }));
      await targetingStore.saveViews(tx, routed);
      await targetingStore.recordDraws(tx, this.#drawsOf(routed));
      await this.#settle(tx, [...new Set(routed.map(({ shipmentId }) => shipmentId))], ports);
    });
    crashPoint('targeting.after-commit-before-relay');
    this.relay.nudge();
  }

  /** Tries again for shipments that no port handled: the ports have changed. */
  async reconsiderUnrouted(): Promise<void> {
    for (let last: targetingStore.Unrouted | null = null; ;) {
      const waiting: readonly targetingStore.Unrouted[] = await targetingStore.listUnrouted(
        this.database,
        UNROUTED_AT_ONCE,
        last,
      );
      if (waiting.length > 0) await this.#reconsider([...new Set(waiting.map(({ shipmentId }) => shipmentId))]);
      if (waiting.length < UNROUTED_AT_ONCE) return;
      last = waiting.at(-1)!;
    }
  }

  async #reconsider(shipmentIds: readonly string[]): Promise<void> {
    await withTransaction(this.database, async (tx) => {
      await targetingStore.lockShipments(tx, shipmentIds);
      const ports = await targetingStore.activePorts(tx);
      const routing = new PortRouting(ports);
      const views = await targetingStore.viewsOf(tx, shipmentIds);
      const routed = views
        .filter(({ port }) => port === null)
        .map((view) => ({ ...view, port: routing.portOf(view.content.places) }))
        .filter(({ port }) => port !== null);
      await targetingStore.saveViews(tx, routed);
      await this.#settle(tx, [...new Set(routed.map(({ shipmentId }) => shipmentId))], ports);
    });
    this.relay.nudge();
  }

  async #settle(tx: Transaction, shipmentIds: readonly string[], ports: readonly Port[]): Promise<void> {
    if (shipmentIds.length === 0) return;
    const views = await targetingStore.viewsOf(tx, shipmentIds);
    const alerts = await targetingStore.openAlertsOf(tx, shipmentIds);
    const changes = shipmentIds.flatMap((id) =>
      decide(
        views.filter(({ shipmentId }) => shipmentId === id),
        alerts.filter(({ shipmentId }) => shipmentId === id),
      ),
    );
    const work: Work = {
      now: this.clock.now(),
      ports: new Map(ports.map((port) => [port.port, port])),
      messages: [],
      updated: [],
      notes: [],
      unrouted: [],
    };
    for (const change of changes) this.#apply(change, work);
    // Ended alerts give their place free before others are opened for the same subject and port.
    await targetingStore.updateAlerts(tx, work.updated);
    await this.#open(
      tx,
      changes.filter((change) => change.kind === 'open'),
      work,
    );
    await targetingStore.noteOnAlerts(tx, work.notes);
    await this.#keepUnrouted(tx, shipmentIds, work);
    await appendToOutbox(tx, work.messages);
  }

  #apply(change: Change, work: Work): void {
    if (change.kind === 'revise') this.#revise(change, work);
    if (change.kind === 'end') this.#end(change, work);
    if (change.kind === 'record') this.#record(change, work);
    if (change.kind === 'unrouted') work.unrouted.push(change.view);
  }

  #revise({ alert, calling }: Extract<Change, { kind: 'revise' }>, work: Work): void {
    const event = nextRevision(alert, this.#writing(calling, work));
    if (event === null) return;
    work.updated.push({ ...alert, revision: event.revision, event, updatedAt: work.now });
    work.messages.push(issuedMessage(this.codec, event));
    this.#count('REVISED');
  }

  #end({ alert, ending }: Extract<Change, { kind: 'end' }>, work: Work): void {
    const event: AlertIssued = { ...alert.event, revision: alert.revision + 1, state: ending, issuedAt: work.now };
    work.updated.push({
      ...alert,
      state: ending,
      open: isOpen(ending),
      revision: event.revision,
      event,
      updatedAt: work.now,
    });
    work.messages.push(issuedMessage(this.codec, event), endingMessage(this.codec, event, ending, {}));
    this.#count(ending);
  }

  #record({ alert, what }: Extract<Change, { kind: 'record' }>, work: Work): void {
    const noteId = deterministicId('note', alert.alertId, what, alert.state, work.now);
    const detail = `${what} after ${alert.state}: recorded only`;
    work.notes.push({ noteId, alertId: alert.alertId, notedAt: work.now, kind: what, detail });
  }

  async #open(tx: Transaction, openings: readonly Opening[], work: Work): Promise<void> {
    const applications = openings.map(({ calling }): Application => ({
      calling,
      port: work.ports.get(calling.port)!,
      now: work.now,
    }));
    const { admitted, refusals, countsOf, shifts } = await admit(tx, applications);
    const alerts = admitted.map(({ calling, shiftStartsAt }) =>
      alertOf(firstRevision(this.#writing(calling, work)), shiftStartsAt, work.now),
    );
    const fresh = await targetingStore.insertAlerts(tx, alerts);
    const opened = alerts.filter(({ alertId }) => fresh.has(alertId));
    const refused = await targetingStore.recordRefusals(tx, refusals);
    await targetingStore.countInShifts(
      tx,
      countsOf(
        shifts,
        opened,
        refusals.filter(({ assessmentId }) => refused.has(assessmentId)),
      ),
    );
    work.messages.push(...opened.map(({ event }) => issuedMessage(this.codec, event)));
    for (const { event } of opened) this.#count(event.selection.method === 'random' ? 'BY_CHANCE' : 'ISSUED');
    for (const _ of refused) this.#count('REFUSED');
  }

  async #keepUnrouted(tx: Transaction, shipmentIds: readonly string[], { unrouted, now }: Work): Promise<void> {
    const still = new Set(unrouted.map(({ shipmentId }) => shipmentId));
    await targetingStore.clearUnrouted(
      tx,
      shipmentIds.filter((id) => !still.has(id)),
    );
    const fresh = await targetingStore.noteUnrouted(
      tx,
      unrouted.map(({ shipmentId, partner, assessmentId, content }) => ({
        shipmentId,
        partner,
        assessmentId,
        score: content.score,
        recommendation: content.recommendation,
        places: content.places,
        notedAt: now,
      })),
    );
    for (let index = 0; index < fresh; index += 1) this.#count('UNROUTED');
  }

  #writing(calling: Writing['calling'], { ports, now }: Work): Writing {
    const dwellHours = ports.get(calling.port)?.dwellHours ?? 24;
    return { calling, dwellHours, share: this.config.TARGETING_RANDOM_SHARE, now };
  }

  #drawsOf(views: readonly View[]): targetingStore.RandomDraw[] {
    const drawn = views.filter(({ call }) => call === 'random');
    return drawn.map(({ shipmentId, updatedAt }) => ({
      shipmentId,
      probability: this.config.TARGETING_RANDOM_SHARE,
      drawnAt: updatedAt,
    }));
  }

  #count(outcome: string): void {
    this.metrics
      .counter('watchpost_targeting_alerts_total', 'What came of items that called for an alert', ['outcome'])
      .inc({ outcome });
  }
}

/** Of each partner's views of a shipment only the newest counts. */
function newestOf(views: readonly View[]): readonly View[] {
  const newest = new Map<string, View>();
  for (const view of views) {
    const key = `${view.shipmentId} ${view.partner}`;
    const known = newest.get(key);
    if (known === undefined || compareViews(known, view) < 0) newest.set(key, view);
  }
  return [...newest.values()];
}

/** Newer than what is known of this partner. */
function isNews(view: View, known: readonly View[]): boolean {
  const before = known.find(({ shipmentId, partner }) => shipmentId === view.shipmentId && partner === view.partner);
  return before === undefined || compareViews(before, view) < 0;
}

const alertOf = (event: AlertIssued, shiftStartsAt: number | null, now: number): Alert => ({
  alertId: event.alertId,
  port: event.port,
  subjectKind: event.subjectKind,
  subject: event.subject,
  shipmentId: event.shipmentId,
  state: 'ISSUED',
  open: true,
  revision: event.revision,
  event,
  shiftStartsAt,
  lastStepAt: null,
  lastScanAt: null,
  outcome: null,
  outcomeAt: null,
  issuedAt: now,
  updatedAt: now,
});

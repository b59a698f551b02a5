import { Inject, Injectable } from '@nestjs/common';
import { type AlertIssued, type Codec } from '@watchpost/contracts';
import { type Clock, deterministicId, isBeyondRecall, isOpen } from '@watchpost/domain';
import { CODEC } from '@watchpost/messaging';
import {
  appendToOutbox,
  DATABASE,
  type Database,
  type OutboxMessage,
  OutboxRelay,
  targetingStore,
  type Transaction,
  unitsStore,
  withTransaction,
} from '@watchpost/persistence';
import { CLOCK, crashPoint, METRICS, type Metrics } from '@watchpost/platform';
import { admit, type Application } from '../admission/admission.ts';
import { TARGETING_CONFIG, type TargetingConfig } from '../configuration.ts';
import { PortRouting } from '../routing/port-routing.ts';
import { seenAs } from '../whereabouts/seen.ts';
import { type PlacedView, whereaboutsOf } from '../whereabouts/whereabouts.ts';
import { actedOn, firstRevision, rewrite, type Writing } from './alert-text.ts';
import { type Change, decide, isCalling } from './decide.ts';
import { endingMessage, issuedMessage } from './outgoing.ts';
import { compareViews } from './view-of.ts';

type View = targetingStore.ShipmentViewEntity;
type Alert = targetingStore.TargetingAlertEntity;
type Port = targetingStore.TargetingPortEntity;
type Opening = Extract<Change, { kind: 'open' }>;

interface Placed {
  readonly stored: View;
  readonly view: PlacedView;
}

/** Shipments that are looked at again in one transaction. */
const UNROUTED_AT_ONCE = 1_000;

/** What a transaction has gathered up to its end. */
interface Work {
  readonly now: number;
  readonly ports: ReadonlyMap<string, Port>;
  readonly messages: OutboxMessage[];
  readonly updated: Alert[];
  readonly notes: targetingStore.AlertNote[];
  readonly unrouted: PlacedView[];
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
      await targetingStore.beginDeciding(tx);
      await targetingStore.lockShipments(tx, shipmentIds);
      const known = await targetingStore.viewsOf(tx, shipmentIds);
      const ofInterest = new Set([...known, ...incoming.filter(isCalling)].map(({ shipmentId }) => shipmentId));
      const fresh = newestOf(incoming).filter((view) => ofInterest.has(view.shipmentId) && isNews(view, known));
      if (fresh.length === 0) return;
      await targetingStore.recordDraws(tx, this.#drawsOf(fresh));
      await this.#settle(tx, withFresh(known, fresh), fresh);
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
      await this.lookAgain([...new Set(waiting.map(({ shipmentId }) => shipmentId))]);
      if (waiting.length < UNROUTED_AT_ONCE) return;
      last = waiting.at(-1)!;
    }
  }

  /** Decides anew on shipments of which something is known that was not, be it of the ports or of what they travel in. Doing it again changes nothing. */
  async lookAgain(shipmentIds: readonly string[]): Promise<void> {
    if (shipmentIds.length === 0) return;
    await withTransaction(this.database, async (tx) => {
      await targetingStore.beginDeciding(tx);
      await targetingStore.lockShipments(tx, shipmentIds);
      await this.#settle(tx, await targetingStore.viewsOf(tx, shipmentIds), []);
    });
    this.relay.nudge();
  }

  /** @param views every partner's newest of the shipments @param fresh those among them that are not stored yet */
  async #settle(tx: Transaction, views: readonly View[], fresh: readonly View[]): Promise<void> {
    const shipmentIds = [...new Set(views.map(({ shipmentId }) => shipmentId))];
    if (shipmentIds.length === 0) return;
    const ports = await targetingStore.activePorts(tx);
    const placed = await this.#place(tx, views, shipmentIds, ports);
    const unsaved = new Set(fresh);
    await targetingStore.saveViews(
      tx,
      placed
        .filter(({ view, stored }) => unsaved.has(stored) || isMoved(view, stored))
        .map(({ view, stored }) => ({ ...stored, port: view.port, units: view.units })),
    );
    const alerts = await targetingStore.openAlertsOf(tx, shipmentIds);
    const viewsById = Map.groupBy(
      placed.map(({ view }) => view),
      ({ shipmentId }) => shipmentId,
    );
    const alertsById = Map.groupBy(alerts, ({ shipmentId }) => shipmentId);
    const changes = shipmentIds.flatMap((id) => decide(viewsById.get(id) ?? [], alertsById.get(id) ?? []));
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

  /** Finds where the items of views are, by all that is known of what they travel in, and the port for that. One read. */
  async #place(tx: Transaction, views: readonly View[], shipmentIds: readonly string[], ports: readonly Port[]) {
    const named = new Set(views.flatMap(({ content }) => content.units));
    const known = await unitsStore.unitsAround(tx, [...named], shipmentIds);
    const routing = new PortRouting(ports);
    return views.map((stored): Placed => {
      const whereabouts = whereaboutsOf(stored, known);
      return {
        stored,
        view: { ...stored, whereabouts, port: routing.portOf(whereabouts.places), units: whereabouts.units },
      };
    });
  }

  #apply(change: Change, work: Work): void {
    if (change.kind === 'expire') this.#expire(change, work);
    if (change.kind === 'gone') this.#count('GONE');
    if (change.kind === 'revise') this.#revise(change, work);
    if (change.kind === 'end') this.#end(change, work);
    if (change.kind === 'record') this.#record(change, work);
    if (change.kind === 'unrouted') work.unrouted.push(change.view);
  }

  #revise({ alert, calling }: Extract<Change, { kind: 'revise' }>, work: Work): void {
    const rewriting = rewrite(alert, this.#writing(calling, work));
    if (rewriting.kind === 'same') return;
    const { event } = rewriting;
    const lastScanAt = calling.lead.whereabouts.seen?.at ?? alert.lastScanAt;
    if (rewriting.kind === 'seen') {
      work.updated.push({ ...alert, event, lastScanAt, updatedAt: work.now });
      return;
    }
    if (isBeyondRecall(alert.state))
      return this.#noteOnly(alert, 'REVISED', `REVISED after ${alert.state}: recorded only`, [actedOn(event)], work);
    work.updated.push({ ...alert, revision: event.revision, event, lastScanAt, updatedAt: work.now });
    work.messages.push(issuedMessage(this.codec, event));
    this.#count('REVISED');
  }

  #expire({ alert, calling, scan }: Extract<Change, { kind: 'expire' }>, work: Work): void {
    if (isBeyondRecall(alert.state)) {
      const detail = `${seenAs(scan)}, told by ${scan.partner}, after ${alert.state}: recorded only`;
      return this.#noteOnly(alert, 'EXPIRED', detail, [scan.at], work);
    }
    const rewriting = rewrite(alert, this.#writing(calling, work));
    const said = rewriting.kind === 'same' ? alert.event : rewriting.event;
    const event: AlertIssued = { ...said, revision: alert.revision + 1, state: 'EXPIRED', issuedAt: work.now };
    work.updated.push({
      ...alert,
      state: 'EXPIRED',
      open: isOpen('EXPIRED'),
      revision: event.revision,
      event,
      lastScanAt: scan.at,
      updatedAt: work.now,
    });
    const evidence = {
      event: scan.event,
      at: new Date(scan.at).toISOString(),
      place: scan.place ?? '',
      toldBy: scan.partner,
    };
    work.messages.push(issuedMessage(this.codec, event), endingMessage(this.codec, event, 'EXPIRED', evidence));
    this.#count('EXPIRED');
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
    this.#noteOnly(alert, what, `${what} after ${alert.state}: recorded only`, [], work);
  }

  /** @param about what tells it from other notes of its kind: a note is made once */
  #noteOnly(alert: Alert, kind: string, detail: string, about: readonly (string | number)[], work: Work): void {
    const noteId = deterministicId('note', alert.alertId, kind, alert.state, ...about);
    work.notes.push({ noteId, alertId: alert.alertId, notedAt: work.now, kind, detail });
  }

  async #open(tx: Transaction, openings: readonly Opening[], work: Work): Promise<void> {
    const applications = openings.map(({ calling }): Application => ({
      calling,
      port: work.ports.get(calling.port)!,
      now: work.now,
    }));
    const { admitted, refusals, countsOf, shifts } = await admit(tx, applications);
    const alerts = admitted.map(({ calling, shiftStartsAt }) =>
      alertOf(
        firstRevision(this.#writing(calling, work)),
        calling.lead.whereabouts.seen?.at ?? null,
        shiftStartsAt,
        work.now,
      ),
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
      unrouted.map(({ shipmentId, partner, assessmentId, content, whereabouts }) => ({
        shipmentId,
        partner,
        assessmentId,
        score: content.score,
        recommendation: content.recommendation,
        places: whereabouts.places,
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
    const key = viewKey(view);
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

/** Every partner's newest view of the shipments of which there is a fresh one. */
function withFresh(known: readonly View[], fresh: readonly View[]): readonly View[] {
  const shipments = new Set(fresh.map(({ shipmentId }) => shipmentId));
  const replaced = new Set(fresh.map(viewKey));
  return [...known.filter((view) => shipments.has(view.shipmentId) && !replaced.has(viewKey(view))), ...fresh];
}

const viewKey = ({ shipmentId, partner }: View): string => `${shipmentId} ${partner}`;

/** Another port, or other units, than when it was decided on last. */
const isMoved = (view: PlacedView, stored: View): boolean =>
  view.port !== stored.port || view.units.join('\n') !== stored.units.join('\n');

const alertOf = (event: AlertIssued, lastScanAt: number | null, shiftStartsAt: number | null, now: number): Alert => ({
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
  lastScanAt,
  outcome: null,
  outcomeAt: null,
  issuedAt: now,
  updatedAt: now,
});

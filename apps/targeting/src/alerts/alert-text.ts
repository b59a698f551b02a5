import { type AlertIssued, type Selection } from '@watchpost/contracts';
import { alertIdOf, type AlertAction, type Reason } from '@watchpost/domain';
import { type targetingStore } from '@watchpost/persistence';
import { seenAs } from '../whereabouts/seen.ts';
import { type PlacedView, type Whereabouts } from '../whereabouts/whereabouts.ts';
import { type Calling } from './decide.ts';

type View = PlacedView;

const HOUR = 3_600_000;

/** Methods worth trying first, by what is asked; what finds powder in a closed packet before what needs it opened. */
const methodsFor: Readonly<Record<AlertAction, readonly string[]>> = {
  HOLD: ['XRAY', 'RAMAN', 'HPMS'],
  RFS: ['XRAY', 'CANINE', 'RAMAN'],
  RFI: [],
  DNL: [],
};

export interface Writing {
  readonly calling: Calling;
  /** Hours an item stays at the port. */
  readonly dwellHours: number;
  /** Probability of the random share. */
  readonly share: number;
  readonly now: number;
}

/** The first revision of an alert. */
export function firstRevision({ calling, dwellHours, share, now }: Writing): AlertIssued {
  const { lead, port } = calling;
  const { content } = lead;
  const action = actionOf(lead);
  return {
    alertId: alertIdOf('shipment', lead.shipmentId, port, lead.assessmentId),
    revision: 1,
    port,
    state: 'ISSUED',
    subjectKind: 'shipment',
    subject: lead.shipmentId,
    shipmentId: lead.shipmentId,
    itemId: content.itemId,
    partner: lead.partner,
    manifestId: content.manifestId,
    assessmentId: lead.assessmentId,
    scenario: content.scenario,
    action,
    methods: lead.call === 'random' ? ['XRAY'] : methodsFor[action],
    band: content.band,
    score: content.score,
    reasons: reasonsOf(calling, share),
    selection: selectionOf(lead, share),
    location: locationOf(lead.whereabouts, dwellHours),
    consignor: content.consignor,
    consignee: content.consignee,
    description: content.description,
    origin: content.origin,
    destination: content.destination,
    grossMassKg: content.grossMassKg,
    receivedAt: content.receivedAt,
    issuedAt: now,
    traceparent: content.traceparent,
  };
}

type Location = AlertIssued['location'];

function locationOf(whereabouts: Whereabouts, dwellHours: number): Location {
  const { receptacle, dispatch, conveyance, arrivesAt, arrivesBy, arrived, seen, units } = whereabouts;
  const from = arrived?.at ?? arrivesBy;
  return {
    receptacle,
    dispatch,
    conveyance,
    arrivesAt,
    leavesAt: from === null ? null : from + dwellHours * HOUR,
    lastSeen: seen === null ? null : seenAs(seen),
    units,
  };
}

/** What becomes of an open alert: another revision, or the same one with where the item was seen last and what it travels in, which no port acts on. */
export type Rewriting =
  | { readonly kind: 'revised'; readonly event: AlertIssued }
  | { readonly kind: 'seen'; readonly event: AlertIssued }
  | { readonly kind: 'same' };

export function rewrite(alert: targetingStore.TargetingAlertEntity, writing: Writing): Rewriting {
  const fresh = firstRevision(writing);
  const before = alert.event;
  const next: AlertIssued = {
    ...fresh,
    alertId: alert.alertId,
    revision: alert.revision + 1,
    // Chosen once: a later version changes what is known of the item, not how it came to be chosen, unless it now stands on its own.
    selection: fresh.selection.method === 'random' ? before.selection : fresh.selection,
  };
  if (actedOn(next) !== actedOn(before)) return { kind: 'revised', event: next };
  const { lastSeen, units } = next.location;
  if (lastSeen === before.location.lastSeen && units.join('\n') === before.location.units.join('\n'))
    return { kind: 'same' };
  return { kind: 'seen', event: { ...before, location: { ...before.location, lastSeen, units } } };
}

/** What a port would do something else about, as text. Written out field by field: the database gives objects back with their keys in another order. */
export function actedOn(event: AlertIssued): string {
  const { receptacle, dispatch, conveyance, arrivesAt, leavesAt } = event.location;
  return JSON.stringify([
    [event.action, event.methods, event.band, event.partner, event.itemId],
    event.reasons.map(({ rule, outcome, value }) => [rule, outcome, value]),
    [receptacle, dispatch, conveyance, arrivesAt, leavesAt],
    [event.consignor, event.consignee, event.description, event.grossMassKg],
  ]);
}

const actionOf = ({ call, content }: View): AlertAction =>
  call === 'random' ? 'RFS' : (content.recommendation as AlertAction);

function reasonsOf({ lead, others }: Calling, share: number): readonly Reason[] {
  const chance = lead.call === 'random' ? [drawnByChance(share)] : [];
  return [...chance, ...lead.content.reasons, ...others.map(declaredByAnother)];
}

const drawnByChance = (share: number): Reason => ({
  factor: 'random-share',
  outcome: 'drawn',
  value: String(share),
  weight: 0,
  text: `Chosen by chance: ${Number((share * 1000).toFixed(3))} in 1,000 items are looked at whatever is known of them`,
  rule: 'random-share@1',
});

const declaredByAnother = ({ partner, call, content }: View): Reason => ({
  factor: 'declared-by-another',
  outcome: call === 'random' ? 'drawn' : content.band,
  value: partner,
  weight: 0,
  text: `${partner} declares the same item: band ${content.band}, score ${content.score.toFixed(2)}`,
  rule: 'declared-by-another@1',
});

function selectionOf({ call, content }: View, share: number): Selection {
  if (call === 'random') return { method: 'random', probability: share, detail: 'drawn from all items' };
  if (content.ruling) return selectedBy(content.ruling);
  const [heaviest] = content.reasons.filter(({ weight }) => weight > 0);
  const method = /^(list|model)\b/u.exec(heaviest?.factor ?? '')?.[1] as 'list' | 'model' | undefined;
  const detail =
    heaviest === undefined ? `band ${content.band}` : `band ${content.band}, above all by ${heaviest.rule}`;
  return { method: method ?? 'rule', probability: 1, detail };
}

const selectedBy = ({ kind, rule, band }: NonNullable<View['content']['ruling']>): Selection => ({
  method: kind === 'block' ? 'list' : 'rule',
  probability: 1,
  detail: `${kind === 'block' ? 'block list' : 'override'} ${rule}; the rules came to band ${band}`,
});

import { type ShipmentAssessed } from '@watchpost/contracts';
import { type Party, unitKey, unitsOf } from '@watchpost/domain';
import { type targetingStore } from '@watchpost/persistence';
import { placesOf } from '../routing/port-routing.ts';
import { type RandomShare } from '../selection/random-share.ts';

/** What targeting keeps of an assessed version. The port is found later. */
export function viewOf(
  event: ShipmentAssessed,
  share: RandomShare,
  at: number,
  traceparent: string | null,
): targetingStore.ShipmentViewEntity {
  const { declared } = event;
  return {
    shipmentId: declared.shipmentId,
    partner: declared.partner,
    versionIssuedAt: declared.version.issuedAt,
    versionSequence: declared.version.sequence,
    versionOrdinal: declared.version.ordinal,
    assessmentId: event.assessmentId,
    call: callOf(event, share),
    port: null,
    units: [],
    content: contentOf(event, traceparent),
    updatedAt: at,
  };
}

function callOf(event: ShipmentAssessed, share: RandomShare): targetingStore.ViewCall {
  if (event.outcome === 'RECORDED' || event.declared.shipment.function === 'cancel') return 'cancelled';
  if (event.recommendation !== 'NONE') return 'assessed';
  return share.draws(event.declared.shipmentId) ? 'random' : 'none';
}

function contentOf(event: ShipmentAssessed, traceparent: string | null): targetingStore.ViewContent {
  const { shipment, manifestId, receivedAt } = event.declared;
  return {
    manifestId,
    itemId: shipment.itemId,
    scenario: event.scenario,
    band: event.band,
    score: event.score,
    recommendation: event.recommendation,
    reasons: inOrder(event),
    ruling: event.ruling,
    receptacle: shipment.receptacle,
    dispatch: shipment.dispatch,
    conveyance: shipment.conveyance?.id ?? null,
    arrivesAt: shipment.conveyance?.arrivesAt ?? null,
    arrivesPrecision: shipment.conveyance?.arrivesPrecision ?? null,
    portOfArrival: shipment.portOfArrival,
    units: unitsOf(shipment).map(unitKey),
    consignor: nameOf(shipment.consignor),
    consignee: nameOf(shipment.consignee),
    description: shipment.articles.find(({ description }) => description !== null)?.description ?? null,
    origin: shipment.origin,
    destination: shipment.destination,
    grossMassKg: shipment.grossMassKg,
    receivedAt,
    traceparent,
    places: placesOf(shipment),
  };
}

/** What decided in the place of the rules stands first, though it weighs nothing. */
function inOrder({ reasons, ruling }: ShipmentAssessed): ShipmentAssessed['reasons'] {
  const isRuling = ({ rule }: { readonly rule: string }): number => Number(rule === ruling?.rule);
  return reasons.toSorted((a, b) => isRuling(b) - isRuling(a) || b.weight - a.weight);
}

const nameOf = (party: Party | null): string | null => party?.name ?? null;

/** Negative where `a` is the older view of the two. */
export const compareViews = (a: targetingStore.ShipmentViewEntity, b: targetingStore.ShipmentViewEntity): number =>
  a.versionIssuedAt - b.versionIssuedAt || a.versionSequence - b.versionSequence || a.versionOrdinal - b.versionOrdinal;

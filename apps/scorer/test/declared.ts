import { type Codec, eventHeaders, type ShipmentDeclared, topics, type TrackingObserved } from '@watchpost/contracts';
import { eventIdOf, LIVE_RUN, lineIdOf, type Shipment, shipmentIdOf, versionText } from '@watchpost/domain';
import { type OutgoingRecord } from '@watchpost/messaging';

export const DAY = 86_400_000;
export const NOW = Date.UTC(2026, 4, 4, 9, 30);
export const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

export const MANIFEST = '018f4c00-0000-7000-8000-000000000001';

export interface Declaration {
  readonly item?: string;
  readonly partner?: string;
  readonly testMode?: boolean;
  readonly issuedAt?: number;
  /** Also tells manifests apart. */
  readonly sequence?: number;
  readonly ordinal?: number;
  readonly receivedAt?: number;
  readonly consignor?: string;
  readonly consignee?: string;
  readonly description?: string;
  readonly hs?: string;
  readonly mass?: number;
  readonly function?: Shipment['function'];
}

const party = (name: string, street: string, city: string, country: string) => ({
  name,
  address: { lines: [street], city, region: null, postcode: null, country },
  phones: [],
  emails: [],
  identifiers: [],
});

export function shipmentOf(of: Declaration): Shipment {
  return {
    itemId: of.item ?? 'CP123456785DE',
    itemIdKind: 'S10',
    masterBill: null,
    receptacle: null,
    dispatch: null,
    containers: [],
    consignor: party(of.consignor ?? 'Hanna Vogel', `${of.consignor ?? 'Linden'} 4`, 'Kassel', 'DE'),
    consignee: party(of.consignee ?? 'Ruth Alder', `18 ${of.consignee ?? 'Juniper'} Ct`, 'Boise', 'US'),
    notify: null,
    pieces: 1,
    grossMassKg: of.mass ?? 0.5,
    value: { amount: '19.90', currency: 'EUR' },
    postage: null,
    category: 'sale of goods',
    articles: [
      {
        description: of.description ?? 'Cotton shirts, blue',
        hs: of.hs ?? '610910',
        quantity: 2,
        netMassKg: 0.4,
        value: null,
        origin: 'DE',
        identifiers: [],
      },
    ],
    origin: 'DE',
    destination: 'US',
    route: [],
    conveyance: null,
    portOfArrival: 'USJFKA',
    postedAt: null,
    function: of.function ?? 'original',
  };
}

const idOf = (item: string) => shipmentIdOf({ scheme: 'S10', issuer: item.slice(-2), number: item });

export function declared(of: Declaration = {}): ShipmentDeclared {
  const ordinal = of.ordinal ?? 1;
  const sequence = of.sequence ?? 1;
  const receivedAt = of.receivedAt ?? NOW;
  const manifestId = `${MANIFEST.slice(0, -4)}${String(sequence).padStart(4, '0')}`;
  return {
    lineId: lineIdOf(manifestId, ordinal),
    manifestId,
    ordinal,
    partner: of.partner ?? 'de-post',
    testMode: of.testMode ?? false,
    shipmentId: idOf(of.item ?? 'CP123456785DE'),
    version: { issuedAt: of.issuedAt ?? receivedAt - 60_000, sequence, ordinal },
    receivedAt,
    format: 'watchpost-json',
    place: { offset: 0, row: 1, segment: null, path: null },
    shipment: shipmentOf(of),
  };
}

export function declaredRecord(codec: Codec, event: ShipmentDeclared): OutgoingRecord {
  return {
    topic: topics.shipmentsDeclared.name,
    key: event.shipmentId,
    value: codec.encode(topics.shipmentsDeclared, event),
    headers: eventHeaders({
      topic: topics.shipmentsDeclared,
      id: eventIdOf('declared', event.lineId, versionText(event.version), LIVE_RUN),
      source: 'normalizer',
      time: event.receivedAt,
      subject: event.shipmentId,
      traceparent: TRACE,
      manifestId: event.manifestId,
      ordinal: event.ordinal,
      partner: event.partner,
    }),
  };
}

export function scanRecord(
  codec: Codec,
  of: { event: string; at: number; place: string; testMode?: boolean },
): OutgoingRecord {
  const item = 'CP123456785DE';
  const event: TrackingObserved = {
    lineId: lineIdOf(MANIFEST, of.at % 10_000),
    manifestId: MANIFEST,
    ordinal: 1,
    partner: 'de-post',
    testMode: of.testMode ?? false,
    shipmentId: idOf(item),
    itemId: item,
    sequence: 1,
    event: of.event,
    at: of.at,
    place: of.place,
    receivedAt: of.at,
  };
  return {
    topic: topics.trackingObserved.name,
    key: event.shipmentId,
    value: codec.encode(topics.trackingObserved, event),
  };
}

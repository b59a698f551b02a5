import {
  type AlertProgressed,
  type Codec,
  eventHeaders,
  type InspectionReported,
  type PortChanged,
  type ShipmentAssessed,
  type TopicDefinition,
  topics,
  type TrackingObserved,
  type UnitObserved,
} from '@watchpost/contracts';
import { deterministicId, eventIdOf, type Shipment, shipmentIdOf, versionText } from '@watchpost/domain';
import { type OutgoingRecord } from '@watchpost/messaging';

export const NOW = Date.UTC(2026, 10, 24, 9, 30);
export const HOUR = 3_600_000;

const emptyShipment: Shipment = {
  itemId: 'RB123456785CN',
  itemIdKind: 'S10',
  masterBill: null,
  receptacle: null,
  dispatch: null,
  containers: [],
  consignor: { name: 'Hubei Trading', address: null, phones: [], emails: [], identifiers: [] },
  consignee: { name: 'J. Doe', address: null, phones: [], emails: [], identifiers: [] },
  notify: null,
  pieces: 1,
  grossMassKg: 0.4,
  value: null,
  postage: null,
  category: null,
  articles: [
    {
      description: 'pill press die',
      hs: '820730',
      quantity: 1,
      netMassKg: 0.3,
      value: null,
      origin: 'CN',
      identifiers: [],
    },
  ],
  origin: 'CN',
  destination: 'US',
  route: ['CN', 'US'],
  conveyance: { mode: 'air', id: 'CA981', departsAt: null, arrivesAt: NOW + 6 * HOUR, arrivesPrecision: null },
  portOfArrival: 'USJFKA',
  postedAt: null,
  function: 'original',
};

export interface Declaration {
  /** Number of the item; other numbers are other shipments. */
  readonly item?: number;
  readonly partner?: string;
  /** Higher is newer. */
  readonly version?: number;
  readonly score?: number;
  readonly recommendation?: string;
  readonly outcome?: ShipmentAssessed['outcome'];
  readonly shipment?: Partial<Shipment>;
  readonly testMode?: boolean;
  readonly run?: string;
  readonly factor?: string;
  readonly ruling?: ShipmentAssessed['ruling'];
}

export const shipmentOfItem = (item: number): string =>
  shipmentIdOf({ scheme: 'S10', issuer: 'CN', number: `item ${item}` });

/** An assessed item: critical and bound for JFK unless said. */
export function assessed(declaration: Declaration = {}): ShipmentAssessed {
  const {
    item = 1,
    partner = 'china-post',
    version = 1,
    score = 0.9,
    recommendation = 'HOLD',
    run = 'live',
  } = declaration;
  const shipmentId = shipmentOfItem(item);
  const of = { issuedAt: NOW - HOUR + version, sequence: version, ordinal: (item % 1_000) + 1 };
  return {
    declared: {
      lineId: deterministicId('line', partner, version, item),
      manifestId: deterministicId('manifest', partner, version),
      ordinal: of.ordinal,
      partner,
      testMode: declaration.testMode ?? false,
      shipmentId,
      version: of,
      receivedAt: NOW - HOUR,
      format: 'watchpost-json',
      place: { offset: 0, row: null, segment: null, path: null },
      shipment: { ...emptyShipment, ...declaration.shipment },
    },
    assessmentId: eventIdOf('assessed', `${shipmentId}|${partner}`, versionText(of), run, 'fentanyl-mail@1'),
    run,
    outcome: declaration.outcome ?? 'ASSESSED',
    episode: 0,
    scenario: 'fentanyl-mail@1',
    score,
    band: recommendation === 'NONE' ? 'low' : recommendation === 'HOLD' ? 'critical' : 'high',
    recommendation,
    ruling: declaration.ruling ?? null,
    reasons:
      recommendation === 'NONE'
        ? []
        : [
            { factor: 'origin', outcome: 'lane', value: 'CN', weight: 0.5, text: 'A lane of note', rule: 'origin@1' },
            {
              factor: declaration.factor ?? 'press-words',
              outcome: 'named',
              value: 'press',
              weight: 4.2,
              text: 'The description names equipment for making pills: press',
              rule: `${declaration.factor ?? 'press-words'}@1`,
            },
          ],
    features: {},
    snapshot: null,
    assessedAt: NOW,
  };
}

/** As the scorer publishes it. */
export function assessedRecord(codec: Codec, event: ShipmentAssessed): OutgoingRecord {
  const { declared, assessmentId, outcome, band, recommendation } = event;
  const { manifestId, ordinal, partner, testMode, shipmentId } = declared;
  const described = {
    topic: topics.shipmentsAssessed,
    id: assessmentId,
    source: 'scorer',
    time: NOW,
    subject: shipmentId,
  };
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  return {
    topic: topics.shipmentsAssessed.name,
    key: shipmentId,
    value: codec.encode(topics.shipmentsAssessed, event),
    headers: eventHeaders({
      ...described,
      manifestId,
      ordinal,
      partner,
      outcome,
      band,
      recommendation,
      testMode,
      traceparent,
    }),
  };
}

export const recordOf = <T>(codec: Codec, topic: TopicDefinition<T>, event: T): OutgoingRecord => ({
  topic: topic.name,
  key: topic.keyOf(event),
  value: codec.encode(topic, event),
  headers: {},
});

export const scan = (event: string, at: number, item = 1, given: Partial<TrackingObserved> = {}): TrackingObserved => ({
  lineId: deterministicId('scan', item, event, at),
  manifestId: deterministicId('manifest', 'scan', item, at),
  ordinal: 1,
  partner: 'usps',
  testMode: false,
  shipmentId: shipmentOfItem(item),
  itemId: null,
  sequence: 1,
  event,
  at,
  place: 'USJFKA',
  receivedAt: at,
  ...given,
});

export const step = (
  alert: { alertId: string; port: string; shipmentId: string },
  name: string,
  at: number,
): AlertProgressed => ({
  progressId: deterministicId('step', alert.alertId, name, at),
  alertId: alert.alertId,
  revision: 1,
  port: alert.port,
  shipmentId: alert.shipmentId,
  step: name,
  at,
  recordedAt: at,
  by: 'port:jfk',
  evidence: {},
});

export const inspection = (
  alert: { alertId: string; port: string; shipmentId: string },
  outcome: string,
): InspectionReported => ({
  inspectionId: deterministicId('inspection', alert.alertId, outcome),
  alertId: alert.alertId,
  revision: 1,
  port: alert.port,
  shipmentId: alert.shipmentId,
  outcome,
  disposition: null,
  methods: [],
  identifications: [],
  observed: null,
  startedAt: null,
  endedAt: NOW,
  reportedAt: NOW,
  by: 'port:jfk',
  laboratoryCase: null,
  corrects: null,
});

export const port = (name: string, places: readonly string[], given: Partial<PortChanged> = {}): PortChanged => ({
  port: name,
  version: 1,
  name,
  country: 'US',
  active: true,
  places,
  capacityPerShift: 50,
  shiftHours: 8,
  dwellHours: 24,
  keys: [],
  changedAt: NOW,
  changedBy: 'operator:ada',
  ...given,
});

export interface ToldOfUnit {
  readonly partner?: string;
  /** Higher is newer. */
  readonly version?: number;
  readonly issuedAt?: number;
  readonly document?: string;
  readonly function?: 'original' | 'amend' | 'cancel';
  readonly within?: readonly string[];
  readonly items?: UnitObserved['items'];
  readonly conveyance?: UnitObserved['conveyance'];
  readonly portOfArrival?: string;
  readonly scan?: UnitObserved['scan'];
  readonly testMode?: boolean;
}

/** What a partner says of a unit, older than every declaration unless said. @param key as `RECEPTACLE CN…` */
export function unit(key: string, given: ToldOfUnit = {}): UnitObserved {
  const { partner = 'china-post', version = 0 } = given;
  return {
    manifestId: deterministicId('manifest', partner, key, version),
    partner,
    testMode: given.testMode ?? false,
    unit: nameOf(key),
    version: { issuedAt: given.issuedAt ?? NOW - 2 * HOUR + version * HOUR, sequence: version, ordinal: 1 },
    receivedAt: NOW,
    format: 'edifact',
    document: given.document ?? 'CUSCAR',
    function: given.function ?? 'original',
    within: (given.within ?? []).map(nameOf),
    items: given.items ?? [],
    conveyance: given.conveyance ?? null,
    portOfArrival: given.portOfArrival ?? null,
    scan: given.scan ?? null,
  };
}

const nameOf = (key: string): UnitObserved['unit'] => {
  const at = key.indexOf(' ');
  return { kind: key.slice(0, at), number: key.slice(at + 1) };
};

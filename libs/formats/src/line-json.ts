import {
  shipmentIdOf,
  type Article,
  type Conveyance,
  type EpochMillis,
  type Finding,
  type Money,
  type Party,
  type Place,
  type UnitName,
} from '@watchpost/domain';
import type { DocumentSummary } from './document.ts';
import type { ReadField } from './provenance/read-field.ts';
import type { ReadLine, ReadMessage, ReadUnit } from './reader.ts';

/** Where the lines come from; both stand in every object that is printed. */
export interface LineSource {
  readonly file: string;
  readonly format: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * A line in the shape that `watchpost validate --json` prints and the format `watchpost-json` reads. What the sender did not
 * state is left out, never empty text or 0. A rejected line has no object of its own, only its findings: null.
 */
export function toJson(line: ReadLine, source: LineSource): JsonObject | null {
  if (line.kind === 'rejected') return null;
  const { type, issuedAt, ids, ...values } = lineValues(line);
  return compact({
    type,
    file: source.file,
    format: source.format,
    line: line.ordinal,
    ...(line.kind === 'shipment' ? { place: placeJson(line.place) } : {}),
    issuedAt,
    ids: compact({ shipmentId: shipmentIdOf(line.identity), ...(ids as JsonObject) }),
    ...values,
    quarantine: line.kind === 'shipment' ? line.quarantine?.code : null,
    fields: line.fields?.map(fieldJson),
  });
}

/** What the line says, without where it comes from; `fields` point into it. */
export function lineValues(line: Exclude<ReadLine, { readonly kind: 'rejected' }>): JsonObject {
  if (line.kind === 'tracking') {
    return compact({
      type: 'tracking',
      ids: { itemId: line.itemId },
      event: line.event,
      at: instant(line.at),
      place: line.where,
    });
  }
  const { shipment } = line;
  return compact({
    type: 'shipment',
    issuedAt: instant(line.issuedAt),
    ids: compact({
      itemId: shipment.itemId,
      itemIdKind: shipment.itemIdKind,
      masterBill: shipment.masterBill,
      receptacle: shipment.receptacle,
      dispatch: shipment.dispatch,
      containers: shipment.containers,
    }),
    consignor: partyJson(shipment.consignor),
    consignee: partyJson(shipment.consignee),
    notify: partyJson(shipment.notify),
    pieces: shipment.pieces,
    grossMassKg: shipment.grossMassKg,
    value: moneyJson(shipment.value),
    postage: moneyJson(shipment.postage),
    category: shipment.category,
    articles: shipment.articles.map(articleJson),
    origin: shipment.origin,
    destination: shipment.destination,
    route: shipment.route,
    conveyance: conveyanceJson(shipment.conveyance),
    portOfArrival: shipment.portOfArrival,
    postedAt: instant(shipment.postedAt),
    function: shipment.function,
  });
}

/**
 * A line as Watchpost JSON, which `watchpost-json` reads: without what says where it came from. Null for a rejected one.
 * @see schemas/watchpost-json.schema.json
 */
export function toWatchpostJson(line: ReadLine): JsonObject | null {
  const json = toJson(line, { file: '', format: '' });
  if (json === null) return null;
  const { shipmentId: _shipmentId, ...ids } = json['ids'] as JsonObject;
  const { type, file: _file, format: _format, line: _line, ids: _ids, place, quarantine: _held, ...members } = json;
  // Of an event the place is where it happened, of a shipment where it stood in the document.
  return compact({ type, ids, ...members, place: line.kind === 'tracking' ? place : null });
}

export const findingToJson = (finding: Finding, source: LineSource): JsonObject =>
  compact({
    type: 'finding',
    file: source.file,
    severity: finding.severity,
    code: finding.code,
    line: finding.line,
    place: finding.place && placeJson(finding.place),
    message: finding.message,
    value: finding.value,
    expected: finding.expected,
  });

/** A unit as `watchpost validate --json` prints it. */
export const unitToJson = ({ unit, issuedAt, place, document }: ReadUnit, source: LineSource): JsonObject =>
  compact({
    type: 'unit',
    file: source.file,
    format: source.format,
    place: placeJson(place),
    issuedAt: instant(issuedAt),
    document,
    unit: nameJson(unit),
    within: unit.within.map(nameJson),
    items: unit.items.map(({ itemId, identity }) => ({ shipmentId: shipmentIdOf(identity), itemId })),
    conveyance: conveyanceJson(unit.conveyance),
    portOfArrival: unit.portOfArrival,
    scan: unit.scan && compact({ event: unit.scan.event, at: instant(unit.scan.at), place: unit.scan.place }),
    function: unit.function,
  });

const nameJson = ({ kind, number }: UnitName): JsonObject => ({ kind, number });

export const messageToJson = (message: ReadMessage, source: LineSource): JsonObject =>
  compact({
    type: 'message',
    file: source.file,
    format: message.format,
    place: placeJson(message.place),
    message: message.type,
    reference: message.reference,
    role: message.role,
    profile: message.profile,
    answers: message.answers,
    facts: message.facts.map(({ name, value, place }) => ({ name, value, place: placeJson(place) })),
  });

export const summaryToJson = (summary: DocumentSummary, file: string): JsonObject => ({
  type: 'summary',
  file,
  format: summary.format,
  confidence: summary.confidence,
  messages: summary.messages,
  lines: summary.lines,
  accepted: summary.accepted,
  rejected: summary.rejected,
  ...(summary.quarantined > 0 && { quarantined: summary.quarantined }),
  findings: summary.findings,
});

const fieldJson = ({ place, parts, unit, ...field }: ReadField): JsonObject =>
  compact({
    ...field,
    place: place && placeJson(place),
    parts: parts.map(({ sent, place }) => ({ sent, place: placeJson(place) })),
    unit: unit && { sent: unit.sent, place: placeJson(unit.place) },
  });

const placeJson = (place: Place): JsonObject => compact({ ...place });

const moneyJson = (money: Money | null): JsonObject | null => money && compact({ ...money });

const partyJson = (party: Party | null): JsonObject | null =>
  party && compact({ ...party, address: party.address && compact({ ...party.address }) });

const articleJson = (article: Article): JsonObject => compact({ ...article, value: moneyJson(article.value) });

const conveyanceJson = (conveyance: Conveyance | null): JsonObject | null =>
  conveyance &&
  compact({
    mode: conveyance.mode,
    id: conveyance.id,
    arrives: instant(conveyance.arrivesAt),
    arrivesPrecision: conveyance.arrivesPrecision,
    departs: instant(conveyance.departsAt),
  });

const instant = (at: EpochMillis | null): string | null =>
  at === null ? null : new Date(at).toISOString().replace('.000Z', 'Z');

/** Without members that are null, empty text, empty lists or empty objects. */
function compact(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isNothing(value)));
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

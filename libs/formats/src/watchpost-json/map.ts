import {
  datePrecisions,
  trackingEvents,
  type Article,
  type Conveyance,
  type DatePrecision,
  type DeclarationFunction,
  type Identifier,
  type ItemIdKind,
  type Party,
  type Shipment,
  type ShipmentIdentity,
} from '@watchpost/domain';
import type { DraftedTracking } from '../line-emitter.ts';
import type { LineDraft } from '../values/line-draft.ts';
import { isoMoment } from '../values/moments.ts';
import { addressOf, conveyanceOf, partyOf, stated } from '../values/shipment-parts.ts';
import type { JsonCursor } from './json-cursor.ts';

const functions = new Set<string>(['original', 'amend', 'cancel']);
const modes = new Set<string>(['sea', 'rail', 'road', 'air', 'mail', 'inland-water']);

/** Members of a line; others are passed over, with a finding. */
export const lineMembers: ReadonlySet<string> = new Set([
  'type',
  'file',
  'format',
  'line',
  'place',
  'issuedAt',
  'ids',
  'consignor',
  'consignee',
  'notify',
  'pieces',
  'grossMassKg',
  'value',
  'postage',
  'category',
  'articles',
  'origin',
  'destination',
  'route',
  'conveyance',
  'portOfArrival',
  'postedAt',
  'function',
  'quarantine',
  'fields',
  'event',
  'at',
]);

export interface MappedShipment {
  readonly shipment: Shipment;
  readonly identity: ShipmentIdentity;
}

/** @param reference what a line without a number of its own goes by: document reference and position */
export function mapShipment(draft: LineDraft, line: JsonCursor, partner: string, reference: string): MappedShipment {
  const ids = line.object('ids');
  const number = draft.itemNumber('itemId', ids?.text('itemId') ?? null);
  const kind = mapKind(draft, ids, number?.s10 ?? null);
  const shipment: Shipment = {
    itemId: number?.text ?? null,
    itemIdKind: number === null ? null : kind,
    ...mapTransportIds(draft, ids),
    consignor: mapParty(draft, 'consignor', line),
    consignee: mapParty(draft, 'consignee', line),
    notify: mapParty(draft, 'notify', line),
    pieces: draft.number('pieces', line.number('pieces')),
    grossMassKg: draft.massKg('grossMassKg', line.number('grossMassKg')),
    value: mapMoney(draft, 'value', line),
    postage: mapMoney(draft, 'postage', line),
    category: draft.text('category', line.text('category')),
    articles: line.objects('articles').map((article, at) => mapArticle(draft, `articles.${at}`, article)),
    origin: draft.country('origin', line.text('origin')),
    destination: draft.country('destination', line.text('destination')),
    route: stated(line.texts('route').map((sited, at) => draft.country(`route.${at}`, sited))),
    conveyance: mapConveyance(draft, line.object('conveyance')),
    portOfArrival: draft.text('portOfArrival', line.text('portOfArrival'))?.toUpperCase() ?? null,
    postedAt: draft.moment('postedAt', line.text('postedAt'), isoMoment, 'ISO 8601')?.at ?? null,
    function: mapFunction(draft, line),
  };
  return { shipment, identity: identityOf(draft, number, kind, partner, reference) };
}

function mapTransportIds(
  draft: LineDraft,
  ids: JsonCursor | null,
): Pick<Shipment, 'masterBill' | 'receptacle' | 'dispatch' | 'containers'> {
  if (ids === null) return { masterBill: null, receptacle: null, dispatch: null, containers: [] };
  return {
    masterBill: draft.text('masterBill', ids.text('masterBill')),
    receptacle: draft.receptacle('receptacle', ids.text('receptacle')),
    dispatch: draft.dispatch('dispatch', ids.text('dispatch')),
    containers: stated(ids.texts('containers').map((sited, at) => draft.container(`containers.${at}`, sited))),
  };
}

function identityOf(
  draft: LineDraft,
  number: ReturnType<LineDraft['itemNumber']>,
  kind: ItemIdKind,
  partner: string,
  reference: string,
): ShipmentIdentity {
  if (number?.s10) return { scheme: 'S10', issuer: number.country!, number: number.s10 };
  if (number !== null && kind !== 'REFERENCE') return { scheme: 'HOUSE', issuer: partner, number: number.text };
  if (number !== null) return { scheme: 'DOCUMENT', issuer: partner, number: number.text };
  draft.report('id.none', draft.place);
  return { scheme: 'DOCUMENT', issuer: partner, number: reference };
}

function mapKind(draft: LineDraft, ids: JsonCursor | null, s10: string | null): ItemIdKind {
  if (s10 !== null) return 'S10';
  const kind = draft.text('itemIdKind', ids?.text('itemIdKind') ?? null);
  return kind === 'HOUSE' || kind === 'AWB' ? kind : 'REFERENCE';
}

function mapParty(draft: LineDraft, field: 'consignor' | 'consignee' | 'notify', line: JsonCursor): Party | null {
  const party = line.object(field);
  if (party === null) return null;
  const address = party.object('address');
  return partyOf({
    name: draft.text(`${field}.name`, party.text('name')),
    address:
      address &&
      addressOf({
        lines: address.texts('lines').map((sited, at) => draft.text(`${field}.address.lines.${at}`, sited)),
        city: draft.text(`${field}.address.city`, address.text('city')),
        region: draft.text(`${field}.address.region`, address.text('region')),
        postcode: draft.text(`${field}.address.postcode`, address.text('postcode')),
        country: draft.country(`${field}.address.country`, address.text('country')),
      }),
    phones: party.texts('phones').map((sited, at) => draft.text(`${field}.phones.${at}`, sited)),
    emails: party.texts('emails').map((sited, at) => draft.text(`${field}.emails.${at}`, sited)),
    identifiers: mapIdentifiers(draft, `${field}.identifiers`, party),
  });
}

function mapIdentifiers(draft: LineDraft, field: string, owner: JsonCursor): readonly Identifier[] {
  return owner.objects('identifiers').flatMap((identifier, at) => {
    const scheme = draft.text(`${field}.${at}.scheme`, identifier.text('scheme'));
    const value = draft.text(`${field}.${at}`, identifier.text('value'));
    if (scheme !== null && value !== null) return [{ scheme: scheme.toUpperCase(), value }];
    draft.forget(`${field}.${at}`);
    return [];
  });
}

function mapMoney(draft: LineDraft, field: string, owner: JsonCursor, name = field) {
  const money = owner.object(name);
  return money && draft.money(field, money.text('amount'), money.text('currency'));
}

const mapArticle = (draft: LineDraft, field: string, article: JsonCursor): Article => ({
  description: draft.text(`${field}.description`, article.text('description')),
  hs: draft.hs(`${field}.hs`, article.text('hs')),
  quantity: draft.number(`${field}.quantity`, article.number('quantity')),
  netMassKg: draft.massKg(`${field}.netMassKg`, article.number('netMassKg')),
  value: mapMoney(draft, `${field}.value`, article, 'value'),
  origin: draft.country(`${field}.origin`, article.text('origin')),
  identifiers: mapIdentifiers(draft, `${field}.identifiers`, article),
});

function mapConveyance(draft: LineDraft, conveyance: JsonCursor | null): Conveyance | null {
  if (conveyance === null) return null;
  const mode = draft.text('conveyance.mode', conveyance.text('mode'))?.toLowerCase() ?? null;
  if (mode !== null && !modes.has(mode))
    draft.report('code.mode', conveyance.placeOf('mode'), { value: mode, expected: [...modes].join(', ') });
  const departs = draft.moment('conveyance.departs', conveyance.text('departs'), isoMoment, 'ISO 8601');
  const arrives = draft.moment('conveyance.arrives', conveyance.text('arrives'), isoMoment, 'ISO 8601');
  const precision = draft.text('conveyance.arrivesPrecision', conveyance.text('arrivesPrecision'))?.toLowerCase();
  return conveyanceOf({
    mode: mode !== null && modes.has(mode) ? (mode as Conveyance['mode']) : null,
    id: draft.text('conveyance.id', conveyance.text('id')),
    departs,
    arrives: arrives && { ...arrives, precision: precisionNamed(precision) ?? arrives.precision },
  });
}

const precisionNamed = (name: string | undefined): DatePrecision | undefined =>
  datePrecisions.find((known) => known === name);

function mapFunction(draft: LineDraft, line: JsonCursor): DeclarationFunction {
  const text = draft.text('function', line.text('function'))?.toLowerCase() ?? 'original';
  if (!functions.has(text))
    draft.report('code.function', line.placeOf('function'), { value: text, expected: 'original, amend, cancel' });
  return functions.has(text) ? (text as DeclarationFunction) : 'original';
}

/** A tracking event: item, UPU EMSEVT code, time and place. What it lacks rejects it. */
export function mapTracking(draft: LineDraft, line: JsonCursor, partner: string): DraftedTracking {
  const ids = line.object('ids');
  const number = draft.itemNumber('itemId', ids?.text('itemId') ?? null);
  const kind = mapKind(draft, ids, number?.s10 ?? null);
  const at = draft.moment('at', line.text('at'), isoMoment, 'ISO 8601');
  if (number === null) draft.report('field.required', draft.place, { expected: 'ids.itemId' });
  const event = mapEvent(draft, line);
  if (at === null && draft.rejection === null) draft.report('field.required', draft.place, { expected: 'at' });
  const nobody: ShipmentIdentity = { scheme: 'DOCUMENT', issuer: partner, number: '' };
  return {
    identity: number === null ? nobody : identityOf(draft, number, kind, partner, ''),
    itemId: number?.text ?? '',
    event,
    at: at?.at ?? 0,
    where: draft.text('place', line.text('place')),
  };
}

function mapEvent(draft: LineDraft, line: JsonCursor): string {
  const event = draft.text('event', line.text('event'))?.toUpperCase() ?? '';
  if (event === '') draft.report('field.required', draft.place, { expected: 'event' });
  else if (!Object.hasOwn(trackingEvents, event)) draft.report('code.event', line.placeOf('event'), { value: event });
  return event;
}

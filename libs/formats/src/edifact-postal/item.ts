import type { Article, EpochMillis, Shipment, ShipmentIdentity } from '@watchpost/domain';
import { freeText } from '../edifact/mapping/texts.ts';
import { mapGoodsItem, massAt, masses, moneyAt, packagesOf } from '../edifact/mapping/goods.ts';
import { momentAt } from '../edifact/mapping/moments.ts';
import { mapParty, partiesOf, partyIn, partyRoles } from '../edifact/mapping/parties.ts';
import { countryAt, mapRoute, placeAt } from '../edifact/mapping/transport.ts';
import type { SegmentGroup } from '../edifact/structure/segment-group.ts';
import { type DeclarationHeader, traceHeader } from '../edifact-cuscar/header.ts';
import type { DraftedShipment, NumberedDraft } from '../line-emitter.ts';
import { articleFields } from '../values/field-names.ts';
import { lookUp } from '../values/lookup.ts';
import type { Sited } from '../values/sited.ts';

/** Nature of an item (data element 7085; the codes of CN 22 and CN 23). */
const natures: Readonly<Record<string, string>> = {
  '11': 'sale of goods',
  '21': 'returned goods',
  '31': 'gift',
  '32': 'commercial sample',
  '91': 'documents',
  '999': 'other',
};

/** FTX 4451 that explain the nature `other`. */
const explanations: ReadonlySet<string> = new Set(['ACB']);

/** A postal item of ITMATT or CUSITM. */
export function mapItem(
  draft: NumberedDraft,
  item: SegmentGroup,
  header: DeclarationHeader,
  partner: string,
): DraftedShipment {
  traceHeader(draft, header);
  const number = draft.itemNumber('itemId', item.trigger?.sited(2, 0) ?? null);
  if (number === null) draft.report('field.required', draft.place, { expected: 'CNI 1004, the item number' });
  const identity: ShipmentIdentity = number?.s10
    ? { scheme: 'S10', issuer: number.country!, number: number.s10 }
    : { scheme: 'DOCUMENT', issuer: header.declarant ?? partner, number: number?.text ?? '' };
  const places = [...item.all('LOC'), ...header.places];
  const parties = partiesOf([item]);
  const consignor = mapParty(draft, 'consignor', partyIn(parties, partyRoles.consignor));
  const consignee = mapParty(draft, 'consignee', partyIn(parties, partyRoles.consignee));
  const receptacle = draft.receptacle('receptacle', referenceOf(item, 'AAQ'));
  const shipment: Shipment = {
    itemId: number?.text ?? null,
    itemIdKind: number?.s10 ? 'S10' : 'REFERENCE',
    masterBill: null,
    receptacle,
    dispatch: draft.dispatch('dispatch', referenceOf(item, 'ZDI')),
    containers: [],
    consignor,
    consignee,
    notify: null,
    pieces: 1,
    grossMassKg: massAt(draft, 'grossMassKg', item.segments, masses.gross),
    value: moneyAt(draft, 'value', item.segments, ['44', '43', '40']),
    postage: moneyAt(draft, 'postage', item.segments, ['64']),
    category: mapNature(draft, item),
    articles: item.groupsOf('GID').map((piece, at) => mapPiece(draft, at, piece)),
    origin: countryAt(draft, 'origin', places, { countries: ['35'], places: ['5'] }),
    destination: countryAt(draft, 'destination', places, { countries: ['28'], places: ['8'] }),
    route: mapRoute(draft, item.all('LOC')),
    conveyance: null,
    portOfArrival: draft.text('portOfArrival', placeAt(places, ['8', '60']))?.toUpperCase() ?? null,
    postedAt: postedAt(draft, item),
    function: header.function,
  };
  return { shipment, identity, issuedAt: header.issuedAt };
}

const referenceOf = (item: SegmentGroup, kind: string): Sited | null => item.one('RFF', kind)?.sited(1, 1) ?? null;

const postedAt = (draft: NumberedDraft, item: SegmentGroup): EpochMillis | null =>
  momentAt(draft, 'postedAt', item.all('DTM'), ['200'])?.at ?? null;

/** A content piece; GID says how many there are of it. */
function mapPiece(draft: NumberedDraft, n: number, piece: SegmentGroup): Article {
  const article = mapGoodsItem(draft, n, piece, { hs: null, description: null, currency: null });
  return { ...article, quantity: article.quantity ?? packagesOf(draft, articleFields(n).quantity, piece) };
}

/** In words; the sender's own where it explains an item that is of no other nature. */
function mapNature(draft: NumberedDraft, item: SegmentGroup): string | null {
  const stated = item.one('TSR')?.sited(4, 0) ?? item.one('GDS')?.sited(1, 0) ?? null;
  const code = draft.text('category', stated);
  const words = code === '999' || code === null ? freeText(item, explanations) : null;
  if (words !== null && draft.trace !== null) draft.forget('category');
  return draft.text('category', words) ?? (code === null ? null : (lookUp(natures, code) ?? code));
}

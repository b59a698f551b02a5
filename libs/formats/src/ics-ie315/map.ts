import type { Identifier, Party, Shipment, ShipmentIdentity } from '@watchpost/domain';
import type { LineDraft } from '../values/line-draft.ts';
import { stated } from '../values/shipment-parts.ts';
import { childrenOf, textAt, type XmlElement } from '../xml/xml-element.ts';
import type { Ie315Message } from './message.ts';
import { itemParties, readParty } from './parties.ts';

/** DocTypDC21, code list 013: transport documents. */
const houseDocuments = new Set(['703', '714']);
const masterDocuments = new Set(['740', '741', '704', '705']);

export interface MappedItem {
  readonly shipment: Shipment;
  readonly identity: ShipmentIdentity;
}

/** @param items what the header says of the whole holds for the item where there is one */
export function mapGoodsItem(
  draft: LineDraft,
  item: XmlElement,
  message: Ie315Message,
  partner: string,
  items: 'one' | 'several',
): MappedItem {
  const { route } = message;
  const number = mapNumber(draft, item, message, partner);
  const total = items === 'one' ? textAt(message.header.get('HEAHEA')?.[0] ?? null, 'TotGroMasHEA307') : null;
  const consignor = mapParty(draft, 'consignor', item, message);
  const consignee = mapParty(draft, 'consignee', item, message);
  for (const field of ['route', 'conveyance', 'portOfArrival']) draft.inherit(message.shared, field);
  const shipment: Shipment = {
    ...number.names,
    receptacle: null,
    dispatch: null,
    containers: stated(
      childrenOf(item, 'CONNR2').map((container, at) =>
        draft.container(`containers.${at}`, textAt(container, 'ConNumNR21')),
      ),
    ),
    consignor,
    consignee,
    notify: mapParty(draft, 'notify', item, message),
    pieces: mapPieces(draft, item),
    grossMassKg: draft.massKg('grossMassKg', textAt(item, 'GroMasGDS46') ?? total),
    value: null,
    postage: null,
    category: null,
    articles: [
      {
        description: draft.text('articles.0.description', textAt(item, 'GooDesGDS23')),
        hs: draft.hs('articles.0.hs', textAt(item, 'COMCODGODITM/ComNomCMD1')),
        quantity: null,
        netMassKg: null,
        value: null,
        origin: null,
        identifiers: mapDangerousGoods(draft, item),
      },
    ],
    origin: route[0] ?? consignor?.address?.country ?? null,
    destination: consignee?.address?.country ?? route.at(-1) ?? null,
    route,
    conveyance: message.conveyance,
    portOfArrival: message.portOfArrival,
    postedAt: null,
    function: 'original',
  };
  return { shipment, identity: number.identity };
}

interface MappedNumber {
  readonly names: Pick<Shipment, 'itemId' | 'itemIdKind' | 'masterBill'>;
  readonly identity: ShipmentIdentity;
}

/** Stands in the place of a byte that is no text. */
const LOST = '\ufffd';

/** What the item goes by: an S10 number, else its house bill, else declarant, document reference and item number. */
function mapNumber(draft: LineDraft, item: XmlElement, message: Ie315Message, partner: string): MappedNumber {
  const documents = childrenOf(item, 'PRODOCDC2').map((document) => ({
    type:
      textAt(document, 'DocTypDC21')
        ?.text.trim()
        .toUpperCase()
        .replace(/^N(?=\d)/, '') ?? '',
    number: draft.itemNumber('itemId', textAt(document, 'DocRefDC23')),
  }));
  const commercial = draft.itemNumber('itemId', textAt(item, 'ComRefNumGIM1'));
  const masterBill = documents.find(({ type }) => masterDocuments.has(type))?.number?.text ?? null;
  const postal = [...documents.map(({ number }) => number), commercial].find((number) => number?.s10);
  if (postal?.s10) {
    return {
      names: { itemId: postal.s10, itemIdKind: 'S10', masterBill },
      identity: { scheme: 'S10', issuer: postal.country!, number: postal.s10 },
    };
  }
  const house = documents.find(({ type, number }) => houseDocuments.has(type) && number !== null)?.number;
  if (house) {
    return {
      names: { itemId: house.text, itemIdKind: 'HOUSE', masterBill },
      identity: { scheme: 'HOUSE', issuer: partner, number: house.text },
    };
  }
  const position = draft.text('itemId', textAt(item, 'IteNumGDS7'));
  if (position === null) {
    draft.report('field.required', item.place, { expected: 'IteNumGDS7', message: 'The item number is missing.' });
  }
  if (`${message.reference}${message.declarant}`.includes(LOST)) {
    // Two references that differ in the lost byte alone would become one shipment, and the later item a new version of the earlier.
    const why = 'The item has no number of its own, and the reference it goes by lost a character.';
    draft.report('field.required', message.shared.placeOf('reference') ?? item.place, {
      expected: 'RefNumHEA4',
      message: why,
    });
  }
  draft.report('id.none', item.place);
  const number = `${message.reference ?? ''}/${position ?? draft.ordinal}`;
  return {
    names: { itemId: number, itemIdKind: 'REFERENCE', masterBill },
    identity: { scheme: 'DOCUMENT', issuer: message.declarant ?? partner, number },
  };
}

/** The item's own party; the header's where the item has none. */
function mapParty(
  draft: LineDraft,
  field: 'consignor' | 'consignee' | 'notify',
  item: XmlElement,
  message: Ie315Message,
): Party | null {
  const own = itemParties[field];
  const [element] = childrenOf(item, own.group);
  if (element) return readParty(draft, field, element, own);
  draft.inherit(message.shared, field);
  return message[field];
}

/** Number of the UN list of dangerous goods. */
function mapDangerousGoods(draft: LineDraft, item: XmlElement): readonly Identifier[] {
  const number = draft.text('articles.0.identifiers.0', textAt(item, 'UNDanGooCodGDI1'));
  return number === null ? [] : [{ scheme: 'UNDG', value: number }];
}

/** Packages of every kind added up; pieces where it is unpacked goods. */
function mapPieces(draft: LineDraft, item: XmlElement): number | null {
  let total: number | null = null;
  for (const packages of childrenOf(item, 'PACGS2')) {
    const count = draft.number('pieces', textAt(packages, 'NumOfPacGS24') ?? textAt(packages, 'NumOfPieGS25'));
    if (count !== null) total = (total ?? 0) + count;
  }
  return total;
}

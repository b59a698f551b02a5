import type {
  Address,
  Conveyance,
  EpochMillis,
  Identifier,
  Party,
  Place,
  Shipment,
  ShipmentIdentity,
} from '@watchpost/domain';
import type { LineDraft } from '../values/line-draft.ts';
import { lookUp } from '../values/lookup.ts';
import { compactMoment, shortMoment } from '../values/moments.ts';
import { addressOf, partyOf, stated } from '../values/shipment-parts.ts';
import { childrenOf, textAt, type XmlElement } from '../xml/xml-element.ts';

/** The parts of a CC315A message by their element, the goods items apart. */
export type Ie315Header = ReadonlyMap<string, readonly XmlElement[]>;

/** Element names of a party: the legacy names end in a suffix of their group. */
interface PartyNames {
  readonly group: string;
  readonly name: string;
  readonly street: string;
  readonly postcode: string;
  readonly city: string;
  readonly country: string;
  readonly eori: string;
}

/** ICS message specifications, CC315A: header consignor, consignee and notify party, and their counterparts on the goods item. */
const parties = {
  headerConsignor: names('TRACONCO1', 'NamCO17', 'StrAndNumCO122', 'PosCodCO123', 'CitCO124', 'CouCO125', 'TINCO159'),
  headerConsignee: names('TRACONCE1', 'NamCE17', 'StrAndNumCE122', 'PosCodCE123', 'CitCE124', 'CouCE125', 'TINCE159'),
  headerNotify: names(
    'NOTPAR670',
    'NamNOTPAR672',
    'StrNumNOTPAR673',
    'PosCodNOTPAR676',
    'CitNOTPAR674',
    'CouCodNOTPAR675',
    'TINNOTPAR671',
  ),
  itemConsignor: names('TRACONCO2', 'NamCO27', 'StrAndNumCO222', 'PosCodCO223', 'CitCO224', 'CouCO225', 'TINCO259'),
  itemConsignee: names('TRACONCE2', 'NamCE27', 'StrAndNumCE222', 'PosCodCE223', 'CitCE224', 'CouCE225', 'TINCE259'),
  itemNotify: names(
    'PRTNOT640',
    'NamPRTNOT642',
    'StrNumPRTNOT646',
    'PstCodPRTNOT644',
    'CtyPRTNOT643',
    'CouCodGINOT647',
    'TINPRTNOT641',
  ),
} as const;

function names(
  group: string,
  name: string,
  street: string,
  postcode: string,
  city: string,
  country: string,
  eori: string,
): PartyNames {
  return { group, name, street, postcode, city, country, eori };
}

/** TraModAtBorHEA76, code list 018. */
const modes: Readonly<Record<string, NonNullable<Conveyance['mode']>>> = {
  '1': 'sea',
  '2': 'rail',
  '3': 'road',
  '4': 'air',
  '5': 'mail',
  '8': 'inland-water',
  '10': 'sea',
  '11': 'sea',
};

/** DocTypDC21, code list 013: transport documents. */
const houseDocuments = new Set(['703', '714']);
const masterDocuments = new Set(['740', '741', '704', '705']);

/** When the message was issued: declaration date and time, else date and time of preparation. */
export function issueTimeOf(header: Ie315Header): { readonly at: EpochMillis; readonly place: Place } | null {
  const declared = textAt(header.get('HEAHEA')?.[0] ?? null, 'DecDatTimHEA114');
  const [date] = header.get('DatOfPreMES9') ?? [];
  const [time] = header.get('TimOfPreMES10') ?? [];
  const at = declared && compactMoment(declared.text.trim());
  if (declared && at) return { at, place: declared.place };
  const prepared = shortMoment(date?.text.trim() ?? '', time?.text.trim() ?? '');
  return date && prepared ? { at: prepared, place: date.place } : null;
}

/** What a message says once for all its items. */
export interface Ie315Message {
  readonly shared: LineDraft;
  readonly header: Ie315Header;
  readonly consignor: Party | null;
  readonly consignee: Party | null;
  readonly notify: Party | null;
  readonly route: readonly string[];
  readonly conveyance: Conveyance | null;
  readonly portOfArrival: string | null;
  readonly declarant: string | null;
  /** Local reference number. */
  readonly reference: string | null;
}

export function mapMessage(shared: LineDraft, header: Ie315Header): Ie315Message {
  const head = header.get('HEAHEA')?.[0] ?? null;
  const entry = header.get('CUSOFFFENT730')?.[0] ?? null;
  const party = (field: string, names: PartyNames): Party | null => {
    const [element] = header.get(names.group) ?? [];
    return element ? readParty(shared, field, element, names) : null;
  };
  const reference = shared.text('reference', textAt(head, 'RefNumHEA4'));
  if (reference === null) {
    const message = 'The local reference number is missing.';
    shared.report('field.required', head?.place ?? null, { expected: 'RefNumHEA4', message });
  }
  return {
    shared,
    header,
    consignor: party('consignor', parties.headerConsignor),
    consignee: party('consignee', parties.headerConsignee),
    notify: party('notify', parties.headerNotify),
    route: stated(
      (header.get('ITI') ?? []).map((stop, at) => shared.country(`route.${at}`, textAt(stop, 'CouOfRouCodITI1'))),
    ),
    conveyance: mapConveyance(shared, head, entry),
    portOfArrival: shared.text('portOfArrival', textAt(entry, 'RefNumCUSOFFFENT731'))?.toUpperCase() ?? null,
    declarant: declarantOf(header),
    reference,
  };
}

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
  const consignor = mapParty(draft, 'consignor', item, parties.itemConsignor, message);
  const consignee = mapParty(draft, 'consignee', item, parties.itemConsignee, message);
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
    notify: mapParty(draft, 'notify', item, parties.itemNotify, message),
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
  draft.report('id.none', item.place);
  const number = `${message.reference ?? ''}/${position ?? draft.ordinal}`;
  return {
    names: { itemId: number, itemIdKind: 'REFERENCE', masterBill },
    identity: { scheme: 'DOCUMENT', issuer: message.declarant ?? partner, number },
  };
}

/** The person lodging the declaration, else the representative: EORI, or the name where there is none. */
function declarantOf(header: Ie315Header): string | null {
  const declarant = header.get('PERLODSUMDEC')?.[0] ?? null;
  const representative = header.get('TRAREP')?.[0] ?? null;
  const found =
    textAt(declarant, 'TINPLD1') ??
    textAt(declarant, 'NamPLD1') ??
    textAt(representative, 'TINTRE1') ??
    textAt(representative, 'NamTRE1');
  return found?.text.trim() ?? null;
}

/** The item's own party; the header's where the item has none. */
function mapParty(
  draft: LineDraft,
  field: 'consignor' | 'consignee' | 'notify',
  item: XmlElement,
  own: PartyNames,
  message: Ie315Message,
): Party | null {
  const [element] = childrenOf(item, own.group);
  if (element) return readParty(draft, field, element, own);
  draft.inherit(message.shared, field);
  return message[field];
}

function readParty(draft: LineDraft, field: string, element: XmlElement, party: PartyNames): Party | null {
  const at = (name: string) => textAt(element, name);
  const eori = draft.text(`${field}.identifiers.0`, at(party.eori));
  const identifiers: readonly Identifier[] = eori === null ? [] : [{ scheme: 'EORI', value: eori }];
  const address: Address | null = addressOf({
    lines: [draft.text(`${field}.address.lines.0`, at(party.street))],
    city: draft.text(`${field}.address.city`, at(party.city)),
    region: null,
    postcode: draft.text(`${field}.address.postcode`, at(party.postcode)),
    country: draft.country(`${field}.address.country`, at(party.country)),
  });
  return partyOf({ name: draft.text(`${field}.name`, at(party.name)), address, identifiers });
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

function mapConveyance(draft: LineDraft, head: XmlElement | null, entry: XmlElement | null): Conveyance | null {
  const modeText = textAt(head, 'TraModAtBorHEA76');
  const mode = modeText === null ? null : (lookUp(modes, modeText.text.trim()) ?? null);
  if (modeText !== null && mode === null)
    draft.report('code.mode', modeText.place, { value: modeText.text, expected: '1, 2, 3, 4, 5, 8, 10, 11' });
  const id = draft.text('conveyance.id', textAt(head, 'ConRefNumHEA') ?? textAt(head, 'IdeOfMeaOfTraCroHEA85'));
  const arrivesAt = draft.moment(
    'conveyance.arrives',
    textAt(entry, 'ExpDatOfArrFIRENT733'),
    compactMoment,
    'yyyymmddhhmm',
  );
  if (mode === null && id === null && arrivesAt === null) return null;
  return { mode, id, departsAt: null, arrivesAt };
}

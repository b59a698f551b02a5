import type {
  Article,
  Conveyance,
  DeclarationFunction,
  Identifier,
  Party,
  Shipment,
  ShipmentIdentity,
} from '@watchpost/domain';
import type { LineDraft } from '../values/line-draft.ts';
import { lookUp } from '../values/lookup.ts';
import { isoMoment } from '../values/moments.ts';
import { addressOf, partyOf, stated } from '../values/shipment-parts.ts';
import type { Sited } from '../values/sited.ts';
import { attributeAt, childrenOf, descend, textAt, type XmlElement } from '../xml/xml-element.ts';

/** MessageHeaderDocument/PurposeCode. */
const functions: Readonly<Record<string, DeclarationFunction>> = {
  CREATION: 'original',
  ORIGINAL: 'original',
  UPDATE: 'amend',
  AMENDMENT: 'amend',
  DELETION: 'cancel',
  CANCELLATION: 'cancel',
};

/** IncludedCustomsNote/ContentCode: what the note identifies (Cargo-IMP OCI information identifiers). */
const noteSchemes: Readonly<Record<string, string>> = {
  T: 'TAX',
  CP: 'CONTACT',
  KC: 'KNOWN-CONSIGNOR',
  RA: 'REGULATED-AGENT',
  E: 'EORI',
};
const noteParties: Readonly<Record<string, 'consignor' | 'consignee' | 'notify'>> = {
  SHP: 'consignor',
  CNE: 'consignee',
  NFY: 'notify',
};

export interface XfzbMessage {
  readonly header: XmlElement | null;
  readonly business: XmlElement | null;
  readonly master: XmlElement | null;
}

export interface MappedHouse {
  readonly shipment: Shipment;
  readonly identity: ShipmentIdentity;
}

/** IATA Cargo-XML XFZB 3: the house consignment of a house waybill. */
export function mapHouse(draft: LineDraft, message: XfzbMessage, house: XmlElement, partner: string): MappedHouse {
  const { master, header, business } = message;
  const bill = draft.itemNumber('itemId', textAt(house, 'ID') ?? textAt(business, 'ID'));
  if (bill === null) {
    draft.report('field.required', house.place, { expected: 'ID', message: 'The house waybill number is missing.' });
  }
  const consignor = mapParty(draft, 'consignor', house, 'ConsignorParty');
  const consignee = mapParty(draft, 'consignee', house, 'ConsigneeParty');
  const origin = consignor?.address?.country ?? null;
  const destination = consignee?.address?.country ?? null;
  const shipment: Shipment = {
    ...mapNames(bill),
    masterBill: draft.airWaybill('masterBill', textAt(master, 'TransportContractDocument/ID')),
    receptacle: null,
    dispatch: null,
    containers: stated(
      childrenOf(house, 'AssociatedUnitLoadTransportEquipment').map((unit, at) =>
        draft.container(`containers.${at}`, textAt(unit, 'ID')),
      ),
    ),
    consignor,
    consignee,
    notify: mapParty(draft, 'notify', house, 'AssociatedParty'),
    pieces: draft.number('pieces', textAt(house, 'TotalPieceQuantity')),
    grossMassKg: massAt(draft, 'grossMassKg', house, 'IncludedTareGrossWeightMeasure'),
    value: moneyAt(draft, 'value', house, 'DeclaredValueForCustomsAmount'),
    postage: null,
    category: null,
    articles: mapArticles(draft, house),
    origin,
    destination,
    route: [],
    conveyance: mapConveyance(draft, house, master),
    portOfArrival: mapPort(draft, house, master),
    postedAt: null,
    function: mapFunction(draft, header),
  };
  return { shipment, identity: identityOf(bill, draft, message, partner) };
}

const mapNames = (bill: ReturnType<LineDraft['itemNumber']>): Pick<Shipment, 'itemId' | 'itemIdKind'> =>
  bill === null
    ? { itemId: null, itemIdKind: null }
    : { itemId: bill.text, itemIdKind: bill.s10 === null ? 'HOUSE' : 'S10' };

/** The airport of the master bill, where the house first arrives; else that of the house. */
function mapPort(draft: LineDraft, house: XmlElement, master: XmlElement | null): string | null {
  const path = 'FinalDestinationLocation/ID';
  return draft.text('portOfArrival', textAt(master, path) ?? textAt(house, path))?.toUpperCase() ?? null;
}

function identityOf(
  bill: ReturnType<LineDraft['itemNumber']>,
  draft: LineDraft,
  message: XfzbMessage,
  partner: string,
): ShipmentIdentity {
  if (bill?.s10) return { scheme: 'S10', issuer: bill.country!, number: bill.s10 };
  return { scheme: 'HOUSE', issuer: forwarderOf(message) ?? partner, number: bill?.text ?? `#${draft.ordinal}` };
}

/** Who issued the house bill, as the message says it: the freight forwarder party. */
function forwarderOf({ master }: XfzbMessage): string | null {
  const forwarder =
    descend(master, 'IncludedHouseConsignment/FreightForwarderParty') ?? descend(master, 'FreightForwarderParty');
  return (
    (textAt(forwarder, 'CargoAgentID') ?? textAt(forwarder, 'PrimaryID') ?? textAt(forwarder, 'Name'))?.text.trim() ??
    null
  );
}

function mapFunction(draft: LineDraft, header: XmlElement | null): DeclarationFunction {
  const purpose = textAt(header, 'PurposeCode');
  if (purpose === null) return 'original';
  const found = lookUp(functions, purpose.text.trim().toUpperCase());
  if (found === undefined)
    draft.report('code.function', purpose.place, { value: purpose.text, expected: 'Creation, Update, Deletion' });
  return found ?? 'original';
}

function mapParty(
  draft: LineDraft,
  field: 'consignor' | 'consignee' | 'notify',
  house: XmlElement,
  name: string,
): Party | null {
  const element = childrenOf(house, name).find((party) => field !== 'notify' || isNotifyParty(party)) ?? null;
  const notes = childrenOf(house, 'IncludedCustomsNote').filter(
    (note) => lookUp(noteParties, textAt(note, 'SubjectCode')?.text.trim() ?? '') === field,
  );
  if (element === null && notes.length === 0) return null;
  const at = (path: string): Sited | null => textAt(element, path);
  const street = 'PostalStructuredAddress';
  const contacts = childrenOf(element, 'DefinedTradeContact');
  return partyOf({
    name: draft.text(`${field}.name`, at('Name')),
    address: addressOf({
      lines: [
        draft.text(`${field}.address.lines.0`, at(`${street}/StreetName`)),
        draft.text(`${field}.address.postbox`, at(`${street}/PostOfficeBox`)),
      ],
      city: draft.text(`${field}.address.city`, at(`${street}/CityName`)),
      region: draft.text(
        `${field}.address.region`,
        at(`${street}/CountrySubDivisionID`) ?? at(`${street}/CountrySubDivisionName`),
      ),
      postcode: draft.text(`${field}.address.postcode`, at(`${street}/PostcodeCode`)),
      country: draft.country(`${field}.address.country`, at(`${street}/CountryID`)),
    }),
    phones: [
      ...contacts.map((contact, n) =>
        draft.text(`${field}.phones.${n}`, textAt(contact, 'DirectTelephoneCommunication/CompleteNumber')),
      ),
      ...notes.filter(isPhone).map((note) => draft.text(`${field}.phones.note`, textAt(note, 'Content'))),
    ],
    emails: contacts.map((contact, n) =>
      draft.text(`${field}.emails.${n}`, textAt(contact, 'URIEmailCommunication/URIID')),
    ),
    identifiers: notes.flatMap((note, n) => mapIdentifier(draft, `${field}.identifiers.${n}`, note)),
  });
}

/** AssociatedParty/RoleCode NI; who states no role means the notify party. */
const isNotifyParty = (party: XmlElement): boolean => (textAt(party, 'RoleCode')?.text.trim() ?? 'NI') === 'NI';

const codeOf = (note: XmlElement): string => textAt(note, 'ContentCode')?.text.trim() ?? '';
const isPhone = (note: XmlElement): boolean => codeOf(note) === 'CT';

function mapIdentifier(draft: LineDraft, field: string, note: XmlElement): readonly Identifier[] {
  const scheme = lookUp(noteSchemes, codeOf(note));
  const value = scheme === undefined ? null : draft.text(field, textAt(note, 'Content'));
  return scheme === undefined || value === null ? [] : [{ scheme, value }];
}

/** An article for each item; the summary description alone where there is none. */
function mapArticles(draft: LineDraft, house: XmlElement): readonly Article[] {
  const summary = draft.text('articles.0.description', textAt(house, 'SummaryDescription'));
  const items = childrenOf(house, 'IncludedHouseConsignmentItem');
  if (items.length === 0) return summary === null ? [] : [{ ...noArticle, description: summary }];
  return items.map((item, n) => {
    const field = `articles.${n}`;
    const own = draft.text(`${field}.description`, textAt(item, 'NatureIdentificationTransportCargo/Identification'));
    return {
      description: n === 0 && summary !== null && summary !== own ? stated([summary, own]).join('; ') : own,
      hs: draft.hs(`${field}.hs`, textAt(item, 'TypeCode')),
      quantity: draft.number(`${field}.quantity`, textAt(item, 'PieceQuantity') ?? textAt(item, 'PackageQuantity')),
      netMassKg: massAt(draft, `${field}.netMassKg`, item, 'NetWeightMeasure'),
      value: moneyAt(draft, `${field}.value`, item, 'DeclaredValueForCustomsAmount'),
      origin: draft.country(`${field}.origin`, textAt(item, 'OriginCountry/ID')),
      identifiers: [],
    };
  });
}

const noArticle: Article = {
  description: null,
  hs: null,
  quantity: null,
  netMassKg: null,
  value: null,
  origin: null,
  identifiers: [],
};

const massAt = (draft: LineDraft, field: string, element: XmlElement, path: string): number | null =>
  draft.massKg(field, textAt(element, path), attributeAt(element, path, 'unitCode'));

const moneyAt = (draft: LineDraft, field: string, element: XmlElement, path: string) =>
  draft.money(field, textAt(element, path), attributeAt(element, path, 'currencyID'));

function mapConveyance(draft: LineDraft, house: XmlElement, master: XmlElement | null): Conveyance {
  const movement =
    descend(house, 'SpecifiedLogisticsTransportMovement') ?? descend(master, 'SpecifiedLogisticsTransportMovement');
  return {
    mode: 'air',
    id: draft.text('conveyance.id', textAt(movement, 'ID')),
    departsAt: draft.moment(
      'conveyance.departs',
      textAt(movement, 'DepartureEvent/ScheduledOccurrenceDateTime'),
      isoMoment,
      'ISO 8601',
    ),
    arrivesAt: draft.moment(
      'conveyance.arrives',
      textAt(movement, 'ArrivalEvent/ScheduledOccurrenceDateTime'),
      isoMoment,
      'ISO 8601',
    ),
  };
}

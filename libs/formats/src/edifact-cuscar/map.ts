import type { Article, Party, Shipment } from '@watchpost/domain';
import {
  descriptionOf,
  goodsValues,
  mapGoodsItem,
  massAt,
  masses,
  moneyAt,
  type OutsideOfGoods,
  packagesOf,
} from '../edifact/mapping/goods.ts';
import { mapParty, type NamedParty, partiesOf, partyIn, partyRoles } from '../edifact/mapping/parties.ts';
import {
  countryAt,
  mainTransport,
  mapConveyance,
  mapRoute,
  placeAt,
  placeRoles,
} from '../edifact/mapping/transport.ts';
import type { Segment } from '../edifact/segment.ts';
import type { SegmentGroup } from '../edifact/structure/segment-group.ts';
import type { DraftedShipment } from '../line-emitter.ts';
import { countryOf } from '../values/bill-number.ts';
import { toTwelveDigits } from '../values/decimals.ts';
import type { LineDraft } from '../values/line-draft.ts';
import { eachOnce } from '../values/each-once.ts';
import type { Sited } from '../values/sited.ts';
import { type DeclarationHeader, traceHeader } from './header.ts';
import { mapNumbers } from './numbers.ts';

/** A consignment as it stands in the message. */
export interface Consignment {
  /** CNI. */
  readonly group: SegmentGroup;
  /** The RFF group that holds parties and goods; CNI itself where the message has none. */
  readonly bill: SegmentGroup;
  /** All RFF of the consignment. */
  readonly references: readonly Segment[];
}

/** A consignment of a customs cargo report. */
export function mapConsignment(
  draft: LineDraft,
  consignment: Consignment,
  header: DeclarationHeader,
  partner: string,
): DraftedShipment {
  const { group, bill, references } = consignment;
  traceHeader(draft, header);
  const parties = partiesOf([bill, group]);
  const items = bill.groupsOf('GID');
  const numbers = mapNumbers(draft, references, group.trigger, {
    issuer: forwarderOf(parties) ?? partner,
    declarant: header.declarant ?? partner,
    document: header.document ?? 'document',
    documentAt: header.documentAt,
  });
  const consignor = mapParty(draft, 'consignor', partyIn(parties, partyRoles.consignor));
  const consignee = mapParty(draft, 'consignee', partyIn(parties, partyRoles.consignee));
  const shipment: Shipment = {
    ...numbers.names,
    receptacle: null,
    dispatch: null,
    containers: mapContainers(draft, items),
    consignor,
    consignee,
    notify: mapParty(draft, 'notify', partyIn(parties, partyRoles.notify)),
    pieces:
      sumOf(items.map((item) => packagesOf(draft, 'pieces', item))) ?? countOf(draft, 'pieces', bill, ['11', '8']),
    grossMassKg: mapMass(draft, bill, items),
    value: moneyAt(draft, 'value', bill.segments, goodsValues, currencyOf(bill)),
    postage: null,
    category: null,
    articles: mapArticles(draft, bill, items, references),
    ...mapWay(draft, bill, header, { consignor, consignee }),
    postedAt: null,
    function: header.function,
  };
  return { shipment, identity: numbers.identity, issuedAt: header.issuedAt };
}

const from = { countries: placeRoles.originCountry, places: placeRoles.loading };
const to = { countries: placeRoles.destinationCountry, places: ['8', '7', '11'] };

/** From where to where and by what: as the consignment says, else as the message does for all. @param parties whose countries they are where nothing else is stated */
function mapWay(
  draft: LineDraft,
  bill: SegmentGroup,
  header: DeclarationHeader,
  parties: { readonly consignor: Party | null; readonly consignee: Party | null },
): Pick<Shipment, 'origin' | 'destination' | 'route' | 'conveyance' | 'portOfArrival'> {
  const transport = mainTransport(bill.groupsOf('TDT'));
  const own = transport === null ? bill.all('LOC') : [...bill.all('LOC'), ...transport.all('LOC')];
  const places = own.length === 0 ? header.places : [...own, ...header.places];
  return {
    origin: countryAt(draft, 'origin', places, from) ?? countryOf(draft, 'origin', parties),
    destination: countryAt(draft, 'destination', places, to) ?? countryOf(draft, 'destination', parties),
    route: mapRoute(draft, places),
    conveyance: transport === null ? inherited(draft, header) : mapConveyance(draft, transport, []),
    portOfArrival: mapPort(draft, own, header),
  };
}

const currencyOf = (bill: SegmentGroup): Sited | null => bill.one('CUX')?.sited(1, 1) ?? null;

function inherited(draft: LineDraft, header: DeclarationHeader) {
  draft.inherit(header.shared, 'conveyance');
  return header.conveyance;
}

/** Where the goods arrive themselves, where the consignment says so; else where the conveyance does. */
function mapPort(draft: LineDraft, own: readonly Segment[], header: DeclarationHeader): string | null {
  const port = draft.text('portOfArrival', placeAt(own, placeRoles.arrival));
  if (port !== null) return port.toUpperCase();
  draft.inherit(header.shared, 'portOfArrival');
  return header.portOfArrival;
}

const forwarders = ['FW'];

/** The freight forwarder of the consignment, who issues house bills. */
function forwarderOf(parties: readonly NamedParty[]): string | null {
  const segment = partyIn(parties, forwarders)?.segment;
  return (segment?.sited(2, 0) ?? segment?.sited(4, 0))?.text.trim() ?? null;
}

/** SGP: equipment in which goods are split. */
function mapContainers(draft: LineDraft, items: readonly SegmentGroup[]): readonly string[] {
  const split = items.flatMap((item) => item.all('SGP'));
  if (split.length === 0) return [];
  const numbers = split.flatMap((segment) => segment.sited(1, 0) ?? []);
  return eachOnce(draft, 'containers', numbers, (field, sited) => draft.container(field, sited));
}

/** The sum of the goods items; what the consignment states itself where they state none. */
function mapMass(draft: LineDraft, bill: SegmentGroup, items: readonly SegmentGroup[]): number | null {
  const sum = sumOf(items.map((item) => massAt(draft, 'grossMassKg', item.segments, masses.gross)));
  return sum ?? massAt(draft, 'grossMassKg', bill.segments, masses.gross) ?? totalMass(draft, bill);
}

/** CNT 7. */
function totalMass(draft: LineDraft, bill: SegmentGroup): number | null {
  const segment = bill.one('CNT', '7');
  return segment === null ? null : draft.massKg('grossMassKg', segment.sited(1, 1), segment.sited(1, 2));
}

function countOf(draft: LineDraft, field: string, bill: SegmentGroup, kinds: readonly string[]): number | null {
  for (const kind of kinds) {
    const count = bill.one('CNT', kind)?.sited(1, 1) ?? null;
    if (count !== null) return draft.number(field, count);
  }
  return null;
}

/** What stands with the consignment instead of its goods (QTY and FTX before GID, an HS code as a reference) is said of its goods. */
function mapArticles(
  draft: LineDraft,
  bill: SegmentGroup,
  items: readonly SegmentGroup[],
  references: readonly Segment[],
): readonly Article[] {
  const outside = new OutsideOf(bill, references);
  const articles = items.map((item, at) => mapGoodsItem(draft, at, item, outside));
  if (articles.length > 0 || (outside.hs === null && outside.description === null)) return articles;
  return [mapGoodsItem(draft, 0, bill, outside)];
}

class OutsideOf implements OutsideOfGoods {
  constructor(
    private readonly bill: SegmentGroup,
    private readonly references: readonly Segment[],
  ) {}

  get hs(): Sited | null {
    return this.references.find((segment) => segment.qualifier === 'HS')?.sited(1, 1) ?? null;
  }

  get description(): Sited | null {
    return descriptionOutside(this.bill);
  }

  get currency(): Sited | null {
    return currencyOf(this.bill);
  }
}

function descriptionOutside(bill: SegmentGroup): Sited | null {
  for (const group of [bill, ...bill.groupsOf('QTY')]) {
    const found = descriptionOf(group);
    if (found !== null) return found;
  }
  return null;
}

function sumOf(values: readonly (number | null)[]): number | null {
  let sum: number | null = null;
  for (const value of values) if (value !== null) sum = (sum ?? 0) + value;
  return sum === null ? null : toTwelveDigits(sum);
}

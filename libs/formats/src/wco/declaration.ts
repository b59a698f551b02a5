import { facts } from '../xml-mapping/message-facts.ts';
import type { MessageKind } from '../xml-mapping/message-kind.ts';
import {
  identifiers,
  mass,
  moment,
  money,
  type PartyTable,
  type ShipmentTable,
} from '../xml-mapping/shipment-table.ts';
import { at } from '../xml/xml-path.ts';
import { wcoMoment } from './moments.ts';
import { transportModes } from '../values/transport-modes.ts';

const party = (elements: string): PartyTable => ({
  at: at(elements),
  name: at('Name'),
  lines: [at('Address/Line')],
  city: at('Address/CityName'),
  region: at('Address/CountrySubDivisionID | Address/CountrySubDivisionName'),
  postcode: at('Address/PostcodeID'),
  country: at('Address/CountryCode'),
  phones: at('Communication[TypeCode=TE,]/ID'),
  emails: at('Communication[TypeCode=EM]/ID'),
  identifiers: identifiers({ EORI: 'ID' }),
});

/** A goods item. */
const item: ShipmentTable = {
  containers: at('TransportEquipment/ID'),
  consignor: party('Consignor'),
  consignee: party('Consignee'),
  pieces: at('Packaging/QuantityQuantity'),
  grossMassKg: mass('Commodity/GoodsMeasure/GrossMassMeasure', 'unitCode'),
  value: money('Commodity/InvoiceLine/ItemChargeAmount | StatisticalValueAmount', 'currencyID'),
  articles: {
    description: at('Commodity/Description'),
    hs: at('Commodity/Classification[IdentificationTypeCode=TSP,HS,SRZ,]/ID'),
    hsMore: at('Commodity/Classification[IdentificationTypeCode=TRC]/ID'),
    netMassKg: mass('Commodity/GoodsMeasure/NetNetWeightMeasure', 'unitCode'),
    value: money('Commodity/InvoiceLine/ItemChargeAmount', 'currencyID'),
    origin: at('Origin/CountryCode'),
    identifiers: identifiers({ UNDG: 'Commodity/DangerousGoods/UNDGID', MARKS: 'Packaging/MarksNumbersID' }),
  },
};

const consignment = 'GoodsShipment/Consignment';

/** What the declaration says of all its items. */
const header: ShipmentTable = {
  containers: at(`${consignment}/TransportEquipment/ID`),
  consignor: party('GoodsShipment/Consignor | Consignment/Consignor | Exporter | GoodsShipment/Exporter'),
  consignee: party(`GoodsShipment/Consignee | ${consignment}/Consignee | GoodsShipment/Importer`),
  origin: at('GoodsShipment/ExportCountry/ID'),
  destination: at('GoodsShipment/Destination/CountryCode'),
  route: at('Consignment/Itinerary/RoutingCountryCode'),
  conveyance: {
    mode: { source: at('BorderTransportMeans/ModeCode'), codes: transportModes, finding: 'code.mode' },
    id: at(`BorderTransportMeans/ID | ${consignment}/ArrivalTransportMeans/ID`),
  },
  portOfArrival: at(`${consignment}/GoodsLocation/Name | ${consignment}/GoodsLocation/ID | PresentationOffice/ID`),
};

/** Declaration of the WCO data model (DEC): a line is a goods item. */
export const wcoDeclaration: MessageKind = {
  format: 'wco-declaration',
  type: 'WCO DEC',
  root: 'Declaration',
  namespace: 'urn:wco:datamodel:WCO:DEC-DMS:2',
  isOurs: (namespace, above) => namespace.startsWith('urn:wco:datamodel:WCO:DEC') || above.includes('MetaData'),
  role: 'declaration',
  profile: 'standard',
  variant: at('TypeCode'),
  reference: at('FunctionalReferenceID'),
  facts: facts({
    declarant: 'Declarant/ID | Declarant/Name',
    'previous.document': 'GoodsShipment/PreviousDocument/ID',
    office: 'PresentationOffice/ID',
  }),
  lines: {
    element: 'GovernmentAgencyGoodsItem',
    wait: 'end',
    numbers: {
      postal: at('TransportContractDocument/ID | AdditionalDocument/ID'),
      house: at('TransportContractDocument[TypeCode=703,714,N703,N714]/ID'),
      master: at(
        'TransportContractDocument[TypeCode=704,705,740,741,N704,N705,N740,N741]/ID | ../Consignment/TransportContractDocument/ID',
      ),
      position: at('SequenceNumeric'),
      declarant: at('Declarant/ID | Declarant/Name'),
      required: null,
      referenceElement: 'FunctionalReferenceID',
    },
    table: item,
    shared: header,
    massOfOne: mass('TotalGrossMassMeasure', 'unitCode'),
    function: {
      source: at('FunctionCode'),
      codes: { '9': 'original', '2': 'amend', '4': 'amend', '5': 'amend', '13': 'amend', '1': 'cancel', '3': 'cancel' },
      finding: 'code.function',
    },
    issued: {
      moments: [
        moment('IssueDateTime/DateTimeString | AcceptanceDateTime/DateTimeString | IssueDateTime', wcoMoment, '304'),
      ],
    },
    totals: {
      items: at('GoodsItemQuantity'),
      packages: at('TotalPackageQuantity'),
      mass: mass('TotalGrossMassMeasure', 'unitCode'),
    },
  },
};

import type { DeclarationFunction } from '@watchpost/domain';
import { isoMoment } from '../values/moments.ts';
import { facts } from '../xml-mapping/message-facts.ts';
import type { IssueTable, LineKind, MessageKind } from '../xml-mapping/message-kind.ts';
import { type CodeSource, mass, moment, money, type ShipmentTable } from '../xml-mapping/shipment-table.ts';
import { at } from '../xml/xml-path.ts';
import { notifyParty, tradeParty } from './parties.ts';

/** MessageHeaderDocument/PurposeCode. */
export const purpose: CodeSource<DeclarationFunction> = {
  source: at('MessageHeaderDocument/PurposeCode'),
  codes: {
    CREATION: 'original',
    ORIGINAL: 'original',
    UPDATE: 'amend',
    AMENDMENT: 'amend',
    DELETION: 'cancel',
    CANCELLATION: 'cancel',
  },
  finding: 'code.function',
};

export const issued: IssueTable = {
  moments: [moment('MessageHeaderDocument/IssueDateTime', isoMoment, 'ISO 8601')],
};

/** The movement of the consignment itself, else that of its master. */
const movement = (path: string) =>
  `SpecifiedLogisticsTransportMovement/${path} | ../SpecifiedLogisticsTransportMovement/${path}`;
const conveyance: NonNullable<ShipmentTable['conveyance']> = {
  mode: 'air',
  id: at(movement('ID')),
  departs: moment(movement('DepartureEvent/ScheduledOccurrenceDateTime'), isoMoment, 'ISO 8601'),
  arrives: moment(movement('ArrivalEvent/ScheduledOccurrenceDateTime'), isoMoment, 'ISO 8601'),
};

/** What house and master waybill say alike of a consignment. */
const consignment: ShipmentTable = {
  containers: at('AssociatedUnitLoadTransportEquipment/ID'),
  consignor: tradeParty('ConsignorParty', 'SHP'),
  consignee: tradeParty('ConsigneeParty', 'CNE'),
  notify: notifyParty,
  pieces: at('TotalPieceQuantity'),
  grossMassKg: mass('IncludedTareGrossWeightMeasure | GrossWeightMeasure', 'unitCode'),
  value: money('DeclaredValueForCustomsAmount', 'currencyID'),
};

const goods = (each: string): NonNullable<ShipmentTable['articles']> => ({
  each: at(each),
  summary: at('SummaryDescription'),
  description: at('NatureIdentificationTransportCargo/Identification'),
  hs: at('TypeCode'),
  quantity: at('PieceQuantity | PackageQuantity'),
  netMassKg: mass('NetWeightMeasure', 'unitCode'),
  value: money('DeclaredValueForCustomsAmount', 'currencyID'),
  origin: at('OriginCountry/ID'),
});

const master = 'MasterConsignment';
const masterMovement = `${master}/SpecifiedLogisticsTransportMovement`;

/** The house consignment, of XFZB and XFHL. */
const house: Omit<LineKind, 'wait'> = {
  element: 'IncludedHouseConsignment',
  numbers: {
    postal: at('ID | TransportContractDocument/ID | ../../BusinessHeaderDocument/ID'),
    house: at('ID | TransportContractDocument/ID | ../../BusinessHeaderDocument/ID'),
    houseIssuer: at(
      ['FreightForwarderParty', '../FreightForwarderParty']
        .flatMap((party) => ['CargoAgentID', 'PrimaryID', 'Name'].map((name) => `${party}/${name}`))
        .join(' | '),
    ),
    master: at('../TransportContractDocument/ID'),
    masterIs: 'air-waybill',
    required: 'ID',
    referenceElement: 'MessageHeaderDocument/ID',
  },
  table: {
    ...consignment,
    articles: goods('IncludedHouseConsignmentItem'),
    conveyance,
    portOfArrival: at('../FinalDestinationLocation/ID | FinalDestinationLocation/ID'),
  },
  shared: {},
  function: purpose,
  issued,
  required: `${master}/IncludedHouseConsignment`,
};

const cargoXml = {
  role: 'declaration',
  profile: 'standard',
  reference: at('MessageHeaderDocument/ID'),
  facts: facts({
    sender: 'MessageHeaderDocument/SenderParty/PrimaryID',
    master: `${master}/TransportContractDocument/ID`,
  }),
} as const;

/** House waybill: a line is the house. */
export const xfzb: MessageKind = {
  ...cargoXml,
  format: 'cargo-xml-xfzb',
  type: 'XFZB',
  root: 'HouseWaybill',
  namespace: 'iata:housewaybill:1',
  lines: {
    ...house,
    wait: 'end',
    numbers: {
      ...house.numbers,
      postal: at('ID | ../../BusinessHeaderDocument/ID'),
      house: at('ID | ../../BusinessHeaderDocument/ID'),
    },
  },
};

/** House manifest of a consolidation: a line is a house; the header goes before them. */
export const xfhl: MessageKind = {
  ...cargoXml,
  format: 'cargo-xml-xfhl',
  type: 'XFHL',
  root: 'HouseManifest',
  namespace: 'iata:housemanifest:1',
  lines: {
    ...house,
    wait: 'none',
    numbers: {
      ...house.numbers,
      postal: at('TransportContractDocument/ID | ID'),
      house: at('TransportContractDocument/ID | ID'),
      master: at('../TransportContractDocument/ID | ../../BusinessHeaderDocument/ID'),
    },
    totals: {
      packages: at(`${master}/TotalPieceQuantity`),
      mass: mass(`${master}/IncludedTareGrossWeightMeasure`, 'unitCode'),
    },
  },
  units: {
    numbers: [
      {
        kind: 'MASTER_BILL',
        source: at(`${master}/TransportContractDocument/ID | BusinessHeaderDocument/ID`),
      },
    ],
    conveyance: {
      mode: 'air',
      id: at(`${masterMovement}/ID`),
      departs: moment(`${masterMovement}/DepartureEvent/ScheduledOccurrenceDateTime`, isoMoment, 'ISO 8601'),
      arrives: moment(`${masterMovement}/ArrivalEvent/ScheduledOccurrenceDateTime`, isoMoment, 'ISO 8601'),
    },
    portOfArrival: at(`${master}/FinalDestinationLocation/ID`),
    issued,
  },
};

/** Air waybill: a line is the waybill, that of a consolidation too; its houses come in messages of their own. */
export const xfwb: MessageKind = {
  ...cargoXml,
  format: 'cargo-xml-xfwb',
  type: 'XFWB',
  root: 'Waybill',
  namespace: 'iata:waybill:1',
  facts: facts({
    sender: 'MessageHeaderDocument/SenderParty/PrimaryID',
    'message.type': 'MessageHeaderDocument/TypeCode',
    'message.name': 'MessageHeaderDocument/Name',
  }),
  lines: {
    element: master,
    wait: 'end',
    onManifest: true,
    required: master,
    numbers: {
      postal: [],
      airWaybill: at('../BusinessHeaderDocument/ID | TransportContractDocument/ID'),
      required: 'BusinessHeaderDocument/ID',
      referenceElement: 'MessageHeaderDocument/ID',
    },
    table: {
      ...consignment,
      articles: goods('ApplicableRating/IncludedMasterConsignmentItem | IncludedMasterConsignmentItem'),
      conveyance,
      portOfArrival: at('FinalDestinationLocation/ID'),
    },
    shared: {},
    function: purpose,
    issued,
  },
};

import { isoMoment } from '../values/moments.ts';
import { facts } from '../xml-mapping/message-facts.ts';
import type { MessageKind } from '../xml-mapping/message-kind.ts';
import { mass, moment } from '../xml-mapping/shipment-table.ts';
import { at } from '../xml/xml-path.ts';
import { issued, purpose } from './waybills.ts';

const flight = 'LogisticsTransportMovement';
/** The root, from a line: it stands in the cargo of an arrival. */
const manifest = '../../..';
const departure = `${flight}/DepartureEvent`;

/**
 * Flight manifest: a line is a waybill on the flight. It says what is aboard, not who sends what: the line is no newer version of the
 * waybill that was declared, so it goes by manifest and waybill.
 */
export const xffm: MessageKind = {
  format: 'cargo-xml-xffm',
  type: 'XFFM',
  root: 'FlightManifest',
  namespace: 'iata:flightmanifest:1',
  role: 'declaration',
  profile: 'standard',
  reference: at('MessageHeaderDocument/ID'),
  facts: facts({
    flight: `${flight}/ID`,
    aircraft: `${flight}/UsedLogisticsTransportMeans/Name`,
    departure: `${departure}/OccurrenceDepartureLocation/ID`,
    'departure.time': `${departure}/DepartureOccurrenceDateTime`,
    arrival: 'ArrivalEvent/OccurrenceArrivalLocation/ID',
    'arrival.time': 'ArrivalEvent/ArrivalOccurrenceDateTime',
  }),
  lines: {
    element: 'IncludedMasterConsignment',
    within: ['ArrivalEvent', 'AssociatedTransportCargo'],
    wait: 'none',
    onManifest: true,
    parties: 'unstated',
    numbers: {
      postal: [],
      airWaybill: at('TransportContractDocument/ID'),
      airWaybillWithin: 'document',
      required: 'TransportContractDocument/ID',
      referenceElement: 'MessageHeaderDocument/ID',
    },
    table: {
      containers: at('../UtilizedUnitLoadTransportEquipment/ID'),
      pieces: at('TotalPieceQuantity | PieceQuantity'),
      grossMassKg: mass('GrossWeightMeasure | IncludedTareGrossWeightMeasure', 'unitCode'),
      articles: {
        description: at(
          'SummaryDescription | IncludedMasterConsignmentItem/NatureIdentificationTransportCargo/Identification',
        ),
        hs: at('IncludedMasterConsignmentItem/TypeCode'),
        quantity: at('TotalPieceQuantity'),
      },
      conveyance: {
        mode: 'air',
        id: at(`${manifest}/${flight}/ID`),
        departs: moment(`${manifest}/${departure}/DepartureOccurrenceDateTime`, isoMoment, 'ISO 8601'),
        arrives: moment('../../ArrivalOccurrenceDateTime', isoMoment, 'ISO 8601'),
      },
      portOfArrival: at('../../OccurrenceArrivalLocation/ID | FinalDestinationLocation/ID'),
    },
    shared: {},
    function: purpose,
    issued,
  },
};

import type { DeclarationFunction } from '@watchpost/domain';
import { isoMoment } from '../values/moments.ts';
import { factGroup, facts } from '../xml-mapping/message-facts.ts';
import { transportModes } from '../values/transport-modes.ts';
import type { IssueTable, LineKind, MessageKind, UnitsTable } from '../xml-mapping/message-kind.ts';
import { identifiers, mass, moment, type PartyTable, type ShipmentTable } from '../xml-mapping/shipment-table.ts';
import { at } from '../xml/xml-path.ts';

/** CL707: EM e-mail, TE telephone. */
const party = (element: string): PartyTable => ({
  at: at(element),
  name: at('name'),
  lines: [at('address/street'), at('address/number'), at('address/streetAdditionalLine'), at('address/poBox')],
  city: at('address/city'),
  region: at('address/subDivision'),
  postcode: at('address/postCode'),
  country: at('address/country'),
  phones: at('communication[type=TE]/identifier'),
  emails: at('communication[type=EM]/identifier'),
  identifiers: identifiers({ EORI: 'identificationNumber' }),
});

/** A consignment at house level: one postal item. */
const houseLevel: ShipmentTable = {
  consignor: party('consignor'),
  consignee: party('consignee'),
  notify: party('notifyParty'),
  receptacle: at('receptacle/receptacleIdentificationNumber | receptacle/identificationNumber'),
  pieces: at('goodsItem/packaging/numberOfPackages'),
  grossMassKg: mass('totalGrossMass'),
  postage: { amount: at('postalCharges/value'), currency: at('postalCharges/currency') },
  category: at('goodsItem/typeOfGoods'),
  articles: {
    each: at('goodsItem'),
    description: at('commodity/descriptionOfGoods'),
    hs: at('commodity/commodityCode/harmonizedSystemSubHeadingCode'),
    hsMore: at('commodity/commodityCode/combinedNomenclatureCode'),
    netMassKg: mass('weight/netMass'),
    value: { amount: at('postalValue/value'), currency: at('postalValue/currency') },
    origin: at('countryOfOrigin/country'),
    identifiers: identifiers({ CUS: 'commodity/cusCode' }),
  },
};

const issued: IssueTable = { moments: [moment('documentIssueDate', isoMoment, 'YYYY-MM-DDThh:mm:ssZ')] };

const lines = (purpose: DeclarationFunction): LineKind => ({
  element: 'consignmentHouseLevel',
  wait: 'none',
  numbers: {
    postal: at('transportDocumentHouseLevel/documentNumber'),
    house: at('transportDocumentHouseLevel/documentNumber'),
    master: at('../consignmentMasterLevel/transportDocumentMasterLevel/documentNumber'),
    declarant: at('declarant/identificationNumber | declarant/name'),
    required: 'transportDocumentHouseLevel/documentNumber',
    referenceElement: 'LRN',
  },
  table: houseLevel,
  shared: { route: at('consignmentMasterLevel/countriesOfRoutingOfConsignment/country') },
  function: purpose,
  issued,
});

const means = 'activeBorderTransportMeans';
const master = 'consignmentMasterLevel';

/** Master level and receptacles: by what and when the receptacles of a master come. */
const units: UnitsTable = {
  numbers: [
    {
      kind: 'RECEPTACLE',
      source: at(
        [`${master}/receptacle`, 'receptacle']
          .flatMap((element) => [`${element}/receptacleIdentificationNumber`, `${element}/identificationNumber`])
          .join(' | '),
      ),
    },
    {
      kind: 'MASTER_BILL',
      source: at(`${master}/transportDocumentMasterLevel/documentNumber | transportDocumentMasterLevel/documentNumber`),
    },
  ],
  conveyance: {
    mode: { source: at(`${means}/modeOfTransport`), codes: transportModes, finding: 'code.mode' },
    id: at(`${means}/conveyanceReferenceNumber`),
    departs: moment(
      `${means}/actualDateAndTimeOfDeparture | ${means}/estimatedDateAndTimeOfDeparture`,
      isoMoment,
      'YYYY-MM-DDThh:mm:ssZ',
    ),
    arrives: moment(`${means}/estimatedDateAndTimeOfArrival`, isoMoment, 'YYYY-MM-DDThh:mm:ssZ'),
  },
  issued,
};

const message = (type: string, what: Partial<MessageKind>): MessageKind => ({
  format: 'ics2-ens',
  type,
  root: type,
  namespace: null,
  role: 'declaration',
  profile: 'watchpost',
  firstLetter: 'either',
  reference: at('LRN | MRN'),
  facts: [
    ...facts({
      circumstance: 'specificCircumstanceIndicator',
      'member.state': 'addressedMemberState/country',
      mrn: 'MRN',
      referral: 'referralRequestReference',
      declarant: 'declarant/identificationNumber | declarant/name',
      'conveyance.reference': `${means}/conveyanceReferenceNumber`,
      'conveyance.mode': `${means}/modeOfTransport`,
      departure: `${means}/actualDateAndTimeOfDeparture | ${means}/estimatedDateAndTimeOfDeparture`,
      arrival: `${means}/estimatedDateAndTimeOfArrival`,
      master:
        'consignmentMasterLevel/transportDocumentMasterLevel/documentNumber | transportDocumentMasterLevel/documentNumber',
      route: `${means}/countriesOfRoutingOfMeansOfTransport/country`,
    }),
    factGroup('receptacle', 'consignmentMasterLevel/receptacle | receptacle', {
      id: 'receptacleIdentificationNumber | identificationNumber',
    }),
  ],
  ...what,
});

/** Postal filings: house level (F43) and its amendment (A43), master level (F42) and receptacles (F44), which have no lines. */
export const ensMessages: readonly MessageKind[] = [
  message('IE3F43', { lines: lines('original') }),
  message('IE3A43', { lines: lines('amend') }),
  message('IE3F42', { role: 'conveyance', units }),
  message('IE3F44', { role: 'conveyance', units }),
  message('CIS', {
    namespace: 'urn:wco:datamodel:WCO:CIS:1',
    variant: at('specificCircumstanceIndicator'),
    roleWithoutLines: 'conveyance',
    units,
    lines: lines('original'),
  }),
];

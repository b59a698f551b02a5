import type { DeclarationFunction } from '@watchpost/domain';
import { compactMoment } from '../values/moments.ts';
import type { IssueTable, LineKind, MessageKind } from '../xml-mapping/message-kind.ts';
import { facts } from '../xml-mapping/message-facts.ts';
import { identifiers, mass, moment, type ShipmentTable } from '../xml-mapping/shipment-table.ts';
import { at } from '../xml/xml-path.ts';
import { party, partyNames } from './parties.ts';
import { icsRules } from './rules.ts';
import { type TransportMode, transportModes } from '../values/transport-modes.ts';

/** TraModAtBorHEA76, code list 018. */
const modes: Readonly<Record<string, TransportMode>> = { ...transportModes, '10': 'sea', '11': 'sea' };

/** DocTypDC21, code list 013: transport documents, with or without N. */
const documents = (types: string) => `PRODOCDC2[DocTypDC21=${types}]/DocRefDC23`;

/** A goods item of CC315A and CC313A. */
const item: ShipmentTable = {
  containers: at('CONNR2/ConNumNR21'),
  consignor: party(partyNames.itemConsignor),
  consignee: party(partyNames.itemConsignee),
  notify: party(partyNames.itemNotify),
  pieces: at('PACGS2/NumOfPacGS24 | PACGS2[NumOfPacGS24=]/NumOfPieGS25'),
  grossMassKg: mass('GroMasGDS46'),
  articles: {
    description: at('GooDesGDS23'),
    hs: at('COMCODGODITM/ComNomCMD1'),
    identifiers: identifiers({ UNDG: 'UNDanGooCodGDI1', MARKS: 'PACGS2/MarNumOfPacGSL21' }),
  },
};

/** What the message says of all its items. */
const header: ShipmentTable = {
  consignor: party(partyNames.consignor),
  consignee: party(partyNames.consignee),
  notify: party(partyNames.notify),
  route: at('ITI/CouOfRouCodITI1'),
  conveyance: {
    mode: { source: at('HEAHEA/TraModAtBorHEA76'), codes: modes, finding: 'code.mode' },
    id: at('HEAHEA/ConRefNumHEA | HEAHEA/IdeOfMeaOfTraCroHEA85'),
    arrives: moment('CUSOFFFENT730/ExpDatOfArrFIRENT733', compactMoment, 'yyyymmddhhmm'),
  },
  portOfArrival: at('CUSOFFFENT730/RefNumCUSOFFFENT731'),
};

/** Declaration or amendment date and time, else date and time of preparation. */
const issued: IssueTable = {
  moments: [moment('HEAHEA/DecDatTimHEA114 | HEAHEA/DatTimAmeHEA113', compactMoment, 'yyyymmddhhmm')],
  prepared: { date: at('DatOfPreMES9'), time: at('TimOfPreMES10') },
};

const lines = (purpose: DeclarationFunction, reference: string): LineKind => ({
  element: 'GOOITEGDS',
  wait: 'end',
  numbers: {
    postal: at('PRODOCDC2/DocRefDC23 | ComRefNumGIM1'),
    house: at(documents('703,714,N703,N714')),
    master: at(documents('704,705,740,741,N704,N705,N740,N741')),
    position: at('IteNumGDS7'),
    declarant: at('PERLODSUMDEC/TINPLD1 | PERLODSUMDEC/NamPLD1 | TRAREP/TINTRE1 | TRAREP/NamTRE1'),
    required: null,
    referenceElement: reference,
  },
  table: item,
  shared: header,
  massOfOne: mass('HEAHEA/TotGroMasHEA307'),
  function: purpose,
  issued,
  totals: {
    items: at('HEAHEA/TotNumOfIteHEA305'),
    packages: at('HEAHEA/TotNumOfPacHEA306'),
    mass: mass('HEAHEA/TotGroMasHEA307'),
  },
  rules: icsRules,
});

const envelope = facts({
  sender: 'MesSenMES3',
  'message.id': 'MesIdeMES19',
  mrn: 'HEAHEA/DocNumHEA5',
});

const declaration = (
  type: string,
  format: MessageKind['format'],
  purpose: DeclarationFunction,
  reference: string,
): MessageKind => ({
  format,
  type,
  root: type,
  namespace: `http://ics.dgtaxud.ec/${type}`,
  role: 'declaration',
  profile: 'standard',
  reference: at('HEAHEA/RefNumHEA4 | HEAHEA/DocNumHEA5'),
  ownType: at('MesTypMES20'),
  facts: envelope,
  lines: lines(purpose, reference),
});

/** Entry summary declaration: a line is a goods item. */
export const ie315 = declaration('CC315A', 'ics-ie315', 'original', 'RefNumHEA4');

/** Its amendment, whole: each item is a new version of the one that goes by the same number. */
export const ie313 = declaration('CC313A', 'ics-ie313', 'amend', 'DocNumHEA5');

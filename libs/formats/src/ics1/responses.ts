import type { MessageKind } from '../xml-mapping/message-kind.ts';
import { factGroup, facts } from '../xml-mapping/message-facts.ts';
import { at } from '../xml/xml-path.ts';

/** FUNERRER1: what customs found wrong, with its pointer into the declaration. */
const errors = factGroup('error', 'FUNERRER1', {
  type: 'ErrTypER11',
  pointer: 'ErrPoiER12',
  reason: 'ErrReaER13',
  value: 'OriAttValER14',
});

/** @param about the number of the declaration that it decides about */
const response = (
  type: string,
  decision: string,
  about: string,
  particulars: Readonly<Record<string, string>>,
): MessageKind => ({
  format: 'ics-responses',
  type,
  root: type,
  namespace: `http://ics.dgtaxud.ec/${type}`,
  role: 'response',
  profile: 'standard',
  reference: at('MesIdeMES19'),
  answers: at('HEAHEA/RefNumHEA4 | HEAHEA/DocNumHEA5 | CorIdeMES25'),
  facts: [
    ...facts({
      [`decision.${decision}`]: about,
      mrn: 'HEAHEA/DocNumHEA5',
      lrn: 'HEAHEA/RefNumHEA4',
      correlation: 'CorIdeMES25',
      ...particulars,
    }),
    errors,
  ],
});

/** Answers of customs in ICS1: registered (328), rejected (316), amendment accepted (304), amendment rejected (305). */
export const icsResponses: readonly MessageKind[] = [
  response('CC328A', 'accepted', 'HEAHEA/RefNumHEA4', {
    registered: 'HEAHEA/DecRegDatTimHEA115',
    mode: 'HEAHEA/TraModAtBorHEA76',
    office: 'CUSOFFFENT730/RefNumCUSOFFFENT731',
    arrives: 'CUSOFFFENT730/ExpDatOfArrFIRENT733',
  }),
  response('CC316A', 'rejected', 'HEAHEA/RefNumHEA4', {
    rejected: 'HEAHEA/DecRejDatTimHEA116',
    reason: 'HEAHEA/DecRejReaHEA252',
  }),
  response('CC304A', 'amendment-accepted', 'HEAHEA/DocNumHEA5', { accepted: 'HEAHEA/AmeAccDatTimHEA111' }),
  response('CC305A', 'amendment-rejected', 'HEAHEA/DocNumHEA5', {
    rejected: 'HEAHEA/AmeRejDatTimHEA112',
    'reason.code': 'HEAHEA/AmeRejMotCodHEA604',
    reason: 'HEAHEA/AmeRejMotTexHEA605',
  }),
];

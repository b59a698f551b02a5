import { factGroup, facts } from '../xml-mapping/message-facts.ts';
import type { MessageKind } from '../xml-mapping/message-kind.ts';
import { at } from '../xml/xml-path.ts';

/** FunctionCode of a response, as HMRC's declaration service names them. */
const decisions: Readonly<Record<string, string>> = {
  '01': 'DMSACC accepted',
  '02': 'DMSRCV received',
  '03': 'DMSREJ rejected',
  '05': 'DMSCTL control: not to be released',
  '06': 'DMSDOC documents wanted',
  '07': 'DMSRES result of control',
  '08': 'DMSROG released',
  '09': 'DMSCLE cleared',
  '10': 'DMSINV invalidated',
  '11': 'DMSREQ request answered',
  '13': 'DMSTAX duties',
};

/** Answer to a declaration in the WCO data model (RES): decision, errors with pointers, times. */
export const wcoResponse: MessageKind = {
  format: 'wco-responses',
  type: 'WCO RES',
  root: 'Response',
  namespace: 'urn:wco:datamodel:WCO:RES-DMS:2',
  isOurs: (namespace, above) => namespace.startsWith('urn:wco:datamodel:WCO:RES') || above.includes('MetaData'),
  role: 'response',
  profile: 'standard',
  reference: at('FunctionalReferenceID'),
  answers: at('Declaration/FunctionalReferenceID | Declaration/ID'),
  facts: [
    { name: 'decision', source: at('FunctionCode'), codes: decisions },
    ...facts({
      mrn: 'Declaration/ID',
      version: 'Declaration/VersionID',
      issued: 'IssueDateTime/DateTimeString',
      accepted: 'Declaration/AcceptanceDateTime/DateTimeString',
      rejected: 'Declaration/RejectionDateTime/DateTimeString',
    }),
    factGroup('error', 'Error', {
      code: 'ValidationCode',
      text: 'Description',
      section: 'Pointer/DocumentSectionCode',
      sequence: 'Pointer/SequenceNumeric',
      tag: 'Pointer/TagID',
    }),
    factGroup('status', 'Status', { code: 'NameCode', effective: 'EffectiveDateTime/DateTimeString' }),
    factGroup('note', 'AdditionalInformation', { code: 'StatementCode', text: 'StatementDescription' }),
  ],
};

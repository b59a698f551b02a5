import type { MessageKind } from '../xml-mapping/message-kind.ts';
import { factGroup, facts } from '../xml-mapping/message-facts.ts';
import { at } from '../xml/xml-path.ts';

/** Answers in the IATA data model: the response of a receiver (XFNM) and the status that customs gives (XCSN). */
export const cargoResponses: readonly MessageKind[] = [
  {
    format: 'cargo-xml-responses',
    type: 'XFNM',
    root: 'Response',
    namespace: 'iata:response:3',
    isOurs: (namespace) => namespace.startsWith('iata:response:'),
    role: 'response',
    profile: 'standard',
    reference: at('MessageHeaderDocument/ID'),
    answers: at('BusinessHeaderDocument/ID | MessageHeaderDocument/ConversationID'),
    facts: [
      ...facts({
        status: 'BusinessHeaderDocument/StatusCode',
        'message.type': 'BusinessHeaderDocument/TypeCode',
        name: 'BusinessHeaderDocument/Name',
      }),
      factGroup('error', 'ResponseStatus', {
        condition: 'ConditionCode',
        code: 'ReasonCode',
        reason: 'Reason',
        pointer: 'Information',
      }),
    ],
  },
  {
    format: 'cargo-xml-responses',
    type: 'XCSN',
    root: 'CustomsStatusNotification',
    namespace: 'iata:customsstatusnotification:1',
    role: 'response',
    profile: 'standard',
    reference: at('MessageHeaderDocument/ID'),
    answers: at('BusinessHeaderDocument/ID | MasterConsignment/TransportContractDocument/ID | MasterConsignment/ID'),
    facts: [
      ...facts({
        status: 'BusinessHeaderDocument/StatusCode | MasterConsignment/StatusCode',
        master: 'MasterConsignment/TransportContractDocument/ID',
        house:
          'MasterConsignment/IncludedHouseConsignment/TransportContractDocument/ID | MasterConsignment/IncludedHouseConsignment/ID',
      }),
      factGroup('note', 'MasterConsignment/IncludedCustomsNote | BusinessHeaderDocument/IncludedHeaderNote', {
        code: 'ContentCode',
        text: 'Content',
        subject: 'SubjectCode',
      }),
      factGroup(
        'procedure',
        'MasterConsignment/AssociatedConsignmentCustomsProcedure | MasterConsignment/IncludedHouseConsignment/AssociatedConsignmentCustomsProcedure',
        {
          status: 'StatusCode | GoodsStatusCode',
          reason: 'Reason | Information',
          time: 'OccurrenceDateTime | IssueDateTime',
        },
      ),
    ],
  },
];

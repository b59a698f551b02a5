import type { XmlFormat } from '../xml-mapping/xml-formats.ts';
import type { MessageRoot } from '../xml/xml-messages.ts';
import { ie313, ie315 } from './declaration.ts';
import { icsResponses } from './responses.ts';

/** Any other message of ICS1: arrival notification, diversion request, … */
const unsupported = ({ local, namespace }: MessageRoot): string | null =>
  namespace.startsWith('http://ics.dgtaxud.ec/C') && /^C[CD]\d{3}[A-Z]$/.test(local) ? local : null;

/** ICS1 and GB safety and security. */
export const icsFormats: readonly XmlFormat[] = [
  { id: 'ics-ie315', title: 'ICS1 entry summary declaration IE315 (CC315A)', version: 3, kinds: [ie315], unsupported },
  {
    id: 'ics-ie313',
    title: 'ICS1 amendment of an entry summary declaration IE313 (CC313A)',
    version: 2,
    kinds: [ie313],
  },
  { id: 'ics-responses', title: 'ICS1 answers IE304, IE305, IE316, IE328', version: 2, kinds: icsResponses },
];

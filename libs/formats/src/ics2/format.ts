import type { XmlFormat } from '../xml-mapping/xml-formats.ts';
import type { MessageRoot } from '../xml/xml-messages.ts';
import { ensMessages } from './entry-summary.ts';

/** Any other message of ICS2: referrals, registrations, notices of errors, … */
const unsupported = ({ local, namespace }: MessageRoot): string | null =>
  /^IE3[A-Z]\d\d$/.test(local) || namespace.startsWith('urn:wco:datamodel:WCO:CIS') ? local : null;

/** ICS2, by the profile on its page. */
export const ics2Formats: readonly XmlFormat[] = [
  {
    id: 'ics2-ens',
    title: 'ICS2 entry summary declaration of post IE3F42, IE3F43, IE3F44, IE3A43',
    version: 2,
    kinds: ensMessages,
    unsupported,
  },
];

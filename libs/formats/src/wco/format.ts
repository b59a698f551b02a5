import type { XmlFormat } from '../xml-mapping/xml-formats.ts';
import type { MessageRoot } from '../xml/xml-messages.ts';
import { wcoDeclaration } from './declaration.ts';
import { wcoResponse } from './response.ts';

/** Messages between ports and customs, and others of the WCO data model. */
const unsupported = ({ local, namespace }: MessageRoot): string | null => {
  if (/^inventoryLinking[A-Z]/.test(local)) return local;
  const isOther = /^urn:wco:datamodel:WCO:(?!DocumentMetaData|MetaData|DEC|RES|CIS)/.test(namespace);
  return isOther && local !== 'MetaData' ? local : null;
};

/** The data model of the World Customs Organization. */
export const wcoFormats: readonly XmlFormat[] = [
  {
    id: 'wco-declaration',
    title: 'WCO data model declaration (DEC)',
    version: 2,
    kinds: [wcoDeclaration],
    unsupported,
  },
  { id: 'wco-responses', title: 'WCO data model response (RES)', version: 2, kinds: [wcoResponse] },
];

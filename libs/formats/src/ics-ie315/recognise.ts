import { opensElement, xmlHead } from '../xml/xml-head.ts';

export const IE315_ROOT = 'CC315A';
export const IE315_NAMESPACE = 'http://ics.dgtaxud.ec/CC315A';

/** Root CC315A under any prefix, bare or in a SOAP envelope. */
export function recogniseIe315(head: Uint8Array): number {
  const text = xmlHead(head);
  if (!opensElement(text, IE315_ROOT)) return text.includes('CC315A') && text.trimStart().startsWith('<') ? 0.3 : 0;
  return text.includes(IE315_NAMESPACE) ? 1 : 0.9;
}

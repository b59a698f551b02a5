import { opensElement, xmlHead } from '../xml/xml-head.ts';

export const XFZB_ROOT = 'HouseWaybill';
export const XFZB_NAMESPACE = 'iata:housewaybill:1';

/** Root HouseWaybill; the namespaces stand under any prefix or as default. */
export function recogniseXfzb(head: Uint8Array): number {
  const text = xmlHead(head);
  if (!opensElement(text, XFZB_ROOT)) return 0;
  return text.includes(XFZB_NAMESPACE) ? 1 : 0.7;
}

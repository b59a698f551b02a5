import type { XmlFormat } from '../xml-mapping/xml-formats.ts';
import type { MessageRoot } from '../xml/xml-messages.ts';
import { xffm } from './flight-manifest.ts';
import { cargoResponses } from './responses.ts';
import { xfhl, xfwb, xfzb } from './waybills.ts';

/** Any other message of the IATA data model: booking, status update, … */
const unsupported = ({ local, namespace }: MessageRoot): string | null =>
  /^iata:(?!datamodel)[a-z]+:\d/.test(namespace) ? local : null;

/** IATA Cargo-XML. */
export const cargoXmlFormats: readonly XmlFormat[] = [
  { id: 'cargo-xml-xfzb', title: 'IATA Cargo-XML house waybill XFZB', version: 3, kinds: [xfzb], unsupported },
  { id: 'cargo-xml-xfwb', title: 'IATA Cargo-XML air waybill XFWB', version: 2, kinds: [xfwb] },
  { id: 'cargo-xml-xfhl', title: 'IATA Cargo-XML house manifest XFHL', version: 2, kinds: [xfhl] },
  { id: 'cargo-xml-xffm', title: 'IATA Cargo-XML flight manifest XFFM', version: 2, kinds: [xffm] },
  { id: 'cargo-xml-responses', title: 'IATA Cargo-XML answers XFNM and XCSN', version: 2, kinds: cargoResponses },
];

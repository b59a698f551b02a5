import type { FormatReader } from '../reader.ts';
import { impMessageTypes } from './message-types.ts';
import { CargoImpSession, messageIdentifier } from './session.ts';

/** Lines in which a message identifier must come. */
const HEAD_LINES = 12;

/** IATA Cargo-IMP: air waybills FWB, house waybills FHL, flight manifests FFM, answers PSN and PER. */
export const cargoImpReader: FormatReader = {
  id: 'cargo-imp',
  title: 'IATA Cargo-IMP waybills, house waybills and flight manifests',
  syntax: 'cargo-imp',
  version: 2,
  recognise: recogniseCargoImp,
  open: (options, sink) => new CargoImpSession(options, sink, impMessageTypes),
};

/** A line that is a message identifier, at the beginning or below the addresses of a telex. */
function recogniseCargoImp(head: Uint8Array): number {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 4_096))
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '');
  if (/^\s*[<{[]/.test(text)) return 0;
  const lines = text.split(/\r\n|\n|\r/, HEAD_LINES).map((line) => line.trim());
  const at = lines.findIndex((line) => messageIdentifier.test(line));
  if (at < 0) return 0;
  return lines.slice(0, at).every((line) => line === '') ? 0.95 : 0.8;
}

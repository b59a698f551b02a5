import { readBeginning } from './separators.ts';

/** An interchange begins with ISA and its separators; groups and messages without one by the sign after GS or ST. */
export function recogniseX12(head: Uint8Array): number {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 2_048))
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  const beginning = readBeginning(text);
  if (beginning !== null) return beginning.kind === 'regular' ? 1 : 0.85;
  // An interchange whose header is damaged still holds groups.
  return /[^\w\s]\s*GS([^\w\s])[A-Z]{2}\1[^]{0,200}?ST\1\d{3}\1/.test(text) ? 0.6 : 0;
}

import { stamp } from './manifest-writer.ts';
import { type SampleItem, type SampleParty } from './sample-item.ts';

/** Segments of one message between its header and trailer. */
export interface EdifactMessage {
  /** UNH S009: type, version, release, agency. */
  readonly type: string;
  readonly segments: readonly string[];
}

/** UNB to UNZ, with counts and references as they have to be. */
export function interchange(
  { sender, recipient, reference }: { readonly sender: string; readonly recipient: string; readonly reference: string },
  issuedAt: number,
  messages: readonly EdifactMessage[],
): string {
  const at = stamp(issuedAt);
  const out = [`UNB+UNOC:3+${sender}+${recipient}+${at.slice(2, 8)}:${at.slice(8, 12)}+${reference}`];
  for (const [n, { type, segments }] of messages.entries()) {
    out.push(`UNH+${n + 1}+${type}`, ...segments, `UNT+${segments.length + 2}+${n + 1}`);
  }
  out.push(`UNZ+${messages.length}+${reference}`);
  return `${out.join("'\n")}'\n`;
}

/** BGM 1225. */
export const functionCodes: Readonly<Record<SampleItem['function'], string>> = {
  original: '9',
  amend: '4',
  cancel: '1',
};

/** Signs of the syntax are released. */
export const released = (text: string): string => (/['+:?]/.test(text) ? text.replace(/['+:?]/g, '?$&') : text);

/** FTX of a kind: components of at most 70 characters. */
export function freeText(subject: string, text: string): string {
  const pieces = text.match(/.{1,70}/g) ?? [];
  return `FTX+${subject}+++${pieces.map(released).join(':')}`;
}

/** NAD, with CTA and COM where there is a phone. */
export function partySegments(role: string, party: SampleParty): readonly string[] {
  const { name, street, city, region, postcode, country, phone } = party;
  const stated = [name, street, city, region ?? '', postcode, country].map(released).join('+');
  return phone === null
    ? [`NAD+${role}+++${stated}`]
    : [`NAD+${role}+++${stated}`, 'CTA+IC', `COM+${released(phone)}:TE`];
}

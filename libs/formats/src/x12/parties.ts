import type { Identifier, Party } from '@watchpost/domain';
import type { LineDraft } from '../values/line-draft.ts';
import { lookUp } from '../values/lookup.ts';
import { type PartyField, type PartyPaths, partyPaths } from '../values/party-paths.ts';
import { addressOf, partyOf, stated } from '../values/shipment-parts.ts';
import type { X12Loop } from './loops.ts';
import { elementOf, type X12Segment } from './segment.ts';

/** N101 (element 98) of each party, the one that says it best first. */
export const partyCodes: Readonly<Record<PartyField, readonly string[]>> = {
  consignor: ['SH', 'SF', 'EX', 'SU'],
  consignee: ['CN', 'UC', 'ST', 'IM'],
  notify: ['N1', 'NP', 'NI', 'N2'],
};

/** N103 (element 66): what N104 is. */
const identifierSchemes: Readonly<Record<string, string>> = {
  '1': 'DUNS',
  '9': 'DUNS',
  '2': 'SCAC',
  '24': 'EIN',
  '34': 'SSN',
  EI: 'EIN',
  FI: 'TAX',
  TA: 'TAX',
};

/** The party that says it best: of an N1 loop of the line with the first of the codes that one has. */
export function partyIn(draft: LineDraft, field: PartyField, loops: readonly X12Loop[]): Party | null {
  for (const code of partyCodes[field])
    for (const loop of loops)
      if (loop.definition.name === 'N1' && loop.head.code(1) === code) return readParty(draft, partyPaths[field], loop);
  return null;
}

/** N1 name and number, N2 more of the name, N3 street, N4 city, state, postcode and country, PER contacts. */
function readParty(draft: LineDraft, path: PartyPaths, loop: X12Loop): Party | null {
  const names = [draft.text(path.name, loop.head.at(2))];
  const lines: (string | null)[] = [];
  const phones: string[] = [];
  const emails: string[] = [];
  let n4: X12Segment | null = null;
  for (const segment of loop.segments) {
    if (segment.tag === 'N2') addBoth(draft, segment, names, () => path.name);
    else if (segment.tag === 'N3') addBoth(draft, segment, lines, (n) => `${path.lines}.${n}`);
    else if (segment.tag === 'N4') n4 ??= segment;
    else if (segment.tag === 'PER') addContacts(draft, path, segment, { phones, emails });
  }
  return partyOf({
    name: names.length === 1 ? names[0]! : stated(names).join(' ') || null,
    address: addressOf({
      lines,
      city: draft.text(path.city, elementOf(n4, 1)),
      region: draft.text(path.region, elementOf(n4, 2)),
      postcode: draft.text(path.postcode, elementOf(n4, 3)),
      country: draft.country(path.country, elementOf(n4, 4)),
    }),
    phones,
    emails,
    identifiers: identifiersOf(draft, `${path.identifiers}.0`, loop.head),
  });
}

/** Both elements of N2 or N3. */
function addBoth(draft: LineDraft, segment: X12Segment, texts: (string | null)[], pathOf: (n: number) => string): void {
  for (let n = 1; n <= 2; n += 1) {
    const element = segment.at(n);
    if (element !== null) texts.push(draft.text(pathOf(texts.length), element));
  }
}

/** Element 365. */
const contactKinds: Readonly<Record<string, 'phones' | 'emails'>> = {
  TE: 'phones',
  AP: 'phones',
  CP: 'phones',
  HP: 'phones',
  WP: 'phones',
  NP: 'phones',
  EM: 'emails',
};

/** PER: qualifiers and numbers in pairs from PER03 on. */
function addContacts(
  draft: LineDraft,
  path: PartyPaths,
  per: X12Segment,
  contacts: { readonly phones: string[]; readonly emails: string[] },
): void {
  for (let n = 3; n <= 7; n += 2) {
    const kind = lookUp(contactKinds, per.code(n));
    if (kind === undefined) continue;
    const text = draft.text(`${path[kind]}.${contacts[kind].length}`, per.at(n + 1));
    if (text !== null) contacts[kind].push(text);
  }
}

function identifiersOf(draft: LineDraft, path: string, n1: X12Segment): readonly Identifier[] {
  const value = draft.text(path, n1.at(4));
  const code = n1.code(3);
  return value === null ? [] : [{ scheme: lookUp(identifierSchemes, code) ?? `X12-${code || 'ZZ'}`, value }];
}

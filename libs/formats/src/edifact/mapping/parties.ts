import type { Identifier, Party } from '@watchpost/domain';
import type { LineDraft } from '../../values/line-draft.ts';
import { lookUp } from '../../values/lookup.ts';
import { type PartyField, type PartyPaths, partyPaths } from '../../values/party-paths.ts';
import { addressOf, partyOf } from '../../values/shipment-parts.ts';
import type { Sited } from '../../values/sited.ts';
import type { Segment } from '../segment.ts';
import type { SegmentGroup } from '../structure/segment-group.ts';
import { componentsOf, joined } from './texts.ts';

/** Who a party is (data element 3035), the likeliest first. */
export const partyRoles = {
  consignor: ['CZ', 'OS', 'SF', 'EX', 'SU', 'SE'],
  consignee: ['CN', 'UC', 'IM', 'ST', 'DP', 'BY'],
  notify: ['NI', 'N1', 'N2'],
} as const;

/** Characters of a name or address component (3036, 3124, 3042). */
const NAME_WIDTH = 35;

/** Who is responsible for a code (3055), where that says what kind of number it is. */
const agencies: Readonly<Record<string, string>> = { '9': 'GLN', '16': 'DUNS', '167': 'EIN' };
/** References of a party (1153). */
const references: Readonly<Record<string, string>> = { VA: 'VAT', AHP: 'TAX', XA: 'COMPANY', GN: 'GOVERNMENT' };

/** A NAD with what belongs to it: the group that it begins, where the message has one, else the segment alone. */
export interface NamedParty {
  readonly segment: Segment;
  readonly group: SegmentGroup | null;
}

/** All parties of a line. @param within the groups to look in, the nearer first */
export function partiesOf(within: readonly SegmentGroup[]): readonly NamedParty[] {
  const found: NamedParty[] = [];
  for (const { groups, segments } of within) {
    for (const group of groups) if (group.trigger?.tag === 'NAD') found.push({ segment: group.trigger, group });
    for (const segment of segments) if (segment.tag === 'NAD') found.push({ segment, group: null });
  }
  return found;
}

/** The first party of a role, of the roles the likeliest. */
export function partyIn(parties: readonly NamedParty[], roles: readonly string[]): NamedParty | null {
  for (const role of roles) for (const party of parties) if (party.segment.qualifier === role) return party;
  return null;
}

/** NAD and the CTA, COM and RFF that follow it. */
export function mapParty(draft: LineDraft, field: PartyField, party: NamedParty | null): Party | null {
  if (party === null) return null;
  const { segment, group } = party;
  const path = partyPaths[field];
  const names = componentsOf(segment, 4, 0, 4);
  const unstructured = componentsOf(segment, 3, 0, 4);
  // Name and address in one: the first line is the name where there is no other.
  const name = joined(names, NAME_WIDTH) ?? unstructured[0] ?? null;
  const lines = [...(names.length > 0 ? unstructured : unstructured.slice(1)), ...componentsOf(segment, 5, 0, 3)];
  const numbers = group === null ? [] : numbersOf(group);
  return partyOf({
    name: draft.text(path.name, name),
    address: addressOf({
      lines: lines.map((line, at) => draft.text(`${path.lines}.${at}`, line)),
      city: draft.text(path.city, segment.sited(6)),
      region: draft.text(path.region, segment.sited(7, 0) ?? segment.sited(7, 3)),
      postcode: draft.text(path.postcode, segment.sited(8)),
      country: draft.country(path.country, segment.sited(9)),
    }),
    phones: numbersBy(draft, path.phones, numbers, telephones),
    emails: numbersBy(draft, path.emails, numbers, mail),
    identifiers: identifiersOf(draft, path, segment, group),
  });
}

/** COM of a party and of its contacts. */
function numbersOf(group: SegmentGroup): readonly Segment[] {
  const found = [...group.all('COM')];
  for (const inner of group.groups) if (inner.rule.trigger === 'CTA') found.push(...inner.all('COM'));
  return found;
}

/** Data element 3155. */
const telephones: ReadonlySet<string> = new Set(['TE', 'AL', 'MO']);
const mail: ReadonlySet<string> = new Set(['EM']);

function numbersBy(
  draft: LineDraft,
  path: string,
  numbers: readonly Segment[],
  channels: ReadonlySet<string>,
): readonly string[] {
  const found: string[] = [];
  let stated = 0;
  for (const segment of numbers) {
    if (!channels.has(segment.value(1, 1))) continue;
    const text = draft.text(`${path}.${stated}`, segment.sited(1));
    stated += 1;
    if (text !== null) found.push(text);
  }
  return found;
}

function identifiersOf(
  draft: LineDraft,
  path: PartyPaths,
  segment: Segment,
  group: SegmentGroup | null,
): readonly Identifier[] {
  const found: Identifier[] = [];
  let stated = 0;
  const add = (scheme: string, sited: Sited | null): void => {
    const value = draft.text(`${path.identifiers}.${stated}`, sited);
    stated += 1;
    if (value !== null && scheme !== '') found.push({ scheme, value });
  };
  const number = segment.sited(2);
  if (number === null) stated += 1;
  else add(lookUp(agencies, segment.value(2, 2)) ?? 'PARTY', number);
  for (const reference of group?.segments ?? []) {
    if (reference.tag !== 'RFF') continue;
    const code = reference.qualifier;
    add(lookUp(references, code) ?? code, reference.sited(1, 1));
  }
  return found;
}

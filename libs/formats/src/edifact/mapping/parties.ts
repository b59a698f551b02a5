import type { Identifier, Party } from '@watchpost/domain';
import type { LineDraft } from '../../values/line-draft.ts';
import { lookUp } from '../../values/lookup.ts';
import { addressOf, partyOf, stated } from '../../values/shipment-parts.ts';
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

/** The first party of a role. @param within the groups to look in, in turn */
export function partyIn(within: readonly SegmentGroup[], roles: readonly string[]): NamedParty | null {
  for (const role of roles) {
    for (const group of within) {
      const inner = group.groups.find(({ trigger }) => trigger?.tag === 'NAD' && trigger.qualifier === role);
      if (inner) return { segment: inner.trigger!, group: inner };
      const segment = group.one('NAD', role);
      if (segment !== null) return { segment, group: null };
    }
  }
  return null;
}

/** NAD and the CTA, COM and RFF that follow it. */
export function mapParty(draft: LineDraft, field: string, party: NamedParty | null): Party | null {
  if (party === null) return null;
  const { segment, group } = party;
  const names = componentsOf(segment, 4, 0, 4);
  const unstructured = componentsOf(segment, 3, 0, 4);
  // Name and address in one: the first line is the name where there is no other.
  const name = joined(names, NAME_WIDTH) ?? unstructured[0] ?? null;
  const lines = [...(names.length > 0 ? unstructured : unstructured.slice(1)), ...componentsOf(segment, 5, 0, 3)];
  const numbers = group === null ? [] : [group, ...group.groupsOf('CTA')].flatMap((owner) => owner.all('COM'));
  return partyOf({
    name: draft.text(`${field}.name`, name),
    address: addressOf({
      lines: lines.map((line, at) => draft.text(`${field}.address.lines.${at}`, line)),
      city: draft.text(`${field}.address.city`, segment.sited(6)),
      region: draft.text(`${field}.address.region`, segment.sited(7, 0) ?? segment.sited(7, 3)),
      postcode: draft.text(`${field}.address.postcode`, segment.sited(8)),
      country: draft.country(`${field}.address.country`, segment.sited(9)),
    }),
    phones: numbersOf(draft, `${field}.phones`, numbers, ['TE', 'AL', 'MO']),
    emails: numbersOf(draft, `${field}.emails`, numbers, ['EM']),
    identifiers: identifiersOf(draft, `${field}.identifiers`, segment, group),
  });
}

const numbersOf = (draft: LineDraft, field: string, numbers: readonly Segment[], channels: readonly string[]) =>
  stated(
    numbers
      .filter((segment) => channels.includes(segment.value(1, 1)))
      .map((segment, at) => draft.text(`${field}.${at}`, segment.sited(1))),
  );

function identifiersOf(
  draft: LineDraft,
  field: string,
  segment: Segment,
  group: SegmentGroup | null,
): readonly Identifier[] {
  const found: { scheme: string; value: Sited | null }[] = [
    { scheme: lookUp(agencies, segment.value(2, 2)) ?? 'PARTY', value: segment.sited(2) },
  ];
  for (const reference of group?.all('RFF') ?? []) {
    const code = reference.qualifier;
    found.push({ scheme: lookUp(references, code) ?? code, value: reference.sited(1, 1) });
  }
  return found.flatMap(({ scheme, value }, at) => {
    const text = draft.text(`${field}.${at}`, value);
    return text === null || scheme === '' ? [] : [{ scheme, value: text }];
  });
}

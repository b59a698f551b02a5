import type { Address, Party } from '@watchpost/domain';
import type { LineDraft } from '../values/line-draft.ts';
import { addressOf, partyOf, stated } from '../values/shipment-parts.ts';
import { customsOf, type CustomsStatement } from './customs-information.ts';
import type { ImpField, ImpGroup, ImpLine } from './line.ts';

export type PartyField = 'consignor' | 'consignee' | 'notify';

/** Where the parts of a party stand. */
interface PartyFields {
  readonly name: ImpField | null;
  readonly lines: readonly ImpField[];
  readonly city: ImpField | null;
  readonly region: ImpField | null;
  readonly country: ImpField | null;
  readonly postcode: ImpField | null;
  readonly phones: readonly ImpField[];
  readonly account: ImpField | null;
}

const country = /^[A-Z]{2}$/;

/**
 * A party of SHP, CNE or NFY, with what OCI says of it. Newer versions name the lines (NAM, ADR, LOC); older ones give them in order: name,
 * street, place and state, country, postcode and contacts.
 */
export function readParty(
  draft: LineDraft,
  field: PartyField,
  group: ImpGroup | null,
  customs: readonly CustomsStatement[],
): Party | null {
  const statements = customsOf(customs, field);
  const own = group === null ? null : fieldsOf(group);
  if (own === null && statements.length === 0) return null;
  const account = draft.text(`${field}.identifiers.account`, own?.account ?? null);
  const phones = [...(own?.phones ?? []), ...statements.filter(({ code }) => code === 'CT').map(({ value }) => value)];
  return partyOf({
    name: draft.text(`${field}.name`, own?.name ?? null),
    address: own && addressIn(draft, field, own),
    phones: phones.map((phone, n) => draft.text(`${field}.phones.${n}`, phone)),
    identifiers: [
      ...(account === null ? [] : [{ scheme: 'ACCOUNT', value: account }]),
      ...statements.flatMap(({ scheme, value }, n) => {
        const text = scheme === null ? null : draft.text(`${field}.identifiers.${n}`, value);
        return scheme === null || text === null ? [] : [{ scheme, value: text }];
      }),
    ],
  });
}

const addressIn = (draft: LineDraft, field: PartyField, own: PartyFields): Address | null =>
  addressOf({
    lines: stated(own.lines.map((line, n) => draft.text(`${field}.address.lines.${n}`, line))),
    city: draft.text(`${field}.address.city`, own.city),
    region: draft.text(`${field}.address.region`, own.region),
    postcode: draft.text(`${field}.address.postcode`, own.postcode),
    country: draft.country(`${field}.address.country`, own.country),
  });

function fieldsOf(group: ImpGroup): PartyFields {
  const [first, ...rest] = group.lines;
  const isNamed = rest.some(({ id }) => id === 'NAM' || id === 'ADR' || id === 'LOC');
  return isNamed ? namedFields(first!, rest) : orderedFields(first!, rest);
}

/** NAM/name, ADR/street, LOC/place/state, /country/postcode/TE/number. */
function namedFields(first: ImpLine, rest: readonly ImpLine[]): PartyFields {
  const of = (id: string) => rest.filter((line) => line.id === id);
  const streets: ImpField[] = [];
  let open = '';
  for (const line of rest) {
    if (line.id !== '') open = line.id;
    else if (isCoded(line)) open = 'coded';
    if (open === 'ADR') streets.push(...filled(line));
  }
  const place = of('LOC')[0] ?? null;
  const coded = rest.find(isCoded) ?? null;
  return {
    name: of('NAM')[0]?.at(0) ?? null,
    lines: streets,
    city: place?.at(0) ?? null,
    region: place?.at(1) ?? null,
    ...codedFields(coded),
    account: first.at(0),
  };
}

/** The name may stand behind SHP itself; an account number stands there where a name follows. */
function orderedFields(first: ImpLine, rest: readonly ImpLine[]): PartyFields {
  const codedAt = rest.findLastIndex(isCoded);
  const coded = rest[codedAt] ?? null;
  const before = (codedAt < 0 ? rest : rest.slice(0, codedAt)).filter((line) => line.at(0) !== null);
  // Name, street and place are three lines at least: with fewer of them behind it, SHP itself has the name.
  const isAccount = first.at(0) !== null && (before.length >= 3 || /^\d+$/.test(first.at(0)!.code));
  const lines = isAccount || first.at(0) === null ? before : [first, ...before];
  const [name, ...others] = lines;
  const place = others.length > 0 ? others.at(-1)! : null;
  return {
    name: name?.at(0) ?? null,
    lines: others.slice(0, -1).flatMap(filled),
    city: place?.at(0) ?? null,
    region: place?.at(1) ?? null,
    ...codedFields(coded),
    account: isAccount ? first.at(0) : null,
  };
}

const filled = (line: ImpLine): readonly ImpField[] => line.fields.filter((field) => !field.isEmpty);

/** Country, then postcode or nothing. */
const isCoded = (line: ImpLine): boolean => line.id === '' && country.test(line.at(0)?.code ?? '');

function codedFields(coded: ImpLine | null): Pick<PartyFields, 'country' | 'postcode' | 'phones'> {
  if (coded === null) return { country: null, postcode: null, phones: [] };
  const { fields } = coded;
  const phones = fields.filter((field, n) => n > 1 && !field.isEmpty && fields[n - 1]!.code === 'TE');
  return { country: coded.at(0), postcode: coded.at(1), phones };
}

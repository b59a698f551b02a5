import type { XmlElement } from '../xml/xml-element.ts';
import { childOf, textOf } from './element-tests.ts';
import { type PartyNames, partyNames } from './parties.ts';
import type { Broken } from './rule-terms.ts';

/** A party and the numbers of its rules: each is that of the name; street, postcode, city and country follow. */
export interface PartyRules extends PartyNames {
  /** Wanted where there is no EORI number. */
  readonly withoutTin: number;
  /** Wanted beside an EORI number of another country. */
  readonly otherTin: number;
  /** Not wanted beside an EORI number of Great Britain. */
  readonly gbTin: number;
}

export const headerParties: readonly PartyRules[] = [
  { ...partyNames.consignor, withoutTin: 8120, otherTin: 8220, gbTin: 8626 },
  { ...partyNames.consignee, withoutTin: 8125, otherTin: 8225, gbTin: 8631 },
  { ...partyNames.notify, withoutTin: 8130, otherTin: 8230, gbTin: 8636 },
  { ...partyNames.carrier, withoutTin: 8159, otherTin: 8259, gbTin: 8666 },
];

export const itemParties: readonly PartyRules[] = [
  { ...partyNames.itemConsignor, withoutTin: 8137, otherTin: 8237, gbTin: 8641 },
  { ...partyNames.itemConsignee, withoutTin: 8142, otherTin: 8242, gbTin: 8646 },
  { ...partyNames.itemNotify, withoutTin: 8154, otherTin: 8254, gbTin: 8651 },
];

const parts = ['name', 'street', 'postcode', 'city', 'country'] as const;

/** Who has no EORI number is named with address; who has one of Great Britain is not; who has another one is. */
export function partyRules(rules: PartyRules, above: XmlElement, broken: Broken): void {
  const party = childOf(above, rules.group);
  if (party === undefined) return;
  const tin = textOf(party, rules.tin);
  for (const [at, part] of parts.entries()) {
    const element = childOf(party, rules[part]);
    const field = rules[part];
    if (tin === '' && element === undefined)
      broken(`${rules.withoutTin + at}`, party, `${field} is required where there is no EORI number.`);
    else if (tin !== '' && !tin.startsWith('GB') && element === undefined)
      broken(`${rules.otherTin + at}`, party, `${field} is required beside an EORI number that is not of GB.`);
    else if (tin.startsWith('GB') && element !== undefined)
      broken(`${rules.gbTin + at}`, element, `${field} may not stand beside an EORI number of GB.`);
  }
}

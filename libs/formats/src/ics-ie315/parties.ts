import type { Address, Identifier, Party } from '@watchpost/domain';
import type { LineDraft } from '../values/line-draft.ts';
import { addressOf, partyOf } from '../values/shipment-parts.ts';
import { textAt, type XmlElement } from '../xml/xml-element.ts';

/** Element names of a party: the legacy names end in a suffix of their group. */
export interface PartyNames {
  readonly group: string;
  readonly name: string;
  readonly street: string;
  readonly postcode: string;
  readonly city: string;
  readonly country: string;
  readonly eori: string;
}

/** ICS message specifications, CC315A: the parties of the header. */
export const headerParties = {
  consignor: names('TRACONCO1', 'NamCO17', 'StrAndNumCO122', 'PosCodCO123', 'CitCO124', 'CouCO125', 'TINCO159'),
  consignee: names('TRACONCE1', 'NamCE17', 'StrAndNumCE122', 'PosCodCE123', 'CitCE124', 'CouCE125', 'TINCE159'),
  notify: names(
    'NOTPAR670',
    'NamNOTPAR672',
    'StrNumNOTPAR673',
    'PosCodNOTPAR676',
    'CitNOTPAR674',
    'CouCodNOTPAR675',
    'TINNOTPAR671',
  ),
} as const;

/** Their counterparts on the goods item. */
export const itemParties = {
  consignor: names('TRACONCO2', 'NamCO27', 'StrAndNumCO222', 'PosCodCO223', 'CitCO224', 'CouCO225', 'TINCO259'),
  consignee: names('TRACONCE2', 'NamCE27', 'StrAndNumCE222', 'PosCodCE223', 'CitCE224', 'CouCE225', 'TINCE259'),
  notify: names(
    'PRTNOT640',
    'NamPRTNOT642',
    'StrNumPRTNOT646',
    'PstCodPRTNOT644',
    'CtyPRTNOT643',
    'CouCodGINOT647',
    'TINPRTNOT641',
  ),
} as const;

function names(
  group: string,
  name: string,
  street: string,
  postcode: string,
  city: string,
  country: string,
  eori: string,
): PartyNames {
  return { group, name, street, postcode, city, country, eori };
}

export function readParty(draft: LineDraft, field: string, element: XmlElement, party: PartyNames): Party | null {
  const at = (name: string) => textAt(element, name);
  const eori = draft.text(`${field}.identifiers.0`, at(party.eori));
  const identifiers: readonly Identifier[] = eori === null ? [] : [{ scheme: 'EORI', value: eori }];
  const address: Address | null = addressOf({
    lines: [draft.text(`${field}.address.lines.0`, at(party.street))],
    city: draft.text(`${field}.address.city`, at(party.city)),
    region: null,
    postcode: draft.text(`${field}.address.postcode`, at(party.postcode)),
    country: draft.country(`${field}.address.country`, at(party.country)),
  });
  return partyOf({ name: draft.text(`${field}.name`, at(party.name)), address, identifiers });
}

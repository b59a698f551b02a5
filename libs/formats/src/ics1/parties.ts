import type { PartyTable } from '../xml-mapping/shipment-table.ts';
import { identifiers } from '../xml-mapping/shipment-table.ts';
import { at } from '../xml/xml-path.ts';

/** Element names of a party: the legacy names end in a suffix of their group. */
export interface PartyNames {
  readonly group: string;
  readonly name: string;
  readonly street: string;
  readonly postcode: string;
  readonly city: string;
  readonly country: string;
  readonly tin: string;
}

const names = (text: string): PartyNames => {
  const [group, name, street, postcode, city, country, tin] = text.split(' ') as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return { group, name, street, postcode, city, country, tin };
};

/** ICS message specifications, CC313A and CC315A: group, then name, street and number, postcode, city, country, EORI. */
export const partyNames = {
  consignor: names('TRACONCO1 NamCO17 StrAndNumCO122 PosCodCO123 CitCO124 CouCO125 TINCO159'),
  consignee: names('TRACONCE1 NamCE17 StrAndNumCE122 PosCodCE123 CitCE124 CouCE125 TINCE159'),
  notify: names('NOTPAR670 NamNOTPAR672 StrNumNOTPAR673 PosCodNOTPAR676 CitNOTPAR674 CouCodNOTPAR675 TINNOTPAR671'),
  itemConsignor: names('TRACONCO2 NamCO27 StrAndNumCO222 PosCodCO223 CitCO224 CouCO225 TINCO259'),
  itemConsignee: names('TRACONCE2 NamCE27 StrAndNumCE222 PosCodCE223 CitCE224 CouCE225 TINCE259'),
  itemNotify: names('PRTNOT640 NamPRTNOT642 StrNumPRTNOT646 PstCodPRTNOT644 CtyPRTNOT643 CouCodGINOT647 TINPRTNOT641'),
  carrier: names(
    'TRACARENT601 NamTRACARENT604 StrNumTRACARENT607 PstCodTRACARENT606 CtyTRACARENT603 CouCodTRACARENT605 TINTRACARENT602',
  ),
} as const;

export const party = ({ group, name, street, postcode, city, country, tin }: PartyNames): PartyTable => ({
  at: at(group),
  name: at(name),
  lines: [at(street)],
  postcode: at(postcode),
  city: at(city),
  country: at(country),
  identifiers: identifiers({ EORI: tin }),
});

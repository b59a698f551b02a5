import type { PartyTable } from '../xml-mapping/shipment-table.ts';
import { identifiers } from '../xml-mapping/shipment-table.ts';
import { at } from '../xml/xml-path.ts';

/** IncludedCustomsNote about a party (subject SHP, CNE, NFY), by what it identifies (Cargo-IMP OCI information identifiers). */
const note = (subject: string, content: string) =>
  `^IncludedCustomsNote[SubjectCode=${subject}][ContentCode=${content}]/Content`;

/** A trade party of the IATA data model with its contacts, and what customs notes add of it. */
export const tradeParty = (element: string, subject: string): PartyTable => ({
  at: at(element),
  name: at('Name'),
  isAlsoBeside: true,
  lines: [at('PostalStructuredAddress/StreetName'), at('PostalStructuredAddress/PostOfficeBox')],
  city: at('PostalStructuredAddress/CityName'),
  region: at('PostalStructuredAddress/CountrySubDivisionID | PostalStructuredAddress/CountrySubDivisionName'),
  postcode: at('PostalStructuredAddress/PostcodeCode'),
  country: at('PostalStructuredAddress/CountryID'),
  phones: at(`DefinedTradeContact/DirectTelephoneCommunication/CompleteNumber | ${note(subject, 'CT')}`),
  emails: at('DefinedTradeContact/URIEmailCommunication/URIID'),
  identifiers: identifiers({
    ACCOUNT: 'AccountID',
    TAX: note(subject, 'T'),
    CONTACT: note(subject, 'CP'),
    'KNOWN-CONSIGNOR': note(subject, 'KC'),
    'REGULATED-AGENT': note(subject, 'RA'),
    EORI: note(subject, 'E'),
  }),
});

/** RoleCode NI; who states no role means the notify party. */
export const notifyParty = tradeParty('AssociatedParty[RoleCode=NI,]', 'NFY');

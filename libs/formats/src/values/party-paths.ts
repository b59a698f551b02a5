export type PartyField = 'consignor' | 'consignee' | 'notify';

/** Places of a party's parts in the shipment. */
const pathsOf = (field: PartyField) => ({
  name: `${field}.name`,
  lines: `${field}.address.lines`,
  firstLine: `${field}.address.lines.0`,
  city: `${field}.address.city`,
  region: `${field}.address.region`,
  postcode: `${field}.address.postcode`,
  country: `${field}.address.country`,
  phones: `${field}.phones`,
  emails: `${field}.emails`,
  identifiers: `${field}.identifiers`,
});

export type PartyPaths = ReturnType<typeof pathsOf>;

/** Written once: they are read for every line. */
export const partyPaths: Readonly<Record<PartyField, PartyPaths>> = {
  consignor: pathsOf('consignor'),
  consignee: pathsOf('consignee'),
  notify: pathsOf('notify'),
};

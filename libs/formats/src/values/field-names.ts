/** Names of fields as the draft and its findings know them: put together once, not for every line. */
const KEPT = 16;

/** `field.0`, `field.1`, … */
function entriesOf(field: string): (n: number) => string {
  const names = Array.from({ length: KEPT }, (_, n) => `${field}.${n}`);
  return (n) => names[n] ?? `${field}.${n}`;
}

export const shipmentFields = { containers: entriesOf('containers'), route: entriesOf('route') };

const partyFieldsOf = (role: string) => ({
  name: `${role}.name`,
  lines: entriesOf(`${role}.address.lines`),
  city: `${role}.address.city`,
  region: `${role}.address.region`,
  postcode: `${role}.address.postcode`,
  country: `${role}.address.country`,
  phones: entriesOf(`${role}.phones`),
  emails: entriesOf(`${role}.emails`),
  identifiers: entriesOf(`${role}.identifiers`),
});

export type PartyFields = ReturnType<typeof partyFieldsOf>;

export const partyFields = {
  consignor: partyFieldsOf('consignor'),
  consignee: partyFieldsOf('consignee'),
  notify: partyFieldsOf('notify'),
};

const articleFieldsOf = (n: number) => ({
  description: `articles.${n}.description`,
  hs: `articles.${n}.hs`,
  quantity: `articles.${n}.quantity`,
  netMassKg: `articles.${n}.netMassKg`,
  value: `articles.${n}.value`,
  origin: `articles.${n}.origin`,
  identifiers: entriesOf(`articles.${n}.identifiers`),
});

export type ArticleFields = ReturnType<typeof articleFieldsOf>;

const firstArticles = Array.from({ length: KEPT }, (_, n) => articleFieldsOf(n));

export const articleFields = (n: number): ArticleFields => firstArticles[n] ?? articleFieldsOf(n);

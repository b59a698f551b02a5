import type { Article, Conveyance, Identifier, Money, Party, Shipment } from '@watchpost/domain';
import type { LineDraft } from '../values/line-draft.ts';
import { lookUp } from '../values/lookup.ts';
import { addressOf, conveyanceOf, noArticle, partyOf, stated } from '../values/shipment-parts.ts';
import { elements, every, first, type Source } from '../xml/xml-path.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import type {
  ArticleTable,
  CodeSource,
  ConveyanceTable,
  IdentifierSource,
  MassSource,
  MomentSource,
  MoneySource,
  PartyTable,
  ShipmentTable,
} from './shipment-table.ts';

/** What a table says; null and empty where the document does not. */
export type MappedFields = Omit<Shipment, 'itemId' | 'itemIdKind' | 'masterBill' | 'function'>;

const roles = ['consignor', 'consignee', 'notify'] as const;

/** Goes by a table: the texts of an element become the fields of a shipment, and the draft learns where each of them stands. */
export function mapFields(draft: LineDraft, element: XmlElement, table: ShipmentTable): MappedFields {
  const [consignor, consignee, notify] = roles.map((role) => {
    const party = table[role];
    return party === undefined ? null : mapParty(draft, role, element, party);
  });
  const text = (field: string, source: Source | undefined) =>
    source === undefined ? null : draft.text(field, first(source, element));
  return {
    receptacle: table.receptacle ? draft.receptacle('receptacle', first(table.receptacle, element)) : null,
    dispatch: table.dispatch ? draft.dispatch('dispatch', first(table.dispatch, element)) : null,
    containers: table.containers
      ? stated(every(table.containers, element).map((found, n) => draft.container(`containers.${n}`, found)))
      : [],
    consignor: consignor!,
    consignee: consignee!,
    notify: notify!,
    pieces: table.pieces ? sumOf(draft, 'pieces', every(table.pieces, element)) : null,
    grossMassKg: massAt(draft, 'grossMassKg', element, table.grossMassKg),
    value: moneyAt(draft, 'value', element, table.value),
    postage: moneyAt(draft, 'postage', element, table.postage),
    category: text('category', table.category),
    articles: table.articles ? mapArticles(draft, element, table.articles) : [],
    origin: table.origin ? draft.country('origin', first(table.origin, element)) : null,
    destination: table.destination ? draft.country('destination', first(table.destination, element)) : null,
    route: table.route ? stated(every(table.route, element).map((found, n) => draft.country(`route.${n}`, found))) : [],
    conveyance: table.conveyance ? mapConveyance(draft, element, table.conveyance) : null,
    portOfArrival: text('portOfArrival', table.portOfArrival)?.toUpperCase() ?? null,
    postedAt: momentAt(draft, 'postedAt', element, table.postedAt)?.at ?? null,
  };
}

function sumOf(draft: LineDraft, field: string, found: ReturnType<typeof every>): number | null {
  let total: number | null = null;
  for (const sited of found) {
    const count = draft.number(field, sited);
    if (count !== null) total = (total ?? 0) + count;
  }
  return total;
}

export const massAt = (draft: LineDraft, field: string, element: XmlElement, source: MassSource | undefined) =>
  source === undefined
    ? null
    : draft.massKg(field, first(source.amount, element), source.unit && first(source.unit, element));

function moneyAt(draft: LineDraft, field: string, element: XmlElement, source: MoneySource | undefined): Money | null {
  if (source === undefined) return null;
  return draft.money(field, first(source.amount, element), source.currency && first(source.currency, element));
}

function momentAt(draft: LineDraft, field: string, element: XmlElement, source: MomentSource | undefined) {
  if (source === undefined) return null;
  return draft.moment(field, first(source.source, element), source.parse, source.form);
}

/** null where nothing is stated, or a code is not known: then a finding says so. */
export function codeAt<T>(draft: LineDraft, element: XmlElement, { source, codes, finding }: CodeSource<T>): T | null {
  const found = first(source, element);
  if (found === null) return null;
  const code = lookUp(codes, found.text.trim().toUpperCase());
  if (code === undefined)
    draft.report(finding, found.place, { value: found.text, expected: Object.keys(codes).join(', ') });
  return code ?? null;
}

function mapParty(draft: LineDraft, role: (typeof roles)[number], line: XmlElement, table: PartyTable): Party | null {
  const [element = null] = elements(table.at, line);
  // Most lines leave out most parties; only some formats say of a party what stands beside it.
  if (element === null && !saysBeside(table)) return null;
  const names = fieldNames[role];
  const at = (source: Source | undefined) => (source === undefined ? null : first(source, element, line));
  const all = (source: Source | undefined) => (source === undefined ? [] : every(source, element, line));
  return partyOf({
    name: draft.text(names.name, at(table.name)),
    address: addressOf({
      lines: (table.lines ?? []).map((source, n) => draft.text(names.lines[n]!, at(source))),
      city: draft.text(names.city, at(table.city)),
      region: draft.text(names.region, at(table.region)),
      postcode: draft.text(names.postcode, at(table.postcode)),
      country: draft.country(names.country, at(table.country)),
    }),
    phones: all(table.phones).map((found, n) => draft.text(`${role}.phones.${n}`, found)),
    emails: all(table.emails).map((found, n) => draft.text(`${role}.emails.${n}`, found)),
    identifiers: mapIdentifiers(draft, `${role}.identifiers`, table.identifiers ?? [], all),
  });
}

const known = new WeakMap<PartyTable, boolean>();

/** Whether something of the party stands outside of its element. */
function saysBeside(table: PartyTable): boolean {
  const before = known.get(table);
  if (before !== undefined) return before;
  const sources = [table.phones ?? [], ...(table.identifiers ?? []).map(({ source }) => source)];
  const answer = sources.some((source) => source.some(({ isFromLine }) => isFromLine));
  known.set(table, answer);
  return answer;
}

function mapIdentifiers(
  draft: LineDraft,
  field: string,
  sources: readonly IdentifierSource[],
  all: (source: Source) => ReturnType<typeof every>,
): readonly Identifier[] {
  const found: Identifier[] = [];
  for (const { scheme, source } of sources) {
    for (const sited of all(source)) {
      const value = draft.text(`${field}.${found.length}`, sited);
      if (value !== null) found.push({ scheme, value });
    }
  }
  return found;
}

/** An article for each element; the summary alone where there is none. */
function mapArticles(draft: LineDraft, line: XmlElement, table: ArticleTable): readonly Article[] {
  const summary = table.summary ? draft.text('articles.0.description', first(table.summary, line)) : null;
  const each = table.each === undefined ? [line] : elements(table.each, line);
  if (each.length === 0) return summary === null ? [] : [{ ...noArticle, description: summary }];
  return each.map((element, n) => mapArticle(draft, line, element, table, `articles.${n}`, n === 0 ? summary : null));
}

function mapArticle(
  draft: LineDraft,
  line: XmlElement,
  element: XmlElement,
  table: ArticleTable,
  field: string,
  summary: string | null,
): Article {
  const at = (source: Source | undefined) => (source === undefined ? null : first(source, element, line));
  const own = draft.text(`${field}.description`, at(table.description));
  const code = at(table.hs);
  const more = at(table.hsMore)?.text.trim() ?? '';
  return {
    description: summary !== null && summary !== own ? stated([summary, own]).join('; ') : own,
    hs: draft.hs(
      `${field}.hs`,
      code === null || more === '' ? code : { text: code.text.trim() + more, place: code.place },
    ),
    quantity: draft.number(`${field}.quantity`, at(table.quantity)),
    netMassKg: massAt(draft, `${field}.netMassKg`, element, table.netMassKg),
    value: moneyAt(draft, `${field}.value`, element, table.value),
    origin: draft.country(`${field}.origin`, at(table.origin)),
    identifiers: mapIdentifiers(draft, `${field}.identifiers`, table.identifiers ?? [], (source) =>
      every(source, element, line),
    ),
  };
}

export function mapConveyance(draft: LineDraft, element: XmlElement, table: ConveyanceTable): Conveyance | null {
  const mode = typeof table.mode === 'string' ? table.mode : codeAt(draft, element, table.mode);
  const id = table.id ? draft.text('conveyance.id', first(table.id, element)) : null;
  const departs = momentAt(draft, 'conveyance.departs', element, table.departs);
  const arrives = momentAt(draft, 'conveyance.arrives', element, table.arrives);
  return conveyanceOf({ mode, id, departs, arrives });
}

/** Names of fields are put together once, not for every line. */
const namesOf = (role: (typeof roles)[number]) => ({
  name: `${role}.name`,
  lines: Array.from({ length: 6 }, (_, n) => `${role}.address.lines.${n}`),
  city: `${role}.address.city`,
  region: `${role}.address.region`,
  postcode: `${role}.address.postcode`,
  country: `${role}.address.country`,
});
const fieldNames = { consignor: namesOf('consignor'), consignee: namesOf('consignee'), notify: namesOf('notify') };

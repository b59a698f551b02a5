import type { Article, Conveyance, Identifier, Money, Party, Shipment } from '@watchpost/domain';
import {
  type ArticleFields,
  articleFields,
  partyFields,
  type PartyFields,
  shipmentFields,
} from '../values/field-names.ts';
import type { LineDraft } from '../values/line-draft.ts';
import { lookUp } from '../values/lookup.ts';
import type { Moment } from '../values/moments.ts';
import { addressOf, conveyanceOf, noArticle, partyOf, stated } from '../values/shipment-parts.ts';
import type { Sited } from '../values/sited.ts';
import type { Scope } from '../xml/scope.ts';
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

/** Goes by a table: the texts of an element become the fields of a shipment, and the draft learns where each of them stands. */
export function mapFields<S>(draft: LineDraft, scope: Scope<S>, table: ShipmentTable<S>): MappedFields {
  const consignor = mapParty(draft, partyFields.consignor, scope, table.consignor);
  const consignee = mapParty(draft, partyFields.consignee, scope, table.consignee);
  const notify = mapParty(draft, partyFields.notify, scope, table.notify);
  return {
    receptacle: table.receptacle ? draft.receptacle('receptacle', scope.first(table.receptacle)) : null,
    dispatch: table.dispatch ? draft.dispatch('dispatch', scope.first(table.dispatch)) : null,
    containers: listOf(scope, table.containers, (found, n) => draft.container(shipmentFields.containers(n), found)),
    consignor,
    consignee,
    notify,
    pieces: table.pieces ? sumOf(draft, 'pieces', scope.every(table.pieces)) : null,
    grossMassKg: massAt(draft, 'grossMassKg', scope, table.grossMassKg),
    value: moneyAt(draft, 'value', scope, table.value),
    postage: moneyAt(draft, 'postage', scope, table.postage),
    category: textAt(draft, 'category', scope, table.category),
    articles: table.articles ? mapArticles(draft, scope, table.articles) : [],
    origin: table.origin ? draft.country('origin', scope.first(table.origin)) : null,
    destination: table.destination ? draft.country('destination', scope.first(table.destination)) : null,
    route: listOf(scope, table.route, (found, n) => draft.country(shipmentFields.route(n), found)),
    conveyance: table.conveyance ? mapConveyance(draft, scope, table.conveyance) : null,
    portOfArrival: textAt(draft, 'portOfArrival', scope, table.portOfArrival)?.toUpperCase() ?? null,
    postedAt: momentAt(draft, 'postedAt', scope, table.postedAt)?.at ?? null,
  };
}

const textAt = <S>(draft: LineDraft, field: string, scope: Scope<S>, source: S | undefined): string | null =>
  source === undefined ? null : draft.text(field, scope.first(source));

function listOf<S>(
  scope: Scope<S>,
  source: S | undefined,
  read: (found: Sited, n: number) => string | null,
): readonly string[] {
  const found = source === undefined ? [] : scope.every(source);
  return found.length === 0 ? [] : stated(found.map(read));
}

function sumOf(draft: LineDraft, field: string, found: readonly Sited[]): number | null {
  let total: number | null = null;
  for (const sited of found) {
    const count = draft.number(field, sited);
    if (count !== null) total = (total ?? 0) + count;
  }
  return total;
}

export const massAt = <S>(draft: LineDraft, field: string, scope: Scope<S>, source: MassSource<S> | undefined) =>
  source === undefined
    ? null
    : draft.massKg(field, scope.first(source.amount), source.unit && scope.first(source.unit));

function moneyAt<S>(
  draft: LineDraft,
  field: string,
  scope: Scope<S>,
  source: MoneySource<S> | undefined,
): Money | null {
  if (source === undefined) return null;
  return draft.money(field, scope.first(source.amount), source.currency && scope.first(source.currency));
}

function momentAt<S>(
  draft: LineDraft,
  field: string,
  scope: Scope<S>,
  source: MomentSource<S> | undefined,
): Moment | null {
  if (source === undefined) return null;
  return draft.moment(field, scope.first(source.source), source.parse, source.form);
}

/** null where nothing is stated, or a code is not known: then a finding says so. */
export function codeAt<T, S>(
  draft: LineDraft,
  field: string,
  scope: Scope<S>,
  { source, codes, finding }: CodeSource<T, S>,
): T | null {
  const found = scope.first(source);
  if (found === null) return null;
  const code = lookUp(codes, found.text.trim().toUpperCase());
  if (code === undefined) {
    draft.report(finding, found.place, { value: found.text, expected: Object.keys(codes).join(', ') });
    return null;
  }
  draft.trace?.stated(field, found);
  return code;
}

function mapParty<S>(
  draft: LineDraft,
  fields: PartyFields,
  scope: Scope<S>,
  table: PartyTable<S> | undefined,
): Party | null {
  if (table === undefined) return null;
  const { scope: party, isThere } = scope.element(table.at);
  // Most lines leave out most parties; only some formats say of a party what stands beside it.
  if (!isThere && table.isAlsoBeside !== true) return null;
  return partyOf({
    name: draft.text(fields.name, party.first(table.name)),
    address: addressOf({
      lines: (table.lines ?? []).map((source, n) => draft.text(fields.lines(n), party.first(source))),
      city: textAt(draft, fields.city, party, table.city),
      region: textAt(draft, fields.region, party, table.region),
      postcode: textAt(draft, fields.postcode, party, table.postcode),
      country: table.country ? draft.country(fields.country, party.first(table.country)) : null,
    }),
    phones: listOf(party, table.phones, (found, n) => draft.text(fields.phones(n), found)),
    emails: listOf(party, table.emails, (found, n) => draft.text(fields.emails(n), found)),
    identifiers: mapIdentifiers(draft, fields.identifiers, party, table.identifiers),
  });
}

function mapIdentifiers<S>(
  draft: LineDraft,
  field: (n: number) => string,
  scope: Scope<S>,
  sources: readonly IdentifierSource<S>[] = [],
): readonly Identifier[] {
  const found: Identifier[] = [];
  for (const { scheme, source } of sources) {
    for (const sited of scope.every(source)) {
      const value = draft.text(field(found.length), sited);
      if (value !== null) found.push({ scheme, value });
    }
  }
  return found;
}

/** An article for each element; the summary alone where there is none. */
function mapArticles<S>(draft: LineDraft, line: Scope<S>, table: ArticleTable<S>): readonly Article[] {
  const summary = textAt(draft, articleFields(0).description, line, table.summary);
  const each = table.each === undefined ? [line] : line.elements(table.each);
  if (each.length === 0) return summary === null ? [] : [{ ...noArticle, description: summary }];
  return each.map((scope, n) => mapArticle(draft, scope, table, articleFields(n), n === 0 ? summary : null));
}

function mapArticle<S>(
  draft: LineDraft,
  scope: Scope<S>,
  table: ArticleTable<S>,
  fields: ArticleFields,
  summary: string | null,
): Article {
  const own = draft.text(fields.description, scope.first(table.description));
  const code = table.hs ? scope.first(table.hs) : null;
  const more = table.hsMore ? scope.first(table.hsMore) : null;
  return {
    description: summary !== null && summary !== own ? stated([summary, own]).join('; ') : own,
    hs: draft.hs(fields.hs, code === null || more === null ? code : joinedCode(code, more)),
    quantity: table.quantity ? draft.number(fields.quantity, scope.first(table.quantity)) : null,
    netMassKg: massAt(draft, fields.netMassKg, scope, table.netMassKg),
    value: moneyAt(draft, fields.value, scope, table.value),
    origin: table.origin ? draft.country(fields.origin, scope.first(table.origin)) : null,
    identifiers: mapIdentifiers(draft, fields.identifiers, scope, table.identifiers),
  };
}

/** A code whose further digits stand by themselves. */
const joinedCode = (code: Sited, more: Sited): Sited => ({
  text: code.text.trim() + more.text.trim(),
  place: code.place,
  parts: [code, more],
});

export function mapConveyance<S>(draft: LineDraft, scope: Scope<S>, table: ConveyanceTable<S>): Conveyance | null {
  const mode = typeof table.mode === 'string' ? table.mode : codeAt(draft, 'conveyance.mode', scope, table.mode);
  const id = textAt(draft, 'conveyance.id', scope, table.id);
  const departs = momentAt(draft, 'conveyance.departs', scope, table.departs);
  const arrives = momentAt(draft, 'conveyance.arrives', scope, table.arrives);
  return conveyanceOf({ mode, id, departs, arrives });
}

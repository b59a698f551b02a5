import {
  looksLikeS10,
  type Article,
  type Conveyance,
  type DeclarationFunction,
  type ItemIdKind,
  type Money,
  type Party,
  type Shipment,
  type ShipmentIdentity,
} from '@watchpost/domain';
import { countryOf } from '../values/bill-number.ts';
import { JoinedText } from '../values/joined-text.ts';
import type { LineDraft } from '../values/line-draft.ts';
import { lookUp } from '../values/lookup.ts';
import { compactMoment, isoMoment, type Moment } from '../values/moments.ts';
import { addressOf, conveyanceOf, partyOf, stated } from '../values/shipment-parts.ts';
import type { Sited } from '../values/sited.ts';
import type { CsvField } from './columns.ts';

/** Cells of a row by what their column means. */
export type CsvCells = ReadonlyMap<CsvField, Sited>;

const functions: Readonly<Record<string, DeclarationFunction>> = {
  original: 'original',
  '9': 'original',
  new: 'original',
  amend: 'amend',
  update: 'amend',
  '5': 'amend',
  '4': 'amend',
  cancel: 'cancel',
  delete: 'cancel',
  '1': 'cancel',
};
const modes: Readonly<Record<string, NonNullable<Conveyance['mode']>>> = {
  sea: 'sea',
  '1': 'sea',
  rail: 'rail',
  '2': 'rail',
  road: 'road',
  '3': 'road',
  air: 'air',
  '4': 'air',
  mail: 'mail',
  '5': 'mail',
  'inland-water': 'inland-water',
  '8': 'inland-water',
};

/** How numbers and dates of a table are written. */
export interface TableDialect {
  readonly decimalSign: '.' | ',';
  readonly dateOf: (text: string, field: CsvField) => Moment | null;
  /** The form of a field's dates, in words. */
  readonly formOf: (field: CsvField) => string;
}

export const csvMoment = (text: string): Moment | null => isoMoment(text) ?? compactMoment(text);
export const csvForm = (): string => 'yyyy-mm-dd, yyyy-mm-ddThh:mmZ, yyyymmdd or yyyymmddhhmm';

export function mapRow(
  draft: LineDraft,
  cells: CsvCells,
  partner: string,
  reference: string,
  dialect: TableDialect,
): { readonly shipment: Shipment; readonly identity: ShipmentIdentity } {
  const at = (field: CsvField): Sited | null => cells.get(field) ?? null;
  const { decimalSign } = dialect;
  const number = draft.itemNumber('itemId', at('itemId'));
  const consignor = mapParty(draft, 'consignor', at);
  const consignee = mapParty(draft, 'consignee', at);
  const value = draft.money('value', at('value'), at('currency'), decimalSign);
  const shipment: Shipment = {
    itemId: number?.text ?? null,
    itemIdKind: number === null ? null : kindOf(number),
    masterBill: draft.text('masterBill', at('masterBill')),
    receptacle: draft.receptacle('receptacle', at('receptacle')),
    dispatch: draft.dispatch('dispatch', at('dispatch')),
    containers: stated([draft.container('containers.0', at('container'))]),
    consignor,
    consignee,
    notify: mapParty(draft, 'notify', at),
    pieces: draft.number('pieces', at('pieces'), decimalSign),
    grossMassKg: draft.massKg('grossMassKg', at('grossMass'), unitOf('grossMass', at), decimalSign),
    value,
    postage: draft.money('postage', at('postage'), at('currency'), decimalSign),
    category: draft.text('category', at('category')),
    articles: [mapArticle(draft, cells, 0, value, decimalSign)],
    origin: draft.country('origin', at('origin')) ?? countryOf(draft, 'origin', { consignor, consignee }),
    destination:
      draft.country('destination', at('destination')) ?? countryOf(draft, 'destination', { consignor, consignee }),
    route: mapRoute(draft, at('route')),
    conveyance: mapConveyance(draft, at, dialect),
    portOfArrival: draft.text('portOfArrival', at('portOfArrival'))?.toUpperCase() ?? null,
    postedAt: mapMoment(draft, 'postedAt', 'postedAt', at, dialect)?.at ?? null,
    function: mapFunction(draft, at('function')),
  };
  return { shipment, identity: identityOf(draft, number, partner, reference) };
}

/** @param n which article of the item it is, from 0 */
export function mapArticle(
  draft: LineDraft,
  cells: CsvCells,
  n: number,
  value: Money | null,
  decimalSign: '.' | ',',
): Article {
  const at = (field: CsvField): Sited | null => cells.get(field) ?? null;
  const path = n === 0 ? 'articles.0' : `articles.${n}`;
  const cas = draft.text(`${path}.identifiers.0`, at('cas'));
  if (n === 0) draft.trace?.derived(`${path}.value`, '/value');
  return {
    description: draft.text(`${path}.description`, at('description')),
    hs: draft.hs(`${path}.hs`, at('hs')),
    quantity: draft.number(`${path}.quantity`, at('quantity'), decimalSign),
    netMassKg: draft.massKg(`${path}.netMassKg`, at('netMass'), unitOf('netMass', at), decimalSign),
    value,
    origin: draft.country(`${path}.origin`, at('goodsOrigin')),
    identifiers: cas === null ? [] : [{ scheme: 'CAS', value: cas }],
  };
}

/** The unit of that mass, else the one of all masses. */
const unitOf = (mass: 'grossMass' | 'netMass', at: (field: CsvField) => Sited | null): Sited | null =>
  at(`${mass}Unit`) ?? at('massUnit');

export function mapMoment(
  draft: LineDraft,
  path: string,
  field: CsvField,
  at: (field: CsvField) => Sited | null,
  { dateOf, formOf }: TableDialect,
): Moment | null {
  const sited = at(field);
  return sited === null ? null : draft.moment(path, sited, (text) => dateOf(text, field), formOf(field));
}

/** A number of its own that is none of S10 is a house bill; a faulty S10 number identifies nothing. */
function kindOf({ text, s10 }: { readonly text: string; readonly s10: string | null }): ItemIdKind {
  if (s10 !== null) return 'S10';
  return looksLikeS10(text) ? 'REFERENCE' : 'HOUSE';
}

function identityOf(
  draft: LineDraft,
  number: ReturnType<LineDraft['itemNumber']>,
  partner: string,
  reference: string,
): ShipmentIdentity {
  if (number?.s10) return { scheme: 'S10', issuer: number.country!, number: number.s10 };
  if (number !== null && kindOf(number) === 'REFERENCE')
    return { scheme: 'DOCUMENT', issuer: partner, number: number.text };
  if (number !== null) return { scheme: 'HOUSE', issuer: partner, number: number.text };
  draft.report('id.none', draft.place);
  return { scheme: 'DOCUMENT', issuer: partner, number: reference };
}

function mapParty(
  draft: LineDraft,
  field: 'consignor' | 'consignee' | 'notify',
  at: (field: CsvField) => Sited | null,
): Party | null {
  const tax = draft.text(`${field}.identifiers.0`, at(`${field}TaxNumber`));
  return partyOf({
    name: draft.text(`${field}.name`, at(`${field}Name`)),
    address: addressOf({
      lines: [draft.text(`${field}.address.lines.0`, at(`${field}Address`))],
      city: draft.text(`${field}.address.city`, at(`${field}City`)),
      region: draft.text(`${field}.address.region`, at(`${field}Region`)),
      postcode: draft.text(`${field}.address.postcode`, at(`${field}Postcode`)),
      country: draft.country(`${field}.address.country`, at(`${field}Country`)),
    }),
    phones: [draft.text(`${field}.phones.0`, at(`${field}Phone`))],
    emails: [draft.text(`${field}.emails.0`, at(`${field}Email`))],
    identifiers: tax === null ? [] : [{ scheme: 'TAX', value: tax }],
  });
}

/** Countries with blanks, `>`, `-` or `/` between them. */
function mapRoute(draft: LineDraft, sited: Sited | null): readonly string[] {
  const text = draft.text('route', sited);
  if (text === null) return [];
  const stops = text.split(/[\s>/-]+/).filter((stop) => stop !== '');
  return stated(stops.map((stop, n) => draft.country(`route.${n}`, new JoinedText(stop, sited!))));
}

function mapConveyance(
  draft: LineDraft,
  at: (field: CsvField) => Sited | null,
  dialect: TableDialect,
): Conveyance | null {
  const modeText = draft.text('conveyance.mode', at('mode'))?.toLowerCase() ?? null;
  const mode = modeText === null ? null : (lookUp(modes, modeText) ?? null);
  if (modeText !== null && mode === null) draft.report('code.mode', at('mode')!.place, { value: modeText });
  const id = draft.text('conveyance.id', at('conveyance'));
  const departs = mapMoment(draft, 'conveyance.departs', 'departs', at, dialect);
  const arrives = mapMoment(draft, 'conveyance.arrives', 'arrives', at, dialect);
  return conveyanceOf({ mode, id, departs, arrives });
}

function mapFunction(draft: LineDraft, sited: Sited | null): DeclarationFunction {
  const text = draft.text('function', sited)?.toLowerCase() ?? 'original';
  const found = lookUp(functions, text);
  if (found === undefined)
    draft.report('code.function', sited?.place ?? null, { value: text, expected: 'original, amend, cancel' });
  return found ?? 'original';
}

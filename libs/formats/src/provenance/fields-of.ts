import { fold, foldName } from '@watchpost/domain';
import type { JsonObject } from '../line-json.ts';
import type { Sited } from '../values/sited.ts';
import type { FieldTrace } from './field-trace.ts';
import type { FieldOrigin, ReadField, SentPart } from './read-field.ts';

/** Lists whose entries a reader may number with gaps: an entry of which nothing was left counts in the document, but not in the list. */
const listed = /^(.*?\b(?:lines|phones|emails|containers|route|identifiers))\.(\w+)(.*)$/;
/** Texts that matching compares. */
const names = /(^|\/)name$/;
const compared = /\/(lines\/\d+|city|region|postcode|description)$/;

/**
 * The origin of every value of a line.
 * @param json what the line says, in the shape that `toJson` gives it
 * @param noted fields and where they stand, as the draft noted them
 */
export function fieldsOf(
  json: JsonObject,
  noted: readonly (readonly [string, Sited])[],
  trace: FieldTrace,
): readonly ReadField[] {
  const sites = sitesByField([...noted, ...trace.statements]);
  const { type: _type, ...values } = json;
  return leavesOf(values, '').map(([pointer, value]) => fieldAt(pointer, value, sites, trace));
}

type Sites = ReadonlyMap<string, readonly Sited[]>;

function fieldAt(pointer: string, value: unknown, sites: Sites, trace: FieldTrace): ReadField {
  const name = nameOf(pointer);
  const found = sites.get(name) ?? [];
  const moment = trace.momentOf(name);
  // An issue time that lies after the receipt is none: that of the receipt stands for it.
  const isPassedOver = pointer === '/issuedAt' && moment !== null && moment.at !== Date.parse(String(value));
  const isStated = found.length > 0 && !isPassedOver && !found.some(({ isFromMapping }) => isFromMapping);
  return {
    field: pointer,
    ...(isStated ? statedBy(found) : { from: originOf(pointer, name, found, trace), ...nowhere }),
    unit: unitOf(name, sites),
    precision: moment?.precision ?? null,
    assumed: moment?.assumed ?? [],
    folded: foldedOf(pointer, value),
  };
}

type Statement = Pick<ReadField, 'from' | 'place' | 'sent' | 'parts'>;
const nowhere = { place: null, sent: null, parts: [] } as const;

function statedBy(found: readonly Sited[]): Statement {
  const parts = found.flatMap(partsOf).map(sentPart);
  const sent = parts.map((part) => part.sent).join('\n');
  return { from: null, place: parts[0]!.place, sent, parts: parts.length > 1 ? parts : [] };
}

function originOf(pointer: string, name: string, found: readonly Sited[], trace: FieldTrace): FieldOrigin {
  if (found.some(({ isFromMapping }) => isFromMapping)) return 'mapping';
  return trace.originOf(name) ?? impliedOrigin(pointer);
}

/** As sent: a unit or currency that the partner's settings name was not. */
function unitOf(name: string, sites: Sites): SentPart | null {
  const [unit] = sites.get(`${name}.unit`) ?? sites.get(`${name}.currency`) ?? [];
  return unit === undefined || unit.isFromMapping ? null : sentPart(partsOf(unit)[0]!);
}

/** `/conveyance/arrives` to `conveyance.arrives`; of a value with a unit the name is that of the whole: `/value/amount` to `value`. */
function nameOf(pointer: string): string {
  const path = pointer
    .slice(1)
    .replaceAll('/', '.')
    .replace(/^ids\./, '');
  return path.replace(/^(.*\bidentifiers\.\d+)\.value$/, '$1').replace(/^(value|postage|.*\.value)\.amount$/, '$1');
}

/** What stands nowhere and needs no saying so: kinds and schemes go with the values that have them. */
function impliedOrigin(pointer: string): FieldOrigin {
  if (pointer === '/ids/itemIdKind') return '/ids/itemId';
  if (pointer === '/conveyance/arrivesPrecision') return '/conveyance/arrives';
  if (pointer === '/issuedAt') return 'receipt';
  if (pointer === '/function') return 'default';
  if (pointer.endsWith('/scheme')) return pointer.replace(/scheme$/, 'value') as FieldOrigin;
  return 'message';
}

function foldedOf(pointer: string, value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const folded = names.test(pointer) ? foldName(value) : compared.test(pointer) ? fold(value) : value;
  return folded === value ? null : folded;
}

const partsOf = (sited: Sited): readonly Sited[] => sited.parts?.flatMap(partsOf) ?? [sited];
const sentPart = ({ text, place }: Sited): SentPart => ({ sent: text, place });

function leavesOf(value: unknown, pointer: string): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [[pointer, value]];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, `${pointer}/${name}`));
}

/** Places by field, the entries of lists numbered as they are in the list. A field that is noted twice stands in two places. */
function sitesByField(noted: readonly (readonly [string, Sited])[]): Sites {
  const numbers = new Map<string, Map<string, number>>();
  const byField = new Map<string, Sited[]>();
  for (const [field, sited] of noted) {
    const name = renumbered(field, numbers);
    const sites = byField.get(name);
    if (sites === undefined) byField.set(name, [sited]);
    else sites.push(sited);
  }
  return byField;
}

function renumbered(field: string, numbers: Map<string, Map<string, number>>): string {
  const [, list, entry, rest] = listed.exec(field) ?? [];
  if (list === undefined || entry === undefined) return field;
  const known = numbers.get(list) ?? new Map<string, number>();
  numbers.set(list, known);
  if (!known.has(entry)) known.set(entry, known.size);
  return `${list}.${known.get(entry)!}${rest}`;
}

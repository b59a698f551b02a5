import type { Article, Identifier, Money } from '@watchpost/domain';
import { articleFields } from '../../values/field-names.ts';
import type { LineDraft } from '../../values/line-draft.ts';
import type { Sited } from '../../values/sited.ts';
import type { Segment } from '../segment.ts';
import type { SegmentGroup } from '../structure/segment-group.ts';
import { componentsOf, decimalSignOf, freeText, joined } from './texts.ts';

/** Data element 4451. */
const goodsDescription: ReadonlySet<string> = new Set(['AAA']);
/** What a measurement is of (data element 6313), the best first. */
export const masses = {
  gross: ['G', 'AAB', 'AAD', 'WT', 'ABS', ''],
  net: ['N', 'AAL', 'AAA', 'AAC', 'AAF'],
} as const;
/** What a measurement is for (data element 6311): others measure lengths, volumes and temperatures. */
const weighing: ReadonlySet<string> = new Set(['AAE', 'WT', 'AAI', 'WX', 'AAY', 'PD']);
/** Units of 6411 that are none of mass. */
const otherUnits: ReadonlySet<string> = new Set([
  'MTQ',
  'FTQ',
  'DMQ',
  'CMQ',
  'LTR',
  'MTR',
  'CMT',
  'CEL',
  'FAH',
  'PCE',
  'NMP',
]);
/** What an amount is (data element 5025), the best first: value for customs before value for carriage. */
export const goodsValues = ['43', '40', '66', '38', '203', '63', '141', '116', '39', '77', '128', '123', '44'] as const;

/** Characters of a mark (7102). */
const MARK_WIDTH = 35;

function segmentsOf(segments: readonly Segment[], tag: string): readonly Segment[] {
  let found: Segment[] | null = null;
  for (const segment of segments) {
    if (segment.tag !== tag) continue;
    if (found === null) found = [segment];
    else found.push(segment);
  }
  return found ?? [];
}

/** The kinds that are worth looking for: of a single segment that it is of. @param kinds the best first */
function kindsIn(
  segments: readonly Segment[],
  kinds: readonly string[],
  kindOf: (segment: Segment) => string,
): readonly string[] {
  const [only] = segments;
  if (only === undefined) return [];
  if (segments.length > 1) return kinds;
  const kind = kindOf(only);
  return kinds.includes(kind) ? [kind] : [];
}

/** MEA: kilograms of the first stated kind. */
export function massAt(
  draft: LineDraft,
  field: string,
  segments: readonly Segment[],
  kinds: readonly string[],
): number | null {
  const measured = segmentsOf(segments, 'MEA');
  for (const kind of kindsIn(measured, kinds, (segment) => segment.value(2))) {
    for (const segment of measured) {
      if (segment.value(2) !== kind || !weighing.has(segment.qualifier)) continue;
      const unit = segment.sited(3, 0);
      if (unit !== null && otherUnits.has(unit.text)) continue;
      const value = segment.sited(3, 1);
      if (value !== null) return draft.massKg(field, value, unit, decimalSignOf(value));
    }
  }
  return null;
}

/** MOA: the first stated kind of amount. @param currency of CUX, for amounts that name none */
export function moneyAt(
  draft: LineDraft,
  field: string,
  segments: readonly Segment[],
  kinds: readonly string[],
  currency: Sited | null = null,
): Money | null {
  const amounts = segmentsOf(segments, 'MOA');
  for (const kind of kindsIn(amounts, kinds, ({ qualifier }) => qualifier)) {
    const segment = amounts.find(({ qualifier }) => qualifier === kind);
    const amount = segment?.sited(1, 1) ?? null;
    if (amount !== null) return draft.money(field, amount, segment!.sited(1, 2) ?? currency, decimalSignOf(amount));
  }
  return null;
}

/** Packages of a goods item: GID, the outermost packing that is stated. */
export function packagesOf(draft: LineDraft, field: string, item: SegmentGroup): number | null {
  const { trigger } = item;
  if (trigger === null) return null;
  for (const element of [2, 3, 4]) {
    const count = trigger.sited(element, 0);
    if (count !== null) return draft.number(field, count, decimalSignOf(count));
  }
  return null;
}

/** What may stand outside of the goods that it is said of: asked for where it does not stand with them. */
export interface OutsideOfGoods {
  readonly hs: Sited | null;
  readonly description: Sited | null;
  readonly currency: Sited | null;
}

/** A goods item, GID with what follows it. @param n which of the line's, from 0 */
export function mapGoodsItem(draft: LineDraft, n: number, item: SegmentGroup, outside: OutsideOfGoods): Article {
  const fields = articleFields(n);
  const quantity = quantityOf(item);
  return {
    description: draft.text(fields.description, freeText(item, goodsDescription) ?? outside.description),
    hs: draft.hs(fields.hs, codeOf(item) ?? outside.hs),
    quantity: draft.number(fields.quantity, quantity, decimalSignOf(quantity)),
    netMassKg: massAt(draft, fields.netMassKg, item.segments, masses.net),
    value: moneyAt(draft, fields.value, item.segments, goodsValues, outside.currency),
    origin: draft.country(fields.origin, originOf(item)),
    identifiers: identifiersOf(draft, fields.identifiers, item),
  };
}

/** The description of goods that stands with a group itself. */
export const descriptionOf = (group: SegmentGroup): Sited | null => freeText(group, goodsDescription);

/** CST, C246.7361; else PIA with an HS code. */
function codeOf(item: SegmentGroup): Sited | null {
  const customs = item.one('CST');
  const code = customs === null ? null : (customs.sited(2, 0) ?? customs.sited(3, 0));
  if (code !== null) return code;
  for (const segment of item.all('PIA'))
    for (const element of [2, 3, 4, 5, 6]) if (segment.value(element, 1) === 'HS') return segment.sited(element, 0);
  return null;
}

function quantityOf(item: SegmentGroup): Sited | null {
  for (const group of item.groups) {
    const { trigger } = group;
    if (trigger?.tag === 'QTY') return trigger.sited(1, 1);
  }
  return item.one('QTY')?.sited(1, 1) ?? null;
}

const originOf = (item: SegmentGroup): Sited | null => item.one('LOC', '27')?.sited(2, 0) ?? null;

/** UN number of dangerous goods (DGS, C234.7124) and marks of packages (PCI, C210). */
function identifiersOf(draft: LineDraft, field: (n: number) => string, item: SegmentGroup): readonly Identifier[] {
  const found: Identifier[] = [];
  const add = (scheme: string, sited: Sited | null): void => {
    const value = sited === null ? null : draft.text(field(found.length), sited);
    if (value !== null) found.push({ scheme, value });
  };
  for (const segment of item.segments) if (segment.tag === 'DGS') add('UNDG', segment.sited(3, 0));
  for (const segment of item.segments)
    if (segment.tag === 'PCI') add('MARKS', joined(componentsOf(segment, 2, 0, 9), MARK_WIDTH));
  return found;
}

import {
  isS10,
  parseAirWaybill,
  receptacleUnit,
  type ShipmentIdentity,
  unitNamed,
  type UnitName,
} from '@watchpost/domain';
import type { Segment } from '../edifact/segment.ts';
import type { SegmentGroup } from '../edifact/structure/segment-group.ts';
import type { NumberedDraft } from '../line-emitter.ts';
import { waybillIdentity } from '../values/bill-number.ts';
import type { Sited } from '../values/sited.ts';

/** Numbers that a consignment goes by (data element 1153), the best first, as in declarations. */
const bills = ['HWB', 'BH', 'BM', 'AAM', 'XC', 'MWB', 'AWB', 'MB'];

/** What a status is about: an S10 number, else a bill, of the status, its consignment or the message. Reports where there is none. */
export function trackedItem(
  draft: NumberedDraft,
  status: SegmentGroup,
  root: SegmentGroup,
  partner: string,
): { readonly identity: ShipmentIdentity; readonly itemId: string } {
  const consignment = status.parent?.trigger?.sited(2, 0) ?? null;
  const references = [...status.all('RFF'), ...root.groupsOf('RFF').flatMap((group) => group.all('RFF'))];
  const number = draft.itemNumber('itemId', postal(consignment, references) ?? billOf(references) ?? consignment);
  if (number === null) {
    draft.report('field.required', draft.place, { expected: 'CNI 1004 or RFF BM' });
    return { identity: { scheme: 'DOCUMENT', issuer: partner, number: '' }, itemId: '' };
  }
  if (number.s10)
    return { identity: { scheme: 'S10', issuer: number.country!, number: number.s10 }, itemId: number.s10 };
  const waybill = parseAirWaybill(number.text);
  if (waybill?.hasRightCheckDigit) return { identity: waybillIdentity(waybill.number), itemId: waybill.number };
  return { identity: { scheme: 'HOUSE', issuer: partner, number: number.text }, itemId: number.text };
}

/** References of masters (data element 1153). */
const masters = new Set(['MWB', 'AWB', 'MB']);

/** What a status is said of as a whole: its equipment and receptacles, and the master where it names no house. */
export function unitsSeen(status: SegmentGroup, root: SegmentGroup): readonly UnitName[] {
  const references = [...status.all('RFF'), ...root.groupsOf('RFF').flatMap((group) => group.all('RFF'))];
  const equipment = status.groupsOf('EQD').flatMap(({ trigger }) => {
    const number = trigger?.sited(2, 0) ?? null;
    return receptacleUnit(number?.text ?? null) ?? [];
  });
  const receptacles = references.filter(({ qualifier }) => qualifier === 'AAQ').map((segment) => segment.value(1, 1));
  const isOfHouse = references.some(({ qualifier }) => bills.includes(qualifier) && !masters.has(qualifier));
  const bill = isOfHouse ? undefined : references.find(({ qualifier }) => masters.has(qualifier));
  const named = [
    ...equipment,
    ...receptacles.map((text) => receptacleUnit(text)),
    unitNamed('MASTER_BILL', bill?.value(1, 1) ?? null),
  ];
  return named.filter((unit) => unit !== null);
}

function postal(consignment: Sited | null, references: readonly Segment[]): Sited | null {
  if (consignment !== null && isS10(consignment.text)) return consignment;
  return references.find((segment) => isS10(segment.value(1, 1)))?.sited(1, 1) ?? null;
}

function billOf(references: readonly Segment[]): Sited | null {
  for (const kind of bills) {
    const found = references.find((segment) => segment.qualifier === kind)?.sited(1, 1);
    if (found) return found;
  }
  return null;
}

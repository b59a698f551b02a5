import { isS10, type Shipment, type ShipmentIdentity } from '@watchpost/domain';
import type { Segment } from '../edifact/segment.ts';
import type { LineDraft } from '../values/line-draft.ts';
import type { Sited } from '../values/sited.ts';

/** Numbers that a consignment goes by (data element 1153), the best first. */
const houseBills = ['HWB', 'BH', 'BM', 'AAM', 'XC'];
const masterBills = ['MWB', 'MB', 'AWB'];

export interface ConsignmentNumbers {
  readonly names: Pick<Shipment, 'itemId' | 'itemIdKind' | 'masterBill'>;
  readonly identity: ShipmentIdentity;
}

export interface NumberContext {
  /** Who issued the house bill as the consignment says it, else the partner. */
  readonly issuer: string;
  /** Who declares, and under which document: for what has no number of its own. */
  readonly declarant: string;
  readonly document: string;
}

/** What the consignment goes by: an S10 number, else its house bill, else its air waybill, else declarant, document and position. */
export function mapNumbers(
  draft: LineDraft,
  references: readonly Segment[],
  consignment: Segment | null,
  { issuer, declarant, document }: NumberContext,
): ConsignmentNumbers {
  const house = draft.itemNumber('itemId', numberOf(references, houseBills));
  const master = mapMaster(draft, numberOf(references, masterBills), references);
  const own = draft.itemNumber('itemId', consignment?.sited(2, 0) ?? null);
  const postal = house?.s10 ? house : own?.s10 ? own : postalNumber(draft, references);
  if (postal?.s10) {
    return {
      names: { itemId: postal.s10, itemIdKind: 'S10', masterBill: master },
      identity: { scheme: 'S10', issuer: postal.country!, number: postal.s10 },
    };
  }
  const bill = house ?? own;
  if (bill !== null) {
    return {
      names: { itemId: bill.text, itemIdKind: 'HOUSE', masterBill: master },
      identity: { scheme: 'HOUSE', issuer, number: bill.text },
    };
  }
  if (master !== null) {
    return {
      names: { itemId: master, itemIdKind: 'AWB', masterBill: master },
      identity: { scheme: 'HOUSE', issuer, number: master },
    };
  }
  draft.report('id.none', draft.place);
  const position = draft.text('itemId', consignment?.sited(1) ?? null) ?? String(draft.ordinal);
  const number = `${document}/${position}`;
  return {
    names: { itemId: number, itemIdKind: 'REFERENCE', masterBill: null },
    identity: { scheme: 'DOCUMENT', issuer: declarant, number },
  };
}

function numberOf(references: readonly Segment[], kinds: readonly string[]): Sited | null {
  for (const kind of kinds)
    for (const segment of references) if (segment.qualifier === kind) return segment.sited(1, 1);
  return null;
}

/** The check digit is that of an air waybill; a bill of lading has none. */
function mapMaster(draft: LineDraft, sited: Sited | null, references: readonly Segment[]): string | null {
  const isSea = references.some((segment) => segment.qualifier === 'MB');
  return isSea ? draft.text('masterBill', sited) : draft.airWaybill('masterBill', sited);
}

/** An S10 number under any qualifier. */
function postalNumber(draft: LineDraft, references: readonly Segment[]): ReturnType<LineDraft['itemNumber']> {
  const found = references.find((segment) => {
    const text = segment.value(1, 1);
    return text.length >= 13 && isS10(text);
  });
  return found === undefined ? null : draft.itemNumber('itemId', found.sited(1, 1));
}

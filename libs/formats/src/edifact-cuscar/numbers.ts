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
  readonly documentAt: Sited | null;
}

/** What the consignment goes by: an S10 number, else its house bill, else its air waybill, else declarant, document and position. */
export function mapNumbers(
  draft: LineDraft,
  references: readonly Segment[],
  consignment: Segment | null,
  { issuer, declarant, document, documentAt }: NumberContext,
): ConsignmentNumbers {
  const houseAt = numberOf(references, houseBills);
  const ownAt = consignment?.sited(2, 0) ?? null;
  const house = draft.itemNumber('itemId', houseAt);
  const master = mapMaster(draft, numberOf(references, masterBills), references);
  const own = draft.itemNumber('itemId', ownAt);
  const postal = postalOf(draft, { number: house, sited: houseAt }, { number: own, sited: ownAt }, references);
  if (postal?.number?.s10) {
    traceNumber(draft, [postal.sited]);
    const { s10, country } = postal.number;
    return {
      names: { itemId: s10, itemIdKind: 'S10', masterBill: master },
      identity: { scheme: 'S10', issuer: country!, number: s10 },
    };
  }
  const bill = house ?? own;
  if (bill !== null) {
    traceNumber(draft, [house === null ? ownAt : houseAt]);
    return {
      names: { itemId: bill.text, itemIdKind: 'HOUSE', masterBill: master },
      identity: { scheme: 'HOUSE', issuer, number: bill.text },
    };
  }
  if (master !== null) {
    draft.trace?.derived('itemId', '/ids/masterBill');
    return {
      names: { itemId: master, itemIdKind: 'AWB', masterBill: master },
      identity: { scheme: 'HOUSE', issuer, number: master },
    };
  }
  draft.report('id.none', draft.place);
  const positionAt = consignment?.sited(1) ?? null;
  const position = draft.text('itemId', positionAt) ?? String(draft.ordinal);
  const number = `${document}/${position}`;
  traceNumber(draft, [documentAt, positionAt]);
  return {
    names: { itemId: number, itemIdKind: 'REFERENCE', masterBill: null },
    identity: { scheme: 'DOCUMENT', issuer: declarant, number },
  };
}

interface NumberThere {
  readonly number: ReturnType<LineDraft['itemNumber']>;
  readonly sited: Sited | null;
}

/** An S10 number: the house bill itself, the consignment's own number, or any reference. */
function postalOf(draft: LineDraft, house: NumberThere, own: NumberThere, references: readonly Segment[]): NumberThere {
  if (house.number?.s10) return house;
  if (own.number?.s10) return own;
  const sited = postalNumber(references);
  return { number: draft.itemNumber('itemId', sited), sited };
}

/** Of all the numbers that were read, the item goes by those that stand here. */
function traceNumber(draft: LineDraft, sites: readonly (Sited | null)[]): void {
  if (draft.trace === null) return;
  draft.forget('itemId');
  for (const sited of sites) if (sited !== null) draft.note('itemId', sited);
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
function postalNumber(references: readonly Segment[]): Sited | null {
  for (const segment of references) {
    const text = segment.value(1, 1);
    if (text.length >= 13 && isS10(text)) return segment.sited(1, 1);
  }
  return null;
}

import type { Shipment, ShipmentIdentity } from '@watchpost/domain';
import { waybillIdentity } from '../values/bill-number.ts';
import type { LineDraft } from '../values/line-draft.ts';
import type { Sited } from '../values/sited.ts';
import type { LineSource } from '../xml/line-plan.ts';
import type { Scope } from '../xml/scope.ts';
import type { NumberTable } from './message-kind.ts';

export interface LineNumber {
  readonly names: Pick<Shipment, 'itemId' | 'itemIdKind' | 'masterBill'>;
  readonly identity: ShipmentIdentity;
}

/** What the message says of its lines' names. */
export interface NumberedMessage {
  readonly reference: Sited | null;
  readonly declarant: string | null;
  readonly partner: string;
}

/** Stands in the place of a byte that is no text. */
const LOST = '\ufffd';

/** What the line goes by: an S10 number, else its house bill, else its air waybill, else declarant, document reference and position. */
export function mapNumber(
  draft: LineDraft & { readonly ordinal: number | null },
  line: Scope<LineSource>,
  table: NumberTable<LineSource>,
  message: NumberedMessage,
): LineNumber {
  const sites = line.every(table.postal);
  const numbers = sites.map((sited) => draft.itemNumber('itemId', sited));
  const masterBill = mapMaster(draft, line, table);
  const postal = numbers.find((number) => number?.s10);
  if (postal?.s10) {
    return {
      names: { itemId: postal.s10, itemIdKind: 'S10', masterBill },
      identity: { scheme: 'S10', issuer: postal.country!, number: postal.s10 },
    };
  }
  const house = table.house ? line.first(table.house) : null;
  const bill = house && (numbers[sites.indexOf(house)] ?? draft.itemNumber('itemId', house));
  if (bill) {
    return {
      names: { itemId: bill.text, itemIdKind: 'HOUSE', masterBill },
      identity: { scheme: 'HOUSE', issuer: issuerOf(line, table) ?? message.partner, number: bill.text },
    };
  }
  const waybill = table.airWaybill ? draft.airWaybill('itemId', line.first(table.airWaybill)) : null;
  if (waybill !== null) return airWaybill(waybill, masterBill, table, message);
  return byReference(draft, line, table, message, masterBill);
}

const issuerOf = (line: Scope<LineSource>, { houseIssuer }: NumberTable<LineSource>): string | null =>
  (houseIssuer && line.first(houseIssuer)?.text.trim()) || null;

function mapMaster(
  draft: LineDraft,
  line: Scope<LineSource>,
  { master, masterIs }: NumberTable<LineSource>,
): string | null {
  if (!master) return null;
  const found = line.first(master);
  return masterIs === 'air-waybill' ? draft.airWaybill('masterBill', found) : draft.text('masterBill', found);
}

/** A waybill is the airline's, whose prefix it begins with; a manifest's line is that of the manifest. */
function airWaybill(
  number: string,
  masterBill: string | null,
  table: NumberTable<LineSource>,
  { reference, partner }: NumberedMessage,
): LineNumber {
  const identity: ShipmentIdentity =
    table.airWaybillWithin === 'document'
      ? { scheme: 'DOCUMENT', issuer: partner, number: `${reference?.text.trim() ?? ''}/${number}` }
      : waybillIdentity(number);
  return { names: { itemId: number, itemIdKind: 'AWB', masterBill: masterBill ?? number }, identity };
}

function byReference(
  draft: LineDraft & { readonly ordinal: number | null },
  line: Scope<LineSource>,
  table: NumberTable<LineSource>,
  { reference, declarant, partner }: NumberedMessage,
  masterBill: string | null,
): LineNumber {
  const position = table.position ? draft.text('itemId', line.first(table.position)) : null;
  if (table.required !== null) {
    const message = `The number of the line (${table.required}) is missing.`;
    draft.report('field.required', draft.place, { expected: table.required, message });
  } else if (table.position && position === null) {
    const expected = table.position[0]!.text;
    draft.report('field.required', draft.place, { expected, message: 'The item number is missing.' });
  }
  if (`${reference?.text ?? ''}${declarant}`.includes(LOST)) {
    // Two references that differ in the lost byte alone would become one shipment, and the later item a new version of the earlier.
    const message = 'The item has no number of its own, and the reference it goes by lost a character.';
    draft.report('field.required', reference?.place ?? draft.place, { expected: table.referenceElement, message });
  }
  if (table.required === null) draft.report('id.none', draft.place);
  const number = `${reference?.text.trim() ?? ''}/${position ?? draft.ordinal}`;
  return {
    names: { itemId: number, itemIdKind: 'REFERENCE', masterBill },
    identity: { scheme: 'DOCUMENT', issuer: declarant ?? partner, number },
  };
}

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
  const postalAt = numbers.findIndex((number) => number?.s10);
  const postal = numbers[postalAt];
  if (postal?.s10) {
    isNamedBy(draft, sites[postalAt]!);
    return {
      names: { itemId: postal.s10, itemIdKind: 'S10', masterBill },
      identity: { scheme: 'S10', issuer: postal.country!, number: postal.s10 },
    };
  }
  const house = table.house ? line.first(table.house) : null;
  const bill = house && (numbers[sites.indexOf(house)] ?? draft.itemNumber('itemId', house));
  if (bill) {
    isNamedBy(draft, house);
    return {
      names: { itemId: bill.text, itemIdKind: 'HOUSE', masterBill },
      identity: { scheme: 'HOUSE', issuer: issuerOf(line, table) ?? message.partner, number: bill.text },
    };
  }
  const sited = table.airWaybill ? line.first(table.airWaybill) : null;
  const waybill = draft.airWaybill('itemId', sited);
  if (waybill !== null) {
    isNamedBy(draft, sited!);
    if (masterBill === null) draft.trace?.derived('masterBill', '/ids/itemId');
    return airWaybill(waybill, masterBill, table, message);
  }
  return byReference(draft, line, table, message, masterBill);
}

/** Of all that might be its number this is it. */
function isNamedBy(draft: LineDraft, ...sites: readonly Sited[]): void {
  if (draft.trace !== null) draft.forget('itemId');
  for (const sited of sites) draft.note('itemId', sited);
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
  const sited = table.position ? line.first(table.position) : null;
  const position = draft.text('itemId', sited);
  reportUnnumbered(draft, table, position);
  if (`${reference?.text ?? ''}${declarant}`.includes(LOST)) {
    // Two references that differ in the lost byte alone would become one shipment, and the later item a new version of the earlier.
    const message = 'The item has no number of its own, and the reference it goes by lost a character.';
    draft.report('field.required', reference?.place ?? draft.place, { expected: table.referenceElement, message });
  }
  if (table.required === null) draft.report('id.none', draft.place);
  const parts = [reference, position === null ? null : sited].filter((part) => part !== null);
  isNamedBy(draft, ...parts);
  if (parts.length === 0) draft.trace?.derived('itemId', 'default');
  const number = `${reference?.text.trim() ?? ''}/${position ?? draft.ordinal}`;
  return {
    names: { itemId: number, itemIdKind: 'REFERENCE', masterBill },
    identity: { scheme: 'DOCUMENT', issuer: declarant ?? partner, number },
  };
}

function reportUnnumbered(
  draft: LineDraft,
  { required, position: source }: NumberTable<LineSource>,
  position: string | null,
): void {
  if (required !== null) {
    const message = `The number of the line (${required}) is missing.`;
    draft.report('field.required', draft.place, { expected: required, message });
  } else if (source && position === null) {
    const expected = source[0]!.text;
    draft.report('field.required', draft.place, { expected, message: 'The item number is missing.' });
  }
}

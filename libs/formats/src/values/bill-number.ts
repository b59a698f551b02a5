import type { Party, Place, Shipment, ShipmentIdentity } from '@watchpost/domain';
import type { LineDraft } from './line-draft.ts';
import type { Sited } from './sited.ts';

export interface ReadBill {
  readonly names: Pick<Shipment, 'itemId' | 'itemIdKind'>;
  readonly identity: ShipmentIdentity;
}

/**
 * The number of a bill or house waybill: the item is its issuer's, unless it is an S10 number. A line without one is rejected.
 * @param site where the number should stand
 * @param element its name, as `M11-01`, `HBS`
 */
export function readBill(
  draft: LineDraft,
  number: Sited | null,
  { issuer, site, element }: { readonly issuer: string; readonly site: Place; readonly element: string },
): ReadBill {
  const read = draft.itemNumber('itemId', number);
  if (read === null) {
    const message = 'The number of the bill is missing.';
    draft.report('field.required', site, { expected: element, message });
    return { names: { itemId: null, itemIdKind: null }, identity: { scheme: 'HOUSE', issuer, number: '' } };
  }
  const { text, s10, country } = read;
  if (s10 === null)
    return { names: { itemId: text, itemIdKind: 'HOUSE' }, identity: { scheme: 'HOUSE', issuer, number: text } };
  return { names: { itemId: s10, itemIdKind: 'S10' }, identity: { scheme: 'S10', issuer: country!, number: s10 } };
}

/** An air waybill is a bill like another: its issuer is the airline, by its three digits; so in every format. */
export const waybillIdentity = (number: string): ShipmentIdentity => ({
  scheme: 'HOUSE',
  issuer: number.slice(0, 3),
  number,
});

/** The country of a party's address, for a shipment that states none itself. */
export function countryOf(
  draft: LineDraft,
  field: 'origin' | 'destination',
  shipment: { readonly consignor: Party | null; readonly consignee: Party | null },
): string | null {
  const role = field === 'origin' ? 'consignor' : 'consignee';
  draft.trace?.derived(field, `/${role}/address/country`);
  return shipment[role]?.address?.country ?? null;
}

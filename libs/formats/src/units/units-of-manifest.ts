import { conveyanceUnit, receptacleUnit, type Shipment, unitNamed, type UnitName } from '@watchpost/domain';
import type { ToldUnit } from './told-units.ts';

/**
 * What a manifest or a master's own document says, by one of its consignments, of the units that this travels in: by what they go, where and when they
 * arrive. One that is called off takes back what was said of the master that it is itself, and says nothing else.
 */
export function unitsOfManifest(shipment: Shipment): readonly ToldUnit[] {
  const { conveyance, portOfArrival, masterBill } = shipment;
  const master = unitNamed('MASTER_BILL', masterBill);
  if (shipment.function === 'cancel') {
    return master !== null && shipment.itemIdKind === 'AWB' ? [{ ...master, function: 'cancel' }] : [];
  }
  const carrier = conveyanceUnit(conveyance);
  const equipment = [receptacleUnit(shipment.receptacle), ...shipment.containers.map(equipmentOf)].filter(
    (unit) => unit !== null,
  );
  const way = { conveyance, portOfArrival, function: shipment.function };
  const aboard = carrier === null ? [] : [carrier];
  const told: ToldUnit[] = equipment.map((unit) => ({ ...unit, ...way, within: aboard }));
  if (master !== null) told.push({ ...master, ...way, within: [...equipment, ...aboard] });
  // What is known of a flight or voyage beside its name is when it arrives.
  if (carrier !== null && conveyance!.arrivesAt !== null) told.push({ ...carrier, ...way });
  return told.filter(saysSomething);
}

/** Whether two consignments, one after the other, say the same of their units: where nothing but the goods differs, as in most of a manifest. */
export const saysTheSame = (one: Shipment, next: Shipment): boolean =>
  one.conveyance === next.conveyance &&
  one.portOfArrival === next.portOfArrival &&
  one.masterBill === next.masterBill &&
  one.receptacle === next.receptacle &&
  one.containers.length === 0 &&
  next.containers.length === 0 &&
  one.function === next.function &&
  next.function !== 'cancel';

/** It says more than that there is such a unit. */
export const saysSomething = ({ conveyance, portOfArrival, within, items, scan }: ToldUnit): boolean =>
  (conveyance?.id ?? conveyance?.departsAt ?? conveyance?.arrivesAt ?? portOfArrival ?? scan ?? null) !== null ||
  [...(within ?? []), ...(items ?? [])].length > 0;

const equipmentOf = (text: string): UnitName | null => unitNamed('EQUIPMENT', text);

import type { EpochMillis } from './clock.ts';
import { parseAirWaybill } from './identifiers/air-waybill.ts';
import { parseDispatch, parseReceptacle } from './identifiers/receptacle.ts';
import type { ShipmentIdentity } from './ids.ts';
import type { Conveyance, DeclarationFunction, Shipment } from './shipment.ts';

/** What items travel in or under: a master bill, a receptacle (S9), a dispatch (S8), a container or unit load device, a flight or voyage. */
export const unitKinds = ['MASTER_BILL', 'RECEPTACLE', 'DISPATCH', 'EQUIPMENT', 'CONVEYANCE'] as const;
export type UnitKind = (typeof unitKinds)[number];

/** A unit by its number, in the form in which numbers are compared. */
export interface UnitName {
  readonly kind: UnitKind;
  readonly number: string;
}

/** What a document says of a unit as a whole. */
export interface Unit extends UnitName {
  /** Units it travels in itself. */
  readonly within: readonly UnitName[];
  /** Items it is said to hold. */
  readonly items: readonly UnitItem[];
  readonly conveyance: Conveyance | null;
  /** Office or place of first arrival: customs office, IATA airport, UN/LOCODE or IMPC code. */
  readonly portOfArrival: string | null;
  readonly scan: UnitScan | null;
  readonly function: DeclarationFunction;
}

export interface UnitItem {
  readonly itemId: string;
  readonly identity: ShipmentIdentity;
}

/** Where the whole unit was seen. */
export interface UnitScan {
  /** UPU EMSEVT code. */
  readonly event: string;
  readonly at: EpochMillis;
  readonly place: string | null;
}

/** Longer is no number of anything. */
const NUMBER_LENGTH = 70;
/** IATA designator, number of the flight, and a letter. */
const flight = /^([A-Z]\d|\d[A-Z]|[A-Z]{2})[A-Z]?0*(\d{1,4}[A-Z]?)$/;

/** What some write before the name of a vessel, and others do not. */
const motorVessel = /^(M\/?[VS]|SS)\.? (?=\S)/i;

/** As one text: `RECEPTACLE CNSHAAUSJFKAACN60123001110123`. */
export const unitKey = ({ kind, number }: UnitName): string => `${kind} ${number}`;

/** The other way round; null where the text is none. */
export function unitOfKey(key: string): UnitName | null {
  const end = key.indexOf(' ');
  const kind = unitKinds.find((each) => each === key.slice(0, end));
  return kind === undefined ? null : unitNamed(kind, key.slice(end + 1));
}

/** The unit of a number as it was sent: blanks and case tell nothing apart. null where nothing is left of it. */
export function unitNamed(kind: UnitKind, text: string | null): UnitName | null {
  if (text === null) return null;
  const upper = text.trim().toUpperCase();
  const number = kind === 'CONVEYANCE' ? upper.replace(/\s+/g, ' ') : upper.replace(/\s+/g, '');
  if (number === '' || number.length > NUMBER_LENGTH) return null;
  return { kind, number: kind === 'MASTER_BILL' ? (parseAirWaybill(number)?.number ?? number) : number };
}

/**
 * The flight or voyage. A flight number flies every day: without the day of departure it names none. A voyage goes by vessel and voyage number as
 * they are written.
 */
export function conveyanceUnit(conveyance: Conveyance | null): UnitName | null {
  if (conveyance === null || conveyance.id === null) return null;
  const { id, mode, departsAt } = conveyance;
  if (mode !== 'air') return unitNamed('CONVEYANCE', id.trim().replace(motorVessel, ''));
  if (departsAt === null) return null;
  const parts = flight.exec(id.replace(/\s+/g, '').toUpperCase());
  const number = parts === null ? id : `${parts[1]}${parts[2]}`;
  return unitNamed('CONVEYANCE', `${number} ${new Date(departsAt).toISOString().slice(0, 10)}`);
}

/** S9 receptacles carry their dispatch in their first 20 characters. */
export function dispatchOf(receptacle: string): UnitName | null {
  const dispatch = receptacle.slice(0, 20);
  return parseReceptacle(receptacle) === null || parseDispatch(dispatch) === null
    ? null
    : unitNamed('DISPATCH', dispatch);
}

/** A receptacle where the number is one, else a unit load device or what else is named in its place. */
export const receptacleUnit = (text: string | null): UnitName | null =>
  unitNamed(text !== null && parseReceptacle(text) !== null ? 'RECEPTACLE' : 'EQUIPMENT', text);

/** The units that an item says it travels in, what is nearest to it first. */
export function unitsOf(
  shipment: Pick<Shipment, 'receptacle' | 'dispatch' | 'containers' | 'masterBill' | 'conveyance'>,
): readonly UnitName[] {
  const { receptacle, dispatch, containers, masterBill, conveyance } = shipment;
  const named = [
    receptacleUnit(receptacle),
    receptacle === null ? null : dispatchOf(receptacle),
    unitNamed('DISPATCH', dispatch),
    ...containers.map((container) => unitNamed('EQUIPMENT', container)),
    unitNamed('MASTER_BILL', masterBill),
    conveyanceUnit(conveyance),
  ].filter((unit) => unit !== null);
  return [...new Map(named.map((unit) => [unitKey(unit), unit])).values()];
}

/** How far what is known of units is followed outwards: from an item to its receptacle, dispatch, master and flight. */
export const UNIT_STEPS = 4;

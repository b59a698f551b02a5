import { parseImpc, type Impc } from './impc.ts';

/** A UPU S8 dispatch: 20 characters. */
export interface Dispatch {
  readonly id: string;
  readonly origin: Impc;
  readonly destination: Impc;
  /** A airmail, B surface air lifted, C surface, D priority surface. */
  readonly category: string;
  /** First letter U letters, C parcels, E EMS, T empty receptacles. */
  readonly subclass: string;
  /** Last digit of the year. */
  readonly year: number;
  readonly number: number;
}

/** A UPU S9 receptacle: 29 characters, of which the first 20 are its dispatch. */
export interface Receptacle {
  readonly id: string;
  readonly dispatch: Dispatch;
  readonly serial: number;
  /** The last receptacle of the dispatch. */
  readonly isHighest: boolean;
  /** Holds registered or insured items. */
  readonly isRegistered: boolean;
  /** Kilograms. */
  readonly massKg: number;
}

const dispatchForm = /^([A-Z0-9]{6})([A-Z0-9]{6})([A-D])([A-Z][A-Z0-9])(\d)(\d{4})$/;
const receptacleForm = /^(.{20})(\d{3})([0-9])([0-9])(\d{4})$/;

/** null where the text is no S8 dispatch. */
export function parseDispatch(text: string): Dispatch | null {
  const parts = dispatchForm.exec(text);
  if (!parts) return null;
  const origin = parseImpc(parts[1]!);
  const destination = parseImpc(parts[2]!);
  if (!origin || !destination) return null;
  return {
    id: text,
    origin,
    destination,
    category: parts[3]!,
    subclass: parts[4]!,
    year: Number(parts[5]),
    number: Number(parts[6]),
  };
}

/** null where the text is no S9 receptacle. */
export function parseReceptacle(text: string): Receptacle | null {
  const parts = receptacleForm.exec(text);
  const dispatch = parts && parseDispatch(parts[1]!);
  if (!parts || !dispatch) return null;
  return {
    id: text,
    dispatch,
    serial: Number(parts[2]),
    isHighest: parts[3] === '1',
    isRegistered: parts[4] === '1',
    massKg: Number(parts[5]) / 10,
  };
}

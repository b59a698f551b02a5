import { type EpochMillis, type Place, type Unit, unitKey, type UnitName } from '@watchpost/domain';

/** What a place of a message says of a unit; what it does not say is left out. */
export type ToldUnit = UnitName & Partial<Omit<Unit, keyof UnitName>>;

export interface GatheredUnit {
  readonly place: Place;
  readonly issuedAt: EpochMillis;
  readonly unit: Unit;
}

/** Units of a message that are gathered before they are passed on; of one that names more, they go in several parts. */
const UNITS = 10_000;
/** Units that one unit is said to travel in. */
const WITHIN = 1_000;

/** Gathers what the lines of a message say of units: a unit that several of them name is told once, at the end of the message. */
export class ToldUnits {
  #units = new Map<string, GatheredUnit>();
  /** Ports at which a conveyance is said to arrive. */
  readonly #calls = new Map<string, Set<string>>();

  get isFull(): boolean {
    return this.#units.size >= UNITS;
  }

  add(place: Place, issuedAt: EpochMillis, told: ToldUnit): void {
    const key = unitKey(told);
    const before = this.#units.get(key);
    if (before === undefined) this.#units.set(key, { place, issuedAt, unit: { ...nothingSaid, ...told } });
    else this.#units.set(key, { ...before, unit: joined(before.unit, told) });
    if (told.kind === 'CONVEYANCE' && told.portOfArrival) this.#noteCall(key, told.portOfArrival);
  }

  #noteCall(key: string, port: string): void {
    const calls = this.#calls.get(key);
    if (calls === undefined) this.#calls.set(key, new Set([port]));
    else calls.add(port);
  }

  /** All of them, in the order in which they were named first. */
  take(): readonly GatheredUnit[] {
    if (this.#units.size === 0) return [];
    const taken = [...this.#units].map(([key, gathered]) =>
      (this.#calls.get(key)?.size ?? 0) > 1 ? withoutCall(gathered) : gathered,
    );
    this.#units = new Map();
    this.#calls.clear();
    return taken;
  }
}

/** A flight or voyage that arrives at several ports arrives at none for all that is aboard. */
function withoutCall({ unit, ...gathered }: GatheredUnit): GatheredUnit {
  const conveyance = unit.conveyance && { ...unit.conveyance, arrivesAt: null, arrivesPrecision: null };
  return { ...gathered, unit: { ...unit, portOfArrival: null, conveyance } };
}

const nothingSaid = {
  within: [],
  items: [],
  conveyance: null,
  portOfArrival: null,
  scan: null,
  function: 'original',
} as const;

/** What was said first stays; what it left open is filled. */
function joined(unit: Unit, told: ToldUnit): Unit {
  const within = [...unit.within];
  for (const other of told.within ?? []) {
    if (within.length < WITHIN && !within.some((known) => unitKey(known) === unitKey(other))) within.push(other);
  }
  return {
    ...unit,
    within,
    items: told.items === undefined ? unit.items : [...unit.items, ...told.items],
    conveyance: unit.conveyance ?? told.conveyance ?? null,
    portOfArrival: unit.portOfArrival ?? told.portOfArrival ?? null,
    scan: later(unit.scan, told.scan ?? null),
  };
}

const later = (a: Unit['scan'], b: Unit['scan']): Unit['scan'] => (a === null || (b !== null && b.at > a.at) ? b : a);

import { UNIT_STEPS, type EpochMillis, lastMeant, type UnitKind, unitOfKey } from '@watchpost/domain';
import { type targetingStore, type unitsStore } from '@watchpost/persistence';

type View = targetingStore.ShipmentViewEntity;
type UnitView = unitsStore.UnitViewRow;
type Scan = unitsStore.Scan;
/** Units and shipments by key and id. */
export type Known = ReadonlyMap<string, unitsStore.KnownUnit>;

const DAY = 86_400_000;

/** Numbers are used again: what is said of one so far from the item is said of another journey. */
const sameJourney: Readonly<Record<UnitKind, number>> = {
  MASTER_BILL: 90 * DAY,
  RECEPTACLE: 180 * DAY,
  DISPATCH: 180 * DAY,
  EQUIPMENT: 45 * DAY,
  CONVEYANCE: 45 * DAY,
};
/** A scan of the item itself that is this much older than its declaration is of an item that had the number before. */
const SAME_ITEM = 30 * DAY;

/** Where an item is, by all that is known of it and of what it travels in. */
export interface Whereabouts {
  /** Every unit it was found to travel in, the nearest first. */
  readonly units: readonly string[];
  readonly receptacle: string | null;
  readonly dispatch: string | null;
  readonly conveyance: string | null;
  readonly arrivesAt: EpochMillis | null;
  /** The last moment that is meant by {@link arrivesAt}. */
  readonly arrivesBy: EpochMillis | null;
  /** Tried in this order for a port. */
  readonly places: readonly string[];
  readonly seen: Scan | null;
  /** Where its port can stop it. */
  readonly arrived: Scan | null;
  /** After which its port can no longer stop it; null where it was seen at the port again since. */
  readonly departed: Scan | null;
}

/** A view with where its item is. */
export type PlacedView = View & { readonly whereabouts: Whereabouts };

/**
 * Each part is taken from the first that states it: the declaration, what its partner says of the units, the nearest first, then what others say. What its partner
 * said of a unit after the declaration goes before that. Pure.
 */
export function whereaboutsOf(view: View, known: Known): Whereabouts {
  const { content } = view;
  const { units, statements } = reach(view, known);
  const own = statements.filter(({ partner }) => partner === view.partner);
  const newer = own.filter(({ issuedAt }) => issuedAt > view.versionIssuedAt);
  const ordered = [...own, ...statements.filter(({ partner }) => partner !== view.partner)];
  const declared = {
    conveyance: content.conveyance,
    arrival: arrivalOf(content),
    port: content.portOfArrival,
  };
  const conveyance = conveyanceIn(newer) ?? declared.conveyance ?? conveyanceIn(ordered);
  const arrival = arrivalIn(newer) ?? declared.arrival ?? arrivalIn(ordered);
  const port = portIn(newer) ?? declared.port ?? portIn(ordered);
  return {
    units,
    receptacle: content.receptacle ?? numberOf('RECEPTACLE', units),
    dispatch: content.dispatch ?? numberOf('DISPATCH', units),
    conveyance,
    arrivesAt: arrival?.at ?? null,
    arrivesBy: arrival?.by ?? null,
    places: [...new Set([...(port === null ? [] : [port.trim().toUpperCase()]), ...content.places])],
    ...sightingsOf(view, units, known),
  };
}

interface Arrival {
  readonly at: EpochMillis;
  readonly by: EpochMillis;
}

const arrivalOf = (of: {
  readonly arrivesAt: number | null;
  readonly arrivesPrecision: string | null;
}): Arrival | null =>
  of.arrivesAt === null ? null : { at: of.arrivesAt, by: lastMeant(of.arrivesAt, of.arrivesPrecision) };

const conveyanceIn = (views: readonly UnitView[]): string | null =>
  views.map(({ content }) => content.conveyance?.id ?? null).find((id) => id !== null) ?? null;

function arrivalIn(views: readonly UnitView[]): Arrival | null {
  const found = views.find(({ content }) => (content.conveyance?.arrivesAt ?? null) !== null);
  return found === undefined ? null : arrivalOf(found.content.conveyance!);
}

const portIn = (views: readonly UnitView[]): string | null =>
  views.map(({ content }) => content.portOfArrival).find((port) => port !== null) ?? null;

function numberOf(kind: UnitKind, units: readonly string[]): string | null {
  const found = units.map(unitOfKey).find((unit) => unit?.kind === kind);
  return found?.number ?? null;
}

/** The units of a view, step by step outwards, and what is said of them on its journey: the nearest first, of one unit the newest. */
function reach(
  view: View,
  known: Known,
): { readonly units: readonly string[]; readonly statements: readonly UnitView[] } {
  const holding = [...known]
    .filter(([, { views }]) => views.some((each) => isOfJourney(each, view) && holds(each, view.shipmentId)))
    .map(([unit]) => unit);
  const units = new Set([...holding, ...view.content.units]);
  const statements: UnitView[] = [];
  let nearest: readonly string[] = [...units];
  for (let step = 0; step <= UNIT_STEPS && nearest.length > 0; step += 1) {
    const said = nearest.flatMap((unit) =>
      (known.get(unit)?.views ?? []).filter((each) => isOfJourney(each, view)).toSorted(newestFirst),
    );
    statements.push(...said);
    nearest = [...new Set(said.flatMap(({ within }) => within))].filter((unit) => !units.has(unit));
    for (const unit of nearest) units.add(unit);
  }
  return { units: [...units], statements };
}

const holds = ({ items }: UnitView, shipment: string): boolean =>
  items.some(({ shipmentId }) => shipmentId === shipment);

const isOfJourney = ({ unit, issuedAt }: UnitView, view: View): boolean =>
  Math.abs(issuedAt - view.versionIssuedAt) <= spanOf(unit);

function spanOf(unit: string): number {
  const kind = unitOfKey(unit)?.kind;
  return kind === undefined ? 0 : sameJourney[kind];
}

const newestFirst = (a: UnitView, b: UnitView): number =>
  b.issuedAt - a.issuedAt || b.sequence - a.sequence || b.ordinal - a.ordinal || a.partner.localeCompare(b.partner);

/** By scans of the item and of all it travels in. It has left with what it travels in only where that is one receptacle or container. */
function sightingsOf(
  view: View,
  units: readonly string[],
  known: Known,
): Pick<Whereabouts, 'seen' | 'arrived' | 'departed'> {
  const item = known.get(view.shipmentId)?.seen ?? null;
  const ofItem = seenSince(item, view.versionIssuedAt - SAME_ITEM);
  const ofUnits = units.map((unit) => {
    const span = spanOf(unit);
    const found = seenSince(known.get(unit)?.seen ?? null, view.versionIssuedAt - span);
    return { ...found, departed: isOnlyHolder(unit, units) ? found.departed : null };
  });
  const all = [ofItem, ...ofUnits];
  const arrived = latest(all.map((each) => each.arrived));
  const departed = latest(all.map((each) => each.departed));
  return {
    seen: latest(all.map((each) => each.last)),
    arrived,
    departed: departed !== null && departed.at >= (arrived?.at ?? -Infinity) ? departed : null,
  };
}

const nowhere = { last: null, arrived: null, departed: null };

function seenSince(seen: unitsStore.Seen | null, since: EpochMillis) {
  if (seen === null) return nowhere;
  const recent = (scan: Scan | null): Scan | null => (scan !== null && scan.at >= since ? scan : null);
  return { last: recent(seen.last), arrived: recent(seen.arrived), departed: recent(seen.departed) };
}

function isOnlyHolder(unit: string, units: readonly string[]): boolean {
  const kind = unitOfKey(unit)?.kind;
  if (kind !== 'RECEPTACLE' && kind !== 'EQUIPMENT') return false;
  return units.filter((each) => unitOfKey(each)?.kind === kind).length === 1;
}

const latest = (scans: readonly (Scan | null)[]): Scan | null =>
  scans.reduce((best, scan) => (scan !== null && (best === null || scan.at > best.at) ? scan : best), null);

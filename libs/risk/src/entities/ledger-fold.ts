import { compareVersions, type Shipment, type ShipmentVersion } from '@watchpost/domain';
import type { CompiledScenario } from '../scenario/compile.ts';
import { compareViews, type DeclaredView, declaredViewOf } from './declared-view.ts';
import { type EntityTraits, entityTraitsOf } from './entity-keys.ts';
import type { EntitySalt } from './entity-salt.ts';
import { type EntityKeys, entityKinds, type Knowledge, type Sightings } from './knowledge.ts';

/** A line of the ledger, as far as it changes what is known of anybody. */
export interface LedgerLine {
  readonly shipmentId: string;
  readonly partner: string;
  readonly test: boolean;
  readonly version: ShipmentVersion;
  /** Day the manifest was received, since 1970-01-01. */
  readonly day: number;
  readonly episode: number;
  readonly cancels: boolean;
  readonly traits: EntityTraits;
  readonly view: DeclaredView;
}

/** What a fold needs of a declaration; the shipment itself is not kept. */
export const traitsAndView = (
  shipment: Shipment,
  salt: EntitySalt,
  scenario: CompiledScenario,
): Pick<LedgerLine, 'traits' | 'view'> => {
  const traits = entityTraitsOf(shipment, salt);
  return { traits, view: declaredViewOf(shipment, traits, scenario) };
};

interface Head {
  readonly line: LedgerLine;
  /** Day on which its entities are counted. */
  readonly countedDay: number;
}

interface EntityDay {
  readonly day: number;
  shipments: number;
  links: bigint;
}

const LONGEST_WINDOW = 90;

/**
 * What was known of everybody, folded from the ledger alone: the same counts that the live scorer keeps, in the one order in which lines were received. Where
 * live scorers worked side by side, or in another order, they saw something else: that is the drift.
 *
 * Take lines in the order of (received, sequence, ordinal), each once.
 */
export class LedgerFold {
  readonly #heads = new Map<string, Head[]>();
  readonly #days = new Map<bigint, EntityDay[]>();

  /** What is known when this line is decided; then the line counts itself. */
  take(line: LedgerLine): Pick<Knowledge, 'sightings' | 'otherView'> {
    const heads = this.#heads.get(line.shipmentId) ?? [];
    const at = heads.findIndex((head) => head.line.partner === line.partner && head.line.test === line.test);
    const head = heads[at];
    const isNewer = head === undefined || compareVersions(line.version, head.line.version) > 0;
    const isCounted = head !== undefined && head.line.episode === line.episode && !head.line.cancels;
    // An older line sees its own head as what it is, whatever came of that.
    const before = head !== undefined && (isCounted || !isNewer) ? head : null;
    const known = { sightings: this.#sightings(line, line.test ? null : before), otherView: this.#others(line, heads) };
    if (isNewer) this.#move(line, heads, at, before);
    return known;
  }

  #others(line: LedgerLine, heads: readonly Head[]): NonNullable<Knowledge['otherView']> {
    const others = heads.filter(
      ({ line: other }) =>
        other.partner !== line.partner && !other.test && !other.cancels && other.episode === line.episode,
    );
    return others.length === 0
      ? 'none'
      : compareViews(
          line.view,
          others.map(({ line: { view } }) => view),
        );
  }

  #move(line: LedgerLine, heads: Head[], at: number, before: Head | null): void {
    const head = { line, countedDay: before?.countedDay ?? line.day };
    if (at < 0) heads.push(head);
    else heads[at] = head;
    this.#heads.set(line.shipmentId, heads);
    if (line.test) return;
    for (const kind of entityKinds) {
      const old = before === null ? null : before.line.traits.keys[kind];
      const now = line.cancels ? null : line.traits.keys[kind];
      if (old !== null && old !== now) this.#add(old, head.countedDay, -1, 0n);
      if (now !== null) this.#add(now, head.countedDay, old === now ? 0 : 1, line.traits.links[kind]);
    }
  }

  #add(entity: bigint, day: number, shipments: number, links: bigint): void {
    const days = this.#days.get(entity);
    const known = days?.find((each) => each.day === day);
    if (known !== undefined) {
      known.shipments += shipments;
      known.links |= links;
    } else if (days !== undefined) days.push({ day, shipments, links });
    else this.#days.set(entity, [{ day, shipments, links }]);
  }

  #sightings({ traits, day }: LedgerLine, own: Head | null): Readonly<Record<keyof EntityKeys, Sightings | null>> {
    const of = (kind: keyof EntityKeys): Sightings | null => {
      const key = traits.keys[kind];
      if (key === null) return null;
      const isOwn = own !== null && own.line.traits.keys[kind] === key;
      return this.#seen(key, day, traits.links[kind], isOwn ? own.countedDay : null);
    };
    return {
      consignor: of('consignor'),
      consignee: of('consignee'),
      consignorAddress: of('consignorAddress'),
      consigneeAddress: of('consigneeAddress'),
      consigneePhone: of('consigneePhone'),
    };
  }

  /** @param ownDay the day on which the shipment itself is counted: it is not a sighting of itself */
  #seen(entity: bigint, asOf: number, ownLink: bigint, ownDay: number | null): Sightings {
    const days = this.#days.get(entity) ?? [];
    const within = (window: number): number => {
      const isWithin = (day: number): boolean => asOf - day >= 0 && asOf - day < window;
      const counted = days.reduce((sum, each) => sum + (isWithin(each.day) ? each.shipments : 0), 0);
      return counted - (ownDay !== null && isWithin(ownDay) ? 1 : 0);
    };
    const links = (window: number): bigint =>
      days.reduce((all, each) => (asOf - each.day >= 0 && asOf - each.day < window ? all | each.links : all), ownLink);
    return {
      in1Day: within(1),
      in7Days: within(7),
      in30Days: within(30),
      in90Days: within(LONGEST_WINDOW),
      linksIn7Days: links(7),
      linksIn30Days: links(30),
    };
  }
}

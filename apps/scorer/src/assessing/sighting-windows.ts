import { type EntityKeys, entityKinds, type EntityTraits, neverSeen, type Sightings } from '@watchpost/risk';
import type { scorerStore } from '@watchpost/persistence';

type SightingAnswer = scorerStore.SightingAnswer;
type SightingChange = scorerStore.SightingChange;
type SightingQuestion = scorerStore.SightingQuestion;

interface DayChange {
  readonly day: number;
  shipments: number;
  links: bigint;
}

/** A view whose own count is to be left out of what it sees. */
export interface CountedView {
  readonly keys: EntityKeys;
  readonly countedDay: number;
}

/**
 * What a batch sees of entities: what was committed when it read, and what its own earlier lines have added since. That makes the
 * answer depend on which lines came in one batch only through what other scorers committed meanwhile.
 */
export class SightingWindows {
  /** By as-of day, then entity. */
  readonly #read = new Map<number, Map<bigint, SightingAnswer>>();
  readonly #changes = new Map<bigint, DayChange[]>();

  constructor(answers: readonly SightingAnswer[]) {
    for (const answer of answers) {
      let ofDay = this.#read.get(answer.day);
      if (ofDay === undefined) this.#read.set(answer.day, (ofDay = new Map()));
      ofDay.set(answer.entity, answer);
    }
  }

  /** The questions a batch has to ask, each once. */
  static questionsOf(lines: readonly { readonly day: number; readonly traits: EntityTraits }[]): SightingQuestion[] {
    const asked = new Map<number, Set<bigint>>();
    for (const { day, traits } of lines) {
      let ofDay = asked.get(day);
      if (ofDay === undefined) asked.set(day, (ofDay = new Set()));
      for (const kind of entityKinds) {
        const key = traits.keys[kind];
        if (key !== null) ofDay.add(key);
      }
    }
    return [...asked].flatMap(([day, keys]) => [...keys].map((entity) => ({ entity, day })));
  }

  /** @param own the version before, where it is counted: a shipment is not a sighting of itself */
  see(traits: EntityTraits, day: number, own: CountedView | null): Record<keyof EntityKeys, Sightings | null> {
    const { keys, links } = traits;
    const of = (kind: keyof EntityKeys): Sightings | null => {
      const key = keys[kind];
      if (key === null) return null;
      const isOwn = own !== null && own.keys[kind] === key;
      return this.#sightings(key, day, links[kind], isOwn ? own.countedDay : null);
    };
    return {
      consignor: of('consignor'),
      consignee: of('consignee'),
      consignorAddress: of('consignorAddress'),
      consigneeAddress: of('consigneeAddress'),
      consigneePhone: of('consigneePhone'),
    };
  }

  /** Adds to an entity's day, or takes back. */
  add(entity: bigint, day: number, shipments: number, links: bigint): void {
    const days = this.#changes.get(entity);
    if (days === undefined) {
      this.#changes.set(entity, [{ day, shipments, links }]);
      return;
    }
    const known = days.find((each) => each.day === day);
    if (known === undefined) days.push({ day, shipments, links });
    else {
      known.shipments += shipments;
      known.links |= links;
    }
  }

  /** What is to be written. */
  changes(): SightingChange[] {
    const all: SightingChange[] = [];
    for (const [entity, days] of this.#changes) {
      for (const { day, shipments, links } of days)
        if (shipments !== 0 || links !== 0n) all.push({ entity, day, shipments, links });
    }
    return all;
  }

  #sightings(entity: bigint, day: number, ownLink: bigint, ownCountedDay: number | null): Sightings {
    const read = this.#read.get(day)?.get(entity) ?? neverSeen;
    const changes = this.#changes.get(entity);
    if (read === neverSeen && changes === undefined && ownCountedDay === null && ownLink === 0n) return neverSeen;
    const sum: Sum = {
      in1Day: read.in1Day,
      in7Days: read.in7Days,
      in30Days: read.in30Days,
      in90Days: read.in90Days,
      linksIn7Days: read.linksIn7Days | ownLink,
      linksIn30Days: read.linksIn30Days | ownLink,
    };
    if (ownCountedDay !== null) include(sum, day - ownCountedDay, -1, 0n);
    if (changes !== undefined)
      for (const change of changes) include(sum, day - change.day, change.shipments, change.links);
    return sum;
  }
}

type Sum = { -readonly [K in keyof Sightings]: Sightings[K] };

/** @param age days before the as-of day; what lies after it is not seen */
function include(sum: Sum, age: number, shipments: number, links: bigint): void {
  if (age < 0 || age >= 90) return;
  sum.in90Days += shipments;
  if (age >= 30) return;
  sum.in30Days += shipments;
  sum.linksIn30Days |= links;
  if (age >= 7) return;
  sum.in7Days += shipments;
  sum.linksIn7Days |= links;
  if (age === 0) sum.in1Day += shipments;
}

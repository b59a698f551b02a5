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
  /** One map for what was read and what has changed: looking a bigint up is the dearest thing here. */
  readonly #known = new Map<bigint, KnownEntity>();

  constructor(answers: readonly SightingAnswer[]) {
    for (const answer of answers) this.#knownOf(answer.entity).answers.push(answer);
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
    const { changes } = this.#knownOf(entity);
    const known = changes.find((each) => each.day === day);
    if (known === undefined) {
      changes.push({ day, shipments, links });
      return;
    }
    known.shipments += shipments;
    known.links |= links;
  }

  /** What is to be written: those of an entity together, the oldest first. */
  changes(): SightingChange[] {
    const all: SightingChange[] = [];
    for (const [entity, { answers, changes }] of this.#known) {
      if (changes.length > 1) changes.sort((a, b) => a.day - b.day);
      for (const { day, shipments, links } of changes) {
        if (shipments === 0 && links === 0n) continue;
        const basis = answers.find((each) => each.day === day)?.basis ?? null;
        all.push({ entity, day, shipments, links, basis });
      }
    }
    return all;
  }

  #knownOf(entity: bigint): KnownEntity {
    let known = this.#known.get(entity);
    if (known === undefined) this.#known.set(entity, (known = { answers: [], changes: [] }));
    return known;
  }

  #sightings(entity: bigint, day: number, ownLink: bigint, ownCountedDay: number | null): Sightings {
    const known = this.#known.get(entity);
    const read = known?.answers.find((each) => each.day === day) ?? neverSeen;
    const sum: Sum = {
      in1Day: read.in1Day,
      in7Days: read.in7Days,
      in30Days: read.in30Days,
      in90Days: read.in90Days,
      linksIn7Days: read === neverSeen ? ownLink : read.linksIn7Days | ownLink,
      linksIn30Days: read === neverSeen ? ownLink : read.linksIn30Days | ownLink,
    };
    if (ownCountedDay !== null) include(sum, day - ownCountedDay, -1, 0n);
    if (known !== undefined)
      for (const change of known.changes) include(sum, day - change.day, change.shipments, change.links);
    return sum;
  }
}

interface KnownEntity {
  /** As read; one for each as-of day that was asked for. */
  readonly answers: SightingAnswer[];
  readonly changes: DayChange[];
}

type Sum = { -readonly [K in keyof Sightings]: Sightings[K] };

/** @param age days before the as-of day; what lies after it is not seen */
function include(sum: Sum, age: number, shipments: number, links: bigint): void {
  if (age < 0 || age >= 90) return;
  sum.in90Days += shipments;
  if (age >= 30) return;
  sum.in30Days += shipments;
  const before = sum.linksIn30Days;
  sum.linksIn30Days = before | links;
  if (age >= 7) return;
  sum.in7Days += shipments;
  // Every bigint is an object of its own: mostly both windows hold the same.
  sum.linksIn7Days = sum.linksIn7Days === before ? sum.linksIn30Days : sum.linksIn7Days | links;
  if (age === 0) sum.in1Day += shipments;
}

import type { LinkSketch } from './link-sketch.ts';

/**
 * What is counted over time, in the order in which arrays of keys hold them. A declaration is counted once for each
 * (shipment, partner): two partners who declare one item make two.
 */
export const entityKinds = [
  'consignor',
  'consignee',
  'consignorAddress',
  'consigneeAddress',
  'consigneePhone',
] as const;
export type EntityKind = (typeof entityKinds)[number];

/** Salted 64-bit hashes, signed; null where the shipment does not say. No text of a person stands in a counter table. */
export type EntityKeys = Readonly<Record<EntityKind, bigint | null>>;

/**
 * What had been declared of an entity in the days up to the as-of day, that day included and the shipment itself left out.
 * A window of n days is the as-of day and the n − 1 days before it, in UTC.
 */
export interface Sightings {
  readonly in1Day: number;
  readonly in7Days: number;
  readonly in30Days: number;
  readonly in90Days: number;
  /** Who stood on the other side: consignees of a consignor, consignors of a consignee, names at an address or phone. */
  readonly linksIn7Days: LinkSketch;
  readonly linksIn30Days: LinkSketch;
}

/** How what another partner declares of the same item compares. `none`: nobody else has declared it. */
export type OtherView = 'none' | 'agrees' | 'parties-differ' | 'goods-differ';

export interface Knowledge {
  /** Days for which sightings have been kept, at most 90; null where there is no history at all. */
  readonly historyDays: number | null;
  /** Sightings of each entity; null where there is no history or no such entity. */
  readonly sightings: Readonly<Record<EntityKind, Sightings | null>>;
  readonly otherView: OtherView | null;
  /** Place of a scan at a transit office (EMJ, EMK); null where none was seen. */
  readonly transitPlace: string | null;
}

/** Nothing is known and nothing can be: rules that need history cannot decide. */
export const noKnowledge: Knowledge = {
  historyDays: null,
  sightings: { consignor: null, consignee: null, consignorAddress: null, consigneeAddress: null, consigneePhone: null },
  otherView: null,
  transitPlace: null,
};

/** An entity that is seen for the first time. */
export const neverSeen: Sightings = {
  in1Day: 0,
  in7Days: 0,
  in30Days: 0,
  in90Days: 0,
  linksIn7Days: 0n,
  linksIn30Days: 0n,
};

import type { EpochMillis, Reason, Recommendation, Shipment } from '@watchpost/domain';

/** A feature's value; null: it could not be known (that is not 0 and not false). */
export type FeatureValue = number | boolean | string | null;
export type FeatureValues = Readonly<Record<string, FeatureValue>>;

/**
 * An entity of a shipment that is counted over time: who sends, who receives, an address, a phone, the pair of sender and receiver.
 * The key is a salted 64-bit hash: text of persons stands in no counter table.
 */
export interface EntityKey {
  readonly kind: EntityKind;
  /** Signed 64-bit. */
  readonly key: bigint;
}

export type EntityKind = 'consignor' | 'consignee' | 'consignor-address' | 'consignee-address' | 'phone' | 'pair';

/** What had been received of an entity within the windows before the decision, the shipment itself left out. */
export interface EntitySightings {
  /** Shipments by days before the as-of day: [0] the same day, up to 89. */
  readonly daily: readonly number[];
  /** For consignors and consignees: how many partners on the other side were new on that day. */
  readonly newLinks: readonly number[];
}

/** What is known of the entities of one shipment, in the order of its keys. */
export interface Knowledge {
  readonly sightings: readonly EntitySightings[];
}

export interface AssessmentInput {
  readonly shipment: Shipment;
  readonly partner: string;
  /** The moment the manifest was received, never the clock. */
  readonly asOf: EpochMillis;
  readonly knowledge: Knowledge;
}

/** A decision: a pure function of (shipment version, feature snapshot, scenario version). */
export interface Assessment {
  /** id@version. */
  readonly scenario: string;
  /** 0 to 1. */
  readonly score: number;
  readonly band: string;
  readonly recommendation: Recommendation;
  /** Heaviest first; rules that found nothing are left out, "cannot decide" is kept. */
  readonly reasons: readonly Reason[];
  readonly features: FeatureValues;
}

import type { EpochMillis, Reason, Recommendation, Shipment } from '@watchpost/domain';
import type { RulingKind } from './scenario/compile-ruling.ts';
import type { Knowledge } from './entities/knowledge.ts';

/** A feature's value; null: it could not be known (that is not 0 and not false). */
export type FeatureValue = number | boolean | string | null;
/** The values that the rules decide by. A feature without a value is not in it. */
export type FeatureSnapshot = Readonly<Record<string, number | boolean | string>>;

export interface AssessmentInput {
  readonly shipment: Shipment;
  readonly partner: string;
  /** The moment the manifest was received, never the clock. */
  readonly asOf: EpochMillis;
  /** What was known of the shipment's entities; `noKnowledge` where nothing can be, as offline. */
  readonly knowledge: Knowledge;
}

/** A rule that could not be worked out for the values it met, and answered "cannot decide". */
export interface RuleFailure {
  /** id@version. */
  readonly rule: string;
  readonly cause: string;
}

/** What decided in the place of the rules. */
export interface Ruling {
  readonly kind: RulingKind;
  /** Entry of the block list or override: id@version. */
  readonly rule: string;
  /** What the rules came to. */
  readonly band: string;
  readonly recommendation: Recommendation;
}

/** A decision: a pure function of (shipment version, what was known, scenario version). */
export interface Assessment {
  /** id@version. */
  readonly scenario: string;
  /** 0 to 1: the logistic of the base rate and all weights. Neither an outcome that lifts the band nor a ruling changes it. */
  readonly score: number;
  readonly band: string;
  readonly recommendation: Recommendation;
  /** null: the rules decided. */
  readonly ruling: Ruling | null;
  /** A ruling, then heaviest first; rules that found nothing are left out, "cannot decide" is kept. */
  readonly reasons: readonly Reason[];
  readonly features: FeatureSnapshot;
  /** For whoever counts them; each stands among the reasons as well. */
  readonly failures: readonly RuleFailure[];
}

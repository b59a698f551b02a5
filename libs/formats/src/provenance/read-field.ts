import type { DatePrecision, Place } from '@watchpost/domain';

/**
 * Where a field of a line comes from, told where {@link ReadOptions.fields} asks for it. There is one for each value of the line's JSON (see
 * `toJson`), in the order of it.
 */
export interface ReadField {
  /** JSON pointer into the line as `toJson` gives it: `/articles/0/netMassKg`, `/ids/itemId`, `/conveyance/arrives`. */
  readonly field: string;
  /** null where the document states it; else what it was worked out from. */
  readonly from: FieldOrigin | null;
  /** The first of its parts; null where it was worked out. */
  readonly place: Place | null;
  /**
   * The text as it was sent: character set and syntax are taken off (entities, release characters, doubled quotation marks), nothing else,
   * so white space, case and separators of thousands are still there. Several parts have a line feed between them. null where it was worked out.
   */
  readonly sent: string | null;
  /** Every part with its own place where there are several: a text that was split over fields, an amount that was added up. Else empty. */
  readonly parts: readonly SentPart[];
  /** Unit of a mass, currency of an amount, as sent; null where none was: a mass is in kilograms then. */
  readonly unit: SentPart | null;
  /** How exactly a moment was stated; null for what is none. */
  readonly precision: DatePrecision | null;
  /** What of a moment the document leaves open and the reader took from elsewhere. */
  readonly assumed: readonly AssumedPart[];
  /** The text as matching compares it, of names, addresses and descriptions; null where that is the value itself. */
  readonly folded: string | null;
}

export interface SentPart {
  readonly sent: string;
  readonly place: Place;
}

/**
 * What a field that stands nowhere was worked out from: the JSON pointer of another field (or of what several fields stand below), or
 * - `message`: its kind says it (a Cargo-IMP waybill goes by air), or an envelope whose place nobody kept
 * - `mapping`: the settings of the partner's tables state it
 * - `partner`: who pushed it
 * - `receipt`: when it was received
 * - `default`: nothing was stated, and this is what that means
 */
export type FieldOrigin = `/${string}` | 'message' | 'mapping' | 'partner' | 'receipt' | 'default';

/** `year`, `month`: those nearest to the moment of receipt. `zone`: UTC, or that of the partner's table. */
export type AssumedPart = 'year' | 'month' | 'zone';

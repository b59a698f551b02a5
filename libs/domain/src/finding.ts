export type Severity = 'error' | 'warning' | 'info';

/** Where in the partner's document something stands. Whatever is known is given; `offset` always is. */
export interface Place {
  /** Bytes from the start of the document after content coding was removed. */
  readonly offset: number;
  /** Line of text, from 1. */
  readonly row: number | null;
  /** Element, segment or column by its name in the standard. */
  readonly segment: string | null;
  /** Path in the document's own terms: `/CC315A/GOOITEGDS[3]/GroMasGDS46`, `/shipments/4/pieces`, `row 7, column weight`. */
  readonly path: string | null;
}

/** What is wrong or worth knowing, at a place, under a code that stays the same for ever. */
export interface Finding {
  readonly severity: Severity;
  /** Stable, dotted: `envelope.segment-count`, `code.hs-form`. The catalogue is in `libs/formats`. */
  readonly code: string;
  /** Line it belongs to; null where it belongs to the whole document. */
  readonly line: number | null;
  readonly place: Place | null;
  /** One sentence for the sender. */
  readonly message: string;
  /** What stood there, at most 120 characters of it. */
  readonly value: string | null;
  readonly expected: string | null;
}

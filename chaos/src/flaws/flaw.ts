import { type Fault } from '../plan/fault.ts';

/** A text of a built file, and what stands there instead. It has to occur exactly once. */
export interface Edit {
  /** Relative to the checkout. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A guard of the product, and how it is taken out of a copy of it. */
export interface Flaw {
  readonly name: string;
  readonly guard: string;
  readonly edits: readonly Edit[];
  /** Faults aimed at the window that the guard closes. */
  readonly aimed: readonly Fault[];
}

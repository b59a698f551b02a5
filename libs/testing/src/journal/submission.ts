/** A line as its sender declared it. */
export interface DeclaredLine {
  /** From 1. */
  readonly ordinal: number;
  readonly kind: 'item' | 'tracking';
  readonly itemId: string;
  /** Issue time of the document, epoch milliseconds: the newer of two statements about an item is the later one. */
  readonly issuedAt: number;
  readonly function: 'original' | 'amend' | 'cancel';
  /** The line was damaged on purpose: nothing is expected of it but an outcome. */
  readonly isSpoilt: boolean;
  /** What it holds leaves the scenario no choice: the port has to be told. */
  readonly mustAlert: boolean;
}

/** A manifest that is to be submitted, as far as its sender has to remember it. */
export interface Submission {
  /** `Idempotency-Key`; another try of the same submission has the same one. */
  readonly key: string;
  readonly partner: string;
  readonly format: string;
  /** SHA-256 of the bytes, hex. */
  readonly digest: string;
  readonly lines: readonly DeclaredLine[];
}

/**
 * What was done and what came of it, as in Jepsen's histories: `invoke` before the request goes out, then `ok` or `fail`, or `info` where nobody knows: there
 * was no answer, and the submission may have been taken or not. Times in milliseconds since the journal began.
 */
export type JournalEntry =
  | { readonly at: number; readonly type: 'invoke'; readonly attempt: number; readonly submission: Submission }
  | {
      readonly at: number;
      readonly type: 'ok';
      readonly key: string;
      readonly manifestId: string;
      readonly receipt: string;
      /** The exchange says that it had this submission before. */
      readonly repeated: boolean;
    }
  | { readonly at: number; readonly type: 'fail'; readonly key: string; readonly status: number; readonly code: string }
  | { readonly at: number; readonly type: 'info'; readonly key: string; readonly why: string };

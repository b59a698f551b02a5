/** One thing that was looked at. */
export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  /** It works, and yet somebody should look at it. */
  readonly warning?: true;
  /** What was seen; where it is not well, how to mend it. */
  readonly detail: string;
}

/** A line for people. */
export const describeFinding = ({ check, ok, warning, detail }: Finding): string =>
  `${ok ? (warning ? 'WARN' : 'ok  ') : 'BAD '} ${check}: ${detail}`;

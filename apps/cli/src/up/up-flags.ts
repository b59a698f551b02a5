export interface UpFlags {
  readonly detach?: true;
  readonly json?: true;
  readonly demo?: true;
  /** Set by `--detach` for the process it leaves behind. */
  readonly background?: true;
}

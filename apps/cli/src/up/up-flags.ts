export interface UpFlags {
  readonly detach?: true;
  readonly json?: true;
  readonly demo?: true;
  /** Of each service; what the environment says unless given. */
  readonly replicas?: number;
  /** Set by `--detach` for the process it leaves behind. */
  readonly background?: true;
}

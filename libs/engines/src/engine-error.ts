/** What can go wrong with an engine, in a closed set, so that a caller can tell a missing tool from a full disk. */
export type EngineFault =
  | 'tool-missing'
  | 'tool-too-old'
  | 'download-failed'
  | 'image-missing'
  | 'port-in-use'
  | 'disk-full'
  | 'unreachable'
  | 'no-user'
  | 'locked'
  | 'crashed'
  | 'timeout';

/** Exit codes of the command line that engines can lead to: 1 failed, 6 conflict, 8 unavailable. */
const exitCodes: Readonly<Record<EngineFault, number>> = {
  'tool-missing': 8,
  'tool-too-old': 8,
  'download-failed': 8,
  'image-missing': 8,
  'port-in-use': 6,
  'disk-full': 8,
  unreachable: 8,
  'no-user': 8,
  locked: 6,
  crashed: 1,
  timeout: 8,
};

/** `message` is one sentence for the operator: what is wrong, and how to mend it. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly fault: EngineFault;

  constructor(fault: EngineFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }

  get exitCode(): number {
    return exitCodes[this.fault];
  }
}

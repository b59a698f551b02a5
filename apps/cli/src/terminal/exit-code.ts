/** How the command line ends; the same for every verb. */
export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  findings: 3,
  notAllowed: 4,
  notFound: 5,
  conflict: 6,
  partly: 7,
  unavailable: 8,
  interrupted: 130,
} as const;

/** Ends the command with one sentence on standard error and this exit code. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, code: number, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = code;
  }
}

/** Errors of other libraries that know how they want to end. */
export function exitCodeOf(error: unknown): number {
  const code = (error as { exitCode?: unknown } | null)?.exitCode;
  return typeof code === 'number' ? code : exitCode.failed;
}

/**
 * Why a program cannot start, in one sentence that says what and how to mend it. Exit codes are those of the command line:
 * 1 failed, 2 usage or configuration, 8 something it needs is unavailable.
 */
export class StartFault extends Error {
  override readonly name = 'StartFault';
  constructor(
    sentence: string,
    readonly exitCode: 1 | 2 | 8,
    options?: ErrorOptions,
  ) {
    super(sentence, options);
  }
}

/**
 * Turns what a server, a database or a broker throws at start into one sentence. An error that says `transient: true` or
 * `exitCode: 8` means that something the service needs is unavailable.
 */
export function startFaultOf(error: unknown): StartFault {
  if (error instanceof StartFault) return error;
  const { code, message, port } = error as { code?: string; message?: string; port?: number };
  if (code === 'EADDRINUSE') {
    return new StartFault(`Port ${port ?? '?'} is in use; set HTTP_PORT to a free one, or to 0 for any.`, 8, {
      cause: error,
    });
  }
  if (code === 'EACCES') {
    return new StartFault(`Port ${port ?? '?'} may not be opened by this user; set HTTP_PORT above 1023.`, 8, {
      cause: error,
    });
  }
  const { transient, exitCode } = error as { transient?: boolean; exitCode?: number };
  const unavailable = transient === true || exitCode === 8;
  const sentence = (message ?? String(error)).split('\n')[0]!;
  return new StartFault(sentence.endsWith('.') ? sentence : `${sentence}.`, unavailable ? 8 : 1, { cause: error });
}

/** One fault inside a request. */
export interface ProblemDetail {
  /** JSON pointer (RFC 6901) into the body, or the name of a header or parameter. */
  readonly pointer: string;
  readonly detail: string;
}

export interface ProblemExtras {
  readonly errors?: readonly ProblemDetail[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the problem object. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** An answer that is not what the caller asked for, as problem details (RFC 9457). `code` is stable; callers decide by it. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  constructor(
    readonly status: number,
    /** Dotted, for ever the same: `manifest.too-large`, `alert.step-not-possible`. */
    readonly code: string,
    /** One sentence for the caller. */
    readonly detail: string,
    readonly extras: ProblemExtras = {},
  ) {
    super(detail);
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
};

/** The body of `application/problem+json`. */
export function problemBody(problem: ProblemError, instance: string): Record<string, unknown> {
  return {
    type: `urn:watchpost:problem:${problem.code}`,
    title: titles[problem.status] ?? 'Error',
    status: problem.status,
    code: problem.code,
    detail: problem.detail,
    instance,
    ...(problem.extras.errors && { errors: problem.extras.errors }),
    ...problem.extras.members,
  };
}

const defaultCodes: Readonly<Record<number, string>> = {
  400: 'request.malformed',
  401: 'key.missing',
  403: 'key.not-allowed',
  404: 'path.unknown',
  405: 'method.not-allowed',
  408: 'request.timeout',
  413: 'request.too-large',
  415: 'request.media-type',
  429: 'quota.exceeded',
};

/** Whatever was thrown, as a problem. What nobody expected becomes a 500 that tells nothing of the inside. */
export function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if ((error as { transient?: boolean }).transient === true) {
    return new ProblemError(503, 'service.unavailable', 'Something this service needs is away; try again.', {
      headers: { 'retry-after': '2' },
    });
  }
  const status = statusOf(error);
  if (status === null || status >= 500)
    return new ProblemError(500, 'internal', 'The service failed; its log tells why.');
  return new ProblemError(status, defaultCodes[status] ?? 'request.refused', (error as Error).message);
}

function statusOf(error: unknown): number | null {
  const { status, statusCode, getStatus } = error as {
    status?: unknown;
    statusCode?: unknown;
    getStatus?: () => number;
  };
  if (typeof getStatus === 'function') return getStatus.call(error);
  if (typeof statusCode === 'number') return statusCode;
  return typeof status === 'number' ? status : null;
}

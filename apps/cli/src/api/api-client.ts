import { CommandError, exitCode } from '../terminal/exit-code.ts';

export interface ApiAddress {
  /** `http://127.0.0.1:4711`, without a slash at its end. */
  readonly url: string;
  readonly key: string | null;
  /** How the service is called in messages. */
  readonly service: string;
}

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON unless it is bytes. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** RFC 9457, as every service answers it. */
export interface Problem {
  readonly status: number;
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly [extra: string]: unknown;
}

/** A refusal by a service; ends the command with the code that fits the status. */
export class ApiError extends CommandError {
  override readonly name = 'ApiError' as 'CommandError';
  readonly problem: Problem;

  constructor(service: string, problem: Problem) {
    const what = problem.detail ?? problem.title ?? `HTTP ${problem.status}`;
    const code = problem.code === undefined ? '' : ` (${problem.code})`;
    const possible = Array.isArray(problem['possible'])
      ? `; possible: ${problem['possible'].join(', ') || 'nothing'}`
      : '';
    super(
      `${service} refused: ${what.replace(/\.$/, '')}${code}${possible}.`,
      exitCodeOfStatus(problem.status, problem.code),
    );
    this.problem = problem;
  }
}

function exitCodeOfStatus(status: number, code = ''): number {
  if (status === 401 || status === 403) return exitCode.notAllowed;
  if (status === 404 || status === 410) return exitCode.notFound;
  if (status === 409 || (status === 422 && code.includes('idempotency'))) return exitCode.conflict;
  if (status === 429 || status === 502 || status === 503 || status === 504) return exitCode.unavailable;
  return exitCode.failed;
}

/**
 * One request, its answer read as JSON (null where there is none).
 * @throws ApiError where the service refuses; CommandError `unavailable` where it cannot be reached
 */
export async function callApi<T>(address: ApiAddress, request: ApiRequest): Promise<T> {
  const response = await openApi(address, request);
  const text = await response.text();
  return (text === '' ? null : JSON.parse(text)) as T;
}

/** One request, its answer as it comes: for streams and for bytes. */
export async function openApi(address: ApiAddress, request: ApiRequest): Promise<Response> {
  const isBytes = request.body instanceof Uint8Array;
  const headers: Record<string, string> = {
    ...(address.key === null ? {} : { authorization: `Bearer ${address.key}` }),
    ...(request.body === undefined || isBytes ? {} : { 'content-type': 'application/json' }),
    ...request.headers,
  };
  const body =
    request.body === undefined
      ? null
      : isBytes
        ? (request.body as NonNullable<RequestInit['body']>)
        : JSON.stringify(request.body);
  let response: Response;
  try {
    response = await fetch(urlOf(address, request), {
      method: request.method ?? 'GET',
      headers,
      body,
      ...(request.timeoutMs === 0 ? {} : { signal: AbortSignal.timeout(request.timeoutMs ?? 60_000) }),
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new CommandError(
      `${address.service} at ${address.url} does not answer (${cause}); start the stack with watchpost up, or look with watchpost doctor.`,
      exitCode.unavailable,
      { cause: error },
    );
  }
  if (response.ok) return response;
  throw new ApiError(address.service, await problemOf(response));
}

function urlOf(address: ApiAddress, { path, query }: ApiRequest): string {
  const url = new URL(address.url.replace(/\/$/, '') + path);
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined) url.searchParams.set(name, String(value));
  return url.href;
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => '');
  try {
    const parsed = JSON.parse(text) as object;
    return { ...parsed, status: response.status };
  } catch {
    return { status: response.status, detail: text.slice(0, 200) || `HTTP ${response.status}` };
  }
}

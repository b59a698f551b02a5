import { setTimeout as pause } from 'node:timers/promises';

export interface Door {
  readonly url: string;
  readonly key: string;
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: string | object;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

const LONGEST_PAUSE_MS = 10_000;

/**
 * Calls until there is an answer that waiting would not change: a service that is away, busy or overloaded is asked again, at its
 * own pace where it names one. Rejects only when `signal` aborts.
 */
export async function callPatiently<T>(door: Door, call: Call, signal: AbortSignal): Promise<Answer<T>> {
  for (let attempt = 0; ; attempt += 1) {
    signal.throwIfAborted();
    const wait = Math.min(LONGEST_PAUSE_MS, 250 * 2 ** attempt);
    const response = await send(door, call, signal).catch(() => null);
    // An answer that breaks off is none.
    const text = await response?.text().catch(() => null);
    if (!response || typeof text !== 'string') {
      await pause(wait, undefined, { signal });
      continue;
    }
    if (response.status !== 429 && response.status < 500) return { status: response.status, body: parsed<T>(text) };
    const asked = Number(response.headers.get('retry-after')) * 1_000;
    await pause(asked > 0 ? Math.min(asked, 60_000) : wait, undefined, { signal });
  }
}

/** One request, its answer as it comes. */
export function send(door: Door, { method, path, body, headers }: Call, signal: AbortSignal): Promise<Response> {
  return fetch(door.url.replace(/\/$/, '') + path, {
    method: method ?? 'GET',
    headers: {
      authorization: `Bearer ${door.key}`,
      ...(typeof body === 'object' ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    signal,
  });
}

function parsed<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    return null as T;
  }
}

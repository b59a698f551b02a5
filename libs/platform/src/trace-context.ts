import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** W3C Trace Context: `00-<32 hex>-<16 hex>-<2 hex>`. */
const traceparentForm = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

export const isTraceparent = (text: string): boolean => traceparentForm.test(text);

export const newTraceparent = (): string =>
  `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;

/** The same trace, a span of its own. */
export const childTraceparent = (parent: string): string =>
  `${parent.slice(0, 36)}${randomBytes(8).toString('hex')}${parent.slice(52)}`;

/** The caller's trace where it sent a valid one, else a new one. */
export function traceparentOf(request: {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}): string {
  const given = request.headers['traceparent'];
  return typeof given === 'string' && isTraceparent(given) ? given : newTraceparent();
}

const current = new AsyncLocalStorage<string>();

/** Runs work under a trace: log lines written meanwhile name it, wherever in the program they are written. */
export const underTrace = <T>(traceparent: string, work: () => T): T => current.run(traceparent, work);

/** The trace of the request or record that is being handled; undefined outside of one. */
export const currentTraceparent = (): string | undefined => current.getStore();

import { type Principal } from '@watchpost/security';

/** Whose doing a change is, and the trace it belongs to. */
export interface Doing {
  readonly principal: Principal;
  readonly traceparent: string | null;
}

/** Who did it, for the audit log and for `changedBy`: `operator:ada (key k1)`. */
export const whoOf = (principal: Principal): string => `${principal.kind}:${principal.id} (key ${principal.keyId})`;

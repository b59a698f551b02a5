import { type Principal, principalOfRequest } from '@watchpost/security';
import { type FastifyRequest } from 'fastify';

/** Whose doing a change is, and the trace it belongs to. */
export interface Doing {
  readonly principal: Principal;
  readonly traceparent: string | null;
}

/** @param request one that has passed the guard */
export const doingOf = (request: FastifyRequest): Doing => ({
  principal: principalOfRequest(request),
  traceparent: request.traceparent,
});

/** Who did it, for the audit log and for `changedBy`: `operator:ada (key k1)`. */
export const whoOf = (principal: Principal): string => `${principal.kind}:${principal.id} (key ${principal.keyId})`;

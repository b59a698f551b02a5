import { Inject, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Clock } from '@watchpost/domain';
import { CLOCK, ProblemError } from '@watchpost/platform';
import type { FastifyRequest } from 'fastify';
import type { KeyLookup, Principal, Scope } from './access-key.ts';

/** Nest token of the service's {@link KeyLookup}. */
export const KEYS = Symbol.for('watchpost.keys');

const SCOPE = 'watchpost.scope';

/** The scope a key needs for this handler or controller. A guarded handler without one opens for nobody. */
export const RequireScope = (scope: Scope): MethodDecorator & ClassDecorator => SetMetadata(SCOPE, scope);

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by {@link BearerGuard}. */
    principal?: Principal;
  }
}

const refusals = {
  'key.unknown': 'This key is not known.',
  'key.expired': 'This key has expired.',
  'key.revoked': 'This key was revoked.',
  'key.inactive': 'The owner of this key is not active.',
} as const;

/** Lets a request in by its bearer key: 401 where the key opens nothing, 403 where it lacks the scope. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    @Inject(KEYS) private readonly keys: KeyLookup,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const scope = this.reflector.getAllAndOverride<Scope | undefined>(SCOPE, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const found = await this.keys.find(bearerOf(request), this.clock.now());
    if (typeof found === 'string') throw unauthorized(found, refusals[found]);
    if (scope === undefined || !found.scopes.includes(scope)) {
      throw new ProblemError(403, 'key.scope', `This key lacks the scope ${scope ?? 'for this path'}.`);
    }
    request.principal = found;
    return true;
  }
}

function bearerOf(request: FastifyRequest): string {
  const match = /^Bearer ([\x21-\x7e]{8,512})$/i.exec(request.headers.authorization ?? '');
  if (!match) throw unauthorized('key.missing', 'Send the key as "Authorization: Bearer …".');
  return match[1]!;
}

const unauthorized = (code: string, detail: string): ProblemError =>
  new ProblemError(401, code, detail, { headers: { 'www-authenticate': 'Bearer' } });

/** The principal of a guarded request. */
export function principalOfRequest(request: FastifyRequest): Principal {
  if (request.principal === undefined) throw new Error('this handler is not behind BearerGuard');
  return request.principal;
}

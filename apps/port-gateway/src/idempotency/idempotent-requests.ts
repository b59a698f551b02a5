import { type Database, DATABASE, portGatewayStore, type Transaction, withTransaction } from '@watchpost/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock } from '@watchpost/domain';
import { CLOCK, ProblemError } from '@watchpost/platform';
import { type Principal } from '@watchpost/security';
import { type FastifyRequest } from 'fastify';
import { hash } from 'node:crypto';

/** A request that may come again. */
export interface Repeatable {
  readonly principal: Principal;
  /** null: the request has no key, and the work looks after itself. */
  readonly key: string | null;
  /** Of method, path and body. */
  readonly fingerprint: string;
}

const keyForm = /^[\x21\x23-\x7e]{1,255}$/u;

/** @throws ProblemError 400 where the key is no structured-field string or token */
export function repeatableOf(request: FastifyRequest, principal: Principal): Repeatable {
  const header = request.headers['idempotency-key'];
  const key = typeof header === 'string' ? header.trim().replace(/^"(.*)"$/u, '$1') : null;
  if (key !== null && !keyForm.test(key)) {
    throw new ProblemError(
      400,
      'idempotency-key.malformed',
      'An Idempotency-Key is 1 to 255 visible ASCII characters.',
      {
        errors: [{ pointer: 'Idempotency-Key', detail: 'is not of that form' }],
      },
    );
  }
  const said = `${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`;
  return { principal, key, fingerprint: hash('sha256', said, 'hex') };
}

/** Does the work of a request once for each Idempotency-Key: the same request again gets the first answer, another one under the same key 422. */
@Injectable()
export class IdempotentRequests {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run<Answer>(request: Repeatable, work: (tx: Transaction) => Promise<Answer>): Promise<Answer> {
    const { key, fingerprint, principal } = request;
    return withTransaction(this.database, async (tx) => {
      if (key === null) return work(tx);
      const use = { owner: `port:${principal.id}`, key, fingerprint, at: this.clock.now() };
      const prior = await portGatewayStore.claimIdempotencyKey(tx, use);
      if (prior.kind === 'again') return prior.answer as Answer;
      if (prior.kind === 'other-body') {
        throw new ProblemError(422, 'idempotency-key.reused', 'This Idempotency-Key was used for another request.', {
          errors: [{ pointer: 'Idempotency-Key', detail: 'belongs to another request' }],
        });
      }
      const answer = await work(tx);
      await portGatewayStore.keepAnswer(tx, use, 200, answer);
      return answer;
    });
  }
}

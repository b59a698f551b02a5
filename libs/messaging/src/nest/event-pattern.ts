import { applyDecorators, type ArgumentsHost, Catch, type RpcExceptionFilter, UseFilters } from '@nestjs/common';
import { Ctx, EventPattern as NestEventPattern, Payload } from '@nestjs/microservices';
import { type TopicDefinition } from '@watchpost/contracts';
import { type ConsumerOptions } from '../event-log.ts';
import { type Observable, throwError } from 'rxjs';

/** How the records of a topic come to their handler. */
export interface HandlerOptions extends Pick<
  ConsumerOptions,
  'from' | 'maxBatchRecords' | 'maxBatchBytes' | 'lingerMs' | 'maxAttempts' | 'retryBaseMs' | 'onRevoked'
> {
  /** false: the handler gets `LogRecord`s as they are, tombstones too. Otherwise `EventRecord`s. */
  readonly decode?: boolean;
  /** true: a consumer of its own, so that a backlog of this topic does not slow fetching for the service's others. */
  readonly independent?: boolean;
}

/** Hands errors of handlers on as they are. Nest would put `Internal server error` in their place, and transient ones could not be told from mistakes. */
@Catch()
class HandOnErrors implements RpcExceptionFilter {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}

type Topic = string | TopicDefinition<never>;

/**
 * Marks the method that handles the records of a topic, or of several, each in calls of its own: `(records, context) => Promise<BatchOutcomes>`, see
 * `BatchHandler` for what it may answer and throw. `records` are `readonly EventRecord<T>[]`, or `readonly LogRecord[]` with `{ decode: false }`.
 *
 * @param topics of the catalogue, dead-letter topics among them, or their names
 */
export function EventPattern(topics: Topic | readonly Topic[], options: HandlerOptions = {}): MethodDecorator {
  const names = ([topics].flat() as readonly Topic[]).map((topic) => (typeof topic === 'string' ? topic : topic.name));
  const decorate = applyDecorators(
    NestEventPattern(names, { ...options, [HANDS_ON_ERRORS]: true }) as MethodDecorator,
    UseFilters(HandOnErrors),
  );
  return (target, method, descriptor) => {
    // Nest passes on the first argument alone unless the method's parameters are marked.
    Payload()(target, method, 0);
    Ctx()(target, method, 1);
    decorate(target, method, descriptor);
  };
}

/** By this the strategy tells our decorator from Nest's. */
export const HANDS_ON_ERRORS = 'watchpostHandsOnErrors';

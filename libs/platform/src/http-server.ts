import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DynamicModule, Type } from '@nestjs/common';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { closeIdleConnectionsWhileDraining } from './idle-connections.ts';
import { type Logger, NestLogger } from './logger.ts';
import { ProblemFilter } from './problem.filter.ts';
import { ProblemError } from './problem.ts';
import { parseStrictJson } from './strict-json.ts';
import { type Metrics } from './metrics.ts';
import { LOGGER, METRICS } from './tokens.ts';
import { traceparentOf, underTrace } from './trace-context.ts';

export interface HttpServerOptions {
  /** Bytes of a JSON body; 1 MiB unless said. Raw bodies have limits of their own where they are read. */
  readonly jsonLimit?: number;
  /** How long a whole request may take to arrive; 30 s unless said. */
  readonly requestTimeoutMs?: number;
  /**
   * Set up raw content types before the first request, for a service that takes bodies as streams. JSON bodies of paths
   * it claims are left alone as well.
   */
  readonly configure?: (server: FastifyInstance) => void;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** W3C Trace Context of this request: the caller's, or a new one. */
    traceparent: string;
  }
}

/**
 * Nest on a hardened Fastify: strict JSON, limits in size and time, problem details for every error, a trace for every request.
 * Not listening yet.
 */
export async function createHttpApplication(
  module: Type | DynamicModule,
  options: HttpServerOptions = {},
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: options.jsonLimit ?? 1024 * 1024,
    requestTimeout: options.requestTimeoutMs ?? 30_000,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    http: { headersTimeout: 10_000 },
    routerOptions: { maxParamLength: 512 },
    return503OnClosing: true,
    forceCloseConnections: 'idle',
  });
  const server = adapter.getInstance() as unknown as FastifyInstance;
  server.decorateRequest('traceparent', '');
  server.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done) => {
    request.traceparent = traceparentOf(request);
    reply.header('traceparent', request.traceparent);
    reply.header('x-content-type-options', 'nosniff');
    underTrace(request.traceparent, done);
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bufferLogs: true,
    abortOnError: false,
    bodyParser: false,
  });
  const logger = app.get<Logger>(LOGGER);
  measureRequests(server, app.get<Metrics>(METRICS));
  closeIdleConnectionsWhileDraining(server);
  app.useLogger(new NestLogger(logger));
  app.useGlobalFilters(new ProblemFilter(logger));
  app.useGlobalPipes(validationPipe());
  server.removeContentTypeParser('application/json');
  options.configure?.(server);
  if (!server.hasContentTypeParser('application/json')) acceptJson(server);
  return app;
}

/** By route, never by path: paths have ids in them. */
function measureRequests(server: FastifyInstance, metrics: Metrics): void {
  const seconds = metrics.seconds('watchpost_http_request_seconds', 'How long requests took until answered.', [
    'method',
    'route',
    'status',
  ]);
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    seconds.labels(request.method, route, String(reply.statusCode)).observe(reply.elapsedTime / 1000);
    done();
  });
}

function acceptJson(server: FastifyInstance): void {
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, (body as Buffer).length === 0 ? undefined : parseStrictJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Standard Schemas of `@Body`, `@Param` and `@Query` checked; what does not fit is a 422 whose pointers name the places. */
function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues: readonly SchemaIssue[]) =>
      new ProblemError(422, 'request.invalid', 'The request does not fit its description.', {
        errors: issues.map(({ message, path }) => ({ pointer: pointerOf(path ?? []), detail: message })),
      }),
  });
}

const pointerOf = (path: readonly (PropertyKey | { readonly key: PropertyKey })[]): string =>
  path
    .map((step) =>
      String(typeof step === 'object' ? step.key : step)
        .replaceAll('~', '~0')
        .replaceAll('/', '~1'),
    )
    .map((step) => `/${step}`)
    .join('');

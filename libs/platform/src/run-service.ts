import { renameSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { DynamicModule, Type } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from './config.ts';
import type { HealthChecks, HealthReport } from './health.ts';
import { createHttpApplication, type HttpServerOptions } from './http-server.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { openApiOf } from './open-api.ts';
import type { httpSettings } from './settings.ts';
import { startFaultOf } from './start-fault.ts';
import { HEALTH, LOGGER, METRICS } from './tokens.ts';

export interface ServiceDefinition {
  /** As in the architecture: intake, normalizer, scorer, targeting, port-gateway, operations. */
  readonly name: string;
  /** One sentence for the OpenAPI document. */
  readonly description: string;
  readonly config: Config<typeof httpSettings>;
  readonly module: Type | DynamicModule;
  readonly http?: HttpServerOptions;
  /**
   * Transport whose handlers take events; got from the application, which knows the broker's settings. Its `close` is called when draining
   * begins and once more by Nest at the end.
   */
  readonly strategy?: (app: NestFastifyApplication) => CustomTransportStrategy;
}

export interface RunningService {
  readonly app: NestFastifyApplication;
  /** `http://127.0.0.1:41234` */
  readonly url: string;
  /**
   * Drains: readiness ends, handlers finish their batch and commit, open requests are answered, workers stop (`onModuleDestroy`), pools
   * end (`onApplicationShutdown`). Asked again it gives the same answer.
   */
  stop(): Promise<void>;
}

/**
 * What Node takes small buffers out of: 8 KiB at a time, unless said, of which not even eight records fit into one. Every such piece is a thing of its own to allocator
 * and collector.
 */
const POOL_BYTES = 256 * 1024;

/**
 * Starts a service: its doors and its handlers; once its checks are well it says so in its ready file. SIGTERM and SIGINT drain it;
 * at the deadline the process ends whatever is left. A fault at start is one sentence on standard error and the exit code of its kind.
 */
export async function runService(define: () => ServiceDefinition | Promise<ServiceDefinition>): Promise<void> {
  Buffer.poolSize = POOL_BYTES;
  try {
    const definition = await define();
    const service = await startService(definition);
    drainOnSignal(service, definition.config.SHUTDOWN_DEADLINE_MS);
    await announceWhenReady(definition, service);
  } catch (error) {
    const fault = startFaultOf(error);
    process.stderr.write(`${fault.message}\n`);
    if (fault.exitCode === 1 && fault.cause instanceof Error) process.stderr.write(`${fault.cause.stack}\n`);
    process.exit(fault.exitCode);
  }
}

/** The same without signals, ready file and exit: for tests. */
export async function startService(definition: ServiceDefinition): Promise<RunningService> {
  const app = await createHttpApplication(definition.module, definition.http);
  const strategy = definition.strategy?.(app);
  try {
    if (strategy) app.connectMicroservice({ strategy }, { inheritAppConfig: false });
    const document = openApiOf(app, `Watchpost ${definition.name}`, definition.description);
    app
      .getHttpAdapter()
      .getInstance()
      .get('/openapi.json', (_request: unknown, reply: { send: (body: unknown) => unknown }) => reply.send(document));
    await app.startAllMicroservices();
    await app.listen(definition.config.HTTP_PORT, definition.config.HTTP_HOST);
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
  app.get<Metrics>(METRICS).collectProcess();
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  let stopped: Promise<void> | null = null;
  return { app, url, stop: () => (stopped ??= stop(app, strategy)) };
}

async function stop(app: NestFastifyApplication, strategy: CustomTransportStrategy | undefined): Promise<void> {
  app.get<HealthChecks>(HEALTH).drain();
  // Nest would stop the workers first; handlers that are in the middle of a batch still need them.
  await strategy?.close();
  await app.close();
}

const ASK_AGAIN_MS = 100;

async function announceWhenReady({ name, config }: ServiceDefinition, { app, url }: RunningService): Promise<void> {
  const health = app.get<HealthChecks>(HEALTH);
  const logger = app.get<Logger>(LOGGER);
  const said = new Set<string>();
  while (!health.draining.aborted) {
    const reports = await Promise.all([health.report('started'), health.report('ready')]);
    if (reports.every(({ healthy }) => healthy)) break;
    for (const reason of reasonsOf(reports)) {
      if (!said.has(reason)) logger.info(`not ready yet: ${reason}`);
      said.add(reason);
    }
    await pause(ASK_AGAIN_MS);
  }
  if (health.draining.aborted) return;
  logger.info({ url }, 'ready');
  if (config.WATCHPOST_READY_FILE === undefined) return;
  // Written beside and renamed: whoever waits for the file never reads half of it.
  const part = `${config.WATCHPOST_READY_FILE}.part`;
  writeFileSync(part, JSON.stringify({ service: name, pid: process.pid, url }));
  renameSync(part, config.WATCHPOST_READY_FILE);
}

const reasonsOf = (reports: readonly HealthReport[]): readonly string[] =>
  reports.flatMap(({ checks }) =>
    Object.entries(checks)
      .filter(([, answer]) => answer !== 'ok')
      .map(([check, answer]) => `${check} ${answer}`),
  );

function drainOnSignal(service: RunningService, deadlineMs: number): void {
  const logger = service.app.get<Logger>(LOGGER);
  let draining = false;
  const drain = (signal: NodeJS.Signals): void => {
    if (draining) return;
    draining = true;
    logger.info({ signal }, 'draining');
    const deadline = setTimeout(() => {
      logger.error({ deadlineMs }, 'not drained in time');
      process.exit(1);
    }, deadlineMs);
    deadline.unref();
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'draining failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', drain);
  process.on('SIGINT', drain);
}

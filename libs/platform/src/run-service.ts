import { writeFileSync, renameSync } from 'node:fs';
import type { DynamicModule, Type } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from './config.ts';
import { createHttpApplication, type HttpServerOptions } from './http-server.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { openApiOf } from './open-api.ts';
import type { httpSettings } from './settings.ts';
import { startFaultOf } from './start-fault.ts';
import { LOGGER, METRICS } from './tokens.ts';

export interface ServiceDefinition {
  /** As in the architecture: intake, normalizer, scorer, targeting, port-gateway, operations. */
  readonly name: string;
  /** One sentence for the OpenAPI document. */
  readonly description: string;
  readonly config: Config<typeof httpSettings>;
  readonly module: Type | DynamicModule;
  readonly http?: HttpServerOptions;
  /** Transport whose handlers take events; got from the application, which knows the broker's settings. */
  readonly strategy?: (app: NestFastifyApplication) => CustomTransportStrategy;
}

export interface RunningService {
  readonly app: NestFastifyApplication;
  /** `http://127.0.0.1:41234` */
  readonly url: string;
}

/**
 * Starts a service: first its doors, then its handlers; then it says so in its ready file. SIGTERM and SIGINT drain it: handlers finish
 * their batch and commit, open requests are answered, pools are ended; at the deadline the process ends whatever is left.
 * A fault at start is one sentence on standard error and the exit code of its kind.
 */
export async function runService(define: () => ServiceDefinition | Promise<ServiceDefinition>): Promise<void> {
  try {
    const definition = await define();
    const { app, url } = await startService(definition);
    drainOnSignal(app, definition.config.SHUTDOWN_DEADLINE_MS);
    announce(definition, url);
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
  try {
    if (definition.strategy)
      app.connectMicroservice({ strategy: definition.strategy(app) }, { inheritAppConfig: false });
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
  return { app, url: (await app.getUrl()).replace('[::1]', '127.0.0.1') };
}

function announce({ name, config }: ServiceDefinition, url: string): void {
  const path = config.WATCHPOST_READY_FILE;
  if (path === undefined) return;
  // Written beside and renamed: whoever waits for the file never reads half of it.
  writeFileSync(`${path}.part`, JSON.stringify({ service: name, pid: process.pid, url }));
  renameSync(`${path}.part`, path);
}

function drainOnSignal(app: NestFastifyApplication, deadlineMs: number): void {
  const logger = app.get<Logger>(LOGGER);
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
    app.close().then(
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

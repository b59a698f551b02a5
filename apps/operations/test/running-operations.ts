import { topicSpecs } from '@watchpost/contracts';
import { BatchStrategy, type EventLog, type LogAdmin } from '@watchpost/messaging';
import { createDatabase, createScratchDatabase, type Database } from '@watchpost/persistence';
import { loadConfig, type RunningService, startService } from '@watchpost/platform';
import { operationsSettings } from '../src/configuration.ts';
import { OperationsModule } from '../src/operations.module.ts';

export const OPERATOR_KEY = 'bootstrap-key-for-the-tests-of-operations';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Operations as it runs, on a database of its own and a log that the test chooses. */
export interface RunningOperations {
  readonly service: RunningService;
  readonly database: Database;
  readonly admin: LogAdmin;
  /** With an operator's key. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

/** @param brokers what its configuration says; nobody listens there unless said */
export async function runOperations(
  log: EventLog,
  brokers: readonly string[] = ['127.0.0.1:1'],
): Promise<RunningOperations> {
  const scratch = await createScratchDatabase(process.env['WATCHPOST_TEST_DATABASE_URL']!);
  const config = loadConfig(operationsSettings, {
    DATABASE_URL: scratch.url,
    WATCHPOST_KAFKA_BROKERS: brokers.join(','),
    LOG_LEVEL: 'silent',
    WATCHPOST_BOOTSTRAP_OPERATOR_KEY: OPERATOR_KEY,
  });
  const admin = await log.admin();
  await admin.ensureTopics(topicSpecs());
  const database = await createDatabase({ url: scratch.url, service: 'operations', poolSize: 6 });
  const service = await startService({
    name: 'operations',
    description: 'The operators’ door.',
    config,
    module: OperationsModule.with({ config, database, log }),
    strategy: (app) => app.get(BatchStrategy),
  });
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${service.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${OPERATOR_KEY}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };
  const stop = async (): Promise<void> => {
    await service.stop();
    await scratch.drop();
  };
  return { service, database, admin, call, stop };
}

/** What `read` answers as soon as it answers anything, within twenty seconds. */
export async function eventually<T>(read: () => Promise<T | undefined>, what: string): Promise<T> {
  for (let tries = 0; tries < 400; tries += 1) {
    const found = await read();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never came: ${what}`);
}

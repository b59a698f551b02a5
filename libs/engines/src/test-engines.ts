import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KafkaEngine, type PostgresEngine, type Progress } from './engine.ts';
import { endKafka, startKafka } from './kafka/kafka.ts';
import { endPostgres, purgePostgres, startPostgres } from './postgres/postgres.ts';
import { ownIdentity } from './process/process-identity.ts';
import { runningRecord, writeRecord } from './process/process-record.ts';

const PREFIX = 'watchpost-test-';

export interface TestEngines {
  /** Comma list of `host:port`. */
  readonly brokers: string;
  /** As the superuser. */
  readonly databaseUrl: string;
  /** Ends both and deletes what they kept. */
  stop(): Promise<void>;
}

/** Images that containers of the tests are made of, as `deploy/` builds them. */
export interface TestImages {
  readonly kafka: string;
  readonly postgres: string;
}

/**
 * The same as containers of this repository's own images, on ports of the loopback address where the Docker engine is this
 * machine's. Containers of runs that were killed are removed first. What it takes to speak to Docker is loaded here and not before.
 * @throws EngineError `unreachable`, `image-missing` or `crashed`
 */
export async function startTestContainers(
  images: TestImages,
  progress: Progress = () => undefined,
): Promise<TestEngines> {
  const { startContainers } = await import('./containers/test-containers.ts');
  return startContainers(images, progress);
}

/**
 * A broker and a database for one run of the tests, small, on free ports, in a directory of their own below the system's
 * temporary one. What runs that were killed have left behind is cleared away first.
 */
export async function startTestEngines(progress?: Progress): Promise<TestEngines> {
  await clearLeftovers();
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  // Open, so that the user PostgreSQL runs as (never root) reaches its files in it.
  chmodSync(directory, 0o755);
  writeRecord(join(directory, 'owner.json'), ownIdentity());
  const common = { needMib: 512, ...(progress ? { progress } : {}) };
  const begun = await Promise.allSettled([
    startKafka({ directory: join(directory, 'kafka'), heapMib: 384, ...common }),
    startPostgres({
      directory: join(directory, 'postgres'),
      size: { sharedBuffersMib: 64, maxWalMib: 512 },
      ...common,
    }),
  ]);
  const failed = begun.find((result) => result.status === 'rejected');
  if (failed) {
    await clear(directory);
    throw failed.reason;
  }
  const [kafka, postgres] = begun.map((result) => (result as PromiseFulfilledResult<unknown>).value) as [
    KafkaEngine,
    PostgresEngine,
  ];
  return {
    brokers: kafka.brokers.join(','),
    databaseUrl: postgres.url,
    stop: () => clear(directory),
  };
}

async function clear(directory: string): Promise<void> {
  await Promise.all([endKafka(join(directory, 'kafka')), endPostgres(join(directory, 'postgres'))]);
  await purgePostgres(join(directory, 'postgres'));
  rmSync(directory, { recursive: true, force: true });
}

async function clearLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const directory = join(tmpdir(), name);
    const owner = join(directory, 'owner.json');
    // Without a record it is being made at this moment.
    if (!existsSync(owner) || runningRecord(owner) !== null) continue;
    await clear(directory).catch(() => undefined);
  }
}

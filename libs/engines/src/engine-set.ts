import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EngineError } from './engine-error.ts';
import { type EngineSet, type KafkaEngine, type PostgresEngine, type Progress, type RegistryEngine } from './engine.ts';
import { askKafka, type KafkaConnection } from './kafka/kafka-readiness.ts';
import { endKafka, startKafka } from './kafka/kafka.ts';
import { askPostgres } from './postgres/postgres-probe.ts';
import { endPostgres, purgePostgres, startPostgres } from './postgres/postgres.ts';

export interface EngineWishes {
  /** The stack's home; engines lie in `kafka/` and `postgres/` below it. */
  readonly home: string;
  /** Brokers run elsewhere; absent: the embedded one. */
  readonly kafka?: KafkaConnection;
  /** A database run elsewhere, `postgres://…`; absent: the embedded one. */
  readonly databaseUrl?: string;
  /** A registry run elsewhere; absent: none, ids come from the catalogue. */
  readonly registryUrl?: string;
  readonly kafkaPort?: number;
  readonly kafkaHeapMib?: number;
  readonly postgresPort?: number;
  /** How long an engine run elsewhere may keep silent before the start gives up; 20 seconds unless said. */
  readonly patienceMs?: number;
  readonly progress?: Progress;
}

const PATIENCE_MS = 20_000;

/**
 * What a stack runs on: ours, started or adopted, or somebody else's, asked whether they answer.
 * If one fails, what this call started is stopped again before it throws.
 * @throws EngineError
 */
export async function startEngines(wishes: EngineWishes): Promise<EngineSet> {
  const begun = await Promise.allSettled([kafkaFor(wishes), postgresFor(wishes), registryFor(wishes)] as const);
  const failed = begun.find((result) => result.status === 'rejected');
  if (failed) {
    await Promise.all(begun.map((result) => (result.status === 'fulfilled' ? result.value?.stop() : undefined)));
    throw failed.reason;
  }
  const [kafka, postgres, registry] = begun.map((result) => (result as PromiseFulfilledResult<unknown>).value) as [
    KafkaEngine,
    PostgresEngine,
    RegistryEngine | null,
  ];
  return {
    kafka,
    postgres,
    registry,
    ended: () => [kafka, postgres].filter((engine) => !engine.isAlive()).map(({ kind }) => kind),
    stop: async () => {
      await Promise.all([kafka.stop(), postgres.stop()]);
    },
  };
}

async function kafkaFor(wishes: EngineWishes): Promise<KafkaEngine> {
  const { kafka, progress } = wishes;
  if (kafka) return attachKafka(kafka, wishes);
  return startKafka({
    directory: join(wishes.home, 'kafka'),
    ...(wishes.kafkaPort === undefined ? {} : { port: wishes.kafkaPort }),
    ...(wishes.kafkaHeapMib === undefined ? {} : { heapMib: wishes.kafkaHeapMib }),
    ...(progress ? { progress } : {}),
  });
}

async function postgresFor(wishes: EngineWishes): Promise<PostgresEngine> {
  const { databaseUrl, progress } = wishes;
  if (databaseUrl !== undefined) return attachPostgres(databaseUrl, wishes);
  return startPostgres({
    directory: join(wishes.home, 'postgres'),
    ...(wishes.postgresPort === undefined ? {} : { port: wishes.postgresPort }),
    ...(progress ? { progress } : {}),
  });
}

const elsewhere = { origin: 'external', pid: null, isAlive: () => true, stop: async () => undefined } as const;

async function attachKafka(connection: KafkaConnection, { progress, patienceMs }: EngineWishes): Promise<KafkaEngine> {
  const names = connection.brokers.join(',');
  progress?.(`asking the Kafka at ${names}`);
  const why = await silenceOf(() => askKafka(connection), patienceMs);
  if (why !== null) {
    throw new EngineError(
      'unreachable',
      `The Kafka at ${names} (WATCHPOST_KAFKA_BROKERS) does not answer (${why}); start it, correct the address or the WATCHPOST_KAFKA_SSL and _SASL settings, or unset WATCHPOST_KAFKA_BROKERS to use the embedded one.`,
    );
  }
  return { ...elsewhere, kind: 'kafka', brokers: connection.brokers };
}

async function attachPostgres(url: string, { progress, patienceMs }: EngineWishes): Promise<PostgresEngine> {
  const shown = withoutPassword(url);
  progress?.(`asking the PostgreSQL at ${shown}`);
  const why = await silenceOf(() => askPostgres(url), patienceMs);
  if (why !== null) {
    throw new EngineError(
      'unreachable',
      `The PostgreSQL at ${shown} (DATABASE_URL) does not answer (${why}); start it, correct the address, or unset DATABASE_URL to use the embedded one.`,
    );
  }
  return { ...elsewhere, kind: 'postgres', url };
}

async function registryFor({ registryUrl, progress, patienceMs }: EngineWishes): Promise<RegistryEngine | null> {
  if (registryUrl === undefined) return null;
  progress?.(`asking the schema registry at ${withoutPassword(registryUrl)}`);
  const why = await silenceOf(() => askRegistry(registryUrl), patienceMs);
  if (why !== null) {
    throw new EngineError(
      'unreachable',
      `The schema registry at ${withoutPassword(registryUrl)} (SCHEMA_REGISTRY_URL) does not answer (${why}); start it, correct the address, or unset SCHEMA_REGISTRY_URL to use the ids of the catalogue.`,
    );
  }
  return { ...elsewhere, kind: 'registry', url: registryUrl };
}

/** An answer that asks for credentials is an answer: whether they are right, the services find out. */
async function askRegistry(url: string): Promise<{ serves: true } | { serves: false; why: string }> {
  try {
    const response = await fetch(`${url.replace(/\/$/, '')}/subjects`, { signal: AbortSignal.timeout(5_000) });
    return response.status < 500 ? { serves: true } : { serves: false, why: `HTTP ${response.status}` };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { serves: false, why: cause instanceof Error ? cause.message : String(cause) };
  }
}

type Answer = { readonly serves: true } | { readonly serves: false; readonly why: string };

/** null once it serves; else why it did not, after patience ran out. */
async function silenceOf(ask: () => Promise<Answer>, patienceMs = PATIENCE_MS): Promise<string | null> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer.serves) return null;
    if (Date.now() > deadline || isFinal(answer.why)) return answer.why;
    await pause(1_000);
  }
}

/** Waiting does not mend a wrong password or name. */
const isFinal = (why: string): boolean =>
  /password authentication failed|SASL|authentication|does not exist|ENOTFOUND|self-signed|certificate/i.test(why);

function withoutPassword(url: string): string {
  return url.replace(/\/\/([^:/@]+):[^@]*@/, '//$1:***@');
}

/** Ends the embedded engines below `home`, whoever started them; which ones were running. */
export async function endEngines(home: string): Promise<readonly ('kafka' | 'postgres')[]> {
  const [kafka, postgres] = await Promise.all([endKafka(join(home, 'kafka')), endPostgres(join(home, 'postgres'))]);
  return [...(kafka ? (['kafka'] as const) : []), ...(postgres ? (['postgres'] as const) : [])];
}

/** Deletes what the embedded engines keep; they must have ended. */
export async function purgeEngines(home: string): Promise<void> {
  await purgePostgres(join(home, 'postgres'));
  rmSync(join(home, 'kafka'), { recursive: true, force: true });
}

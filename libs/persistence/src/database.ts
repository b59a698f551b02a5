import type pg from 'pg';
import { StartFault } from '@watchpost/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { sessionUrl } from './connection-url.ts';
import { DatabaseUnavailableError, MigrationsPendingError, isConflict, isShut, translated } from './fault.ts';
import { schemaNameOf, migrationNamesOf, type DatabaseService } from './service-schema.ts';
import { serviceSchemas } from './schemas.ts';

/** SQL text; with a name it is prepared once on each connection. Equal names must mean equal texts. */
export type Statement = string | { readonly name: string; readonly text: string };

/** What statements are run on: the database itself (each alone) or a transaction. */
export interface Queryable {
  /**
   * @returns the rows. `int8` comes back as text (it may be larger than a JavaScript number holds); `timestamptz` as Date, `bytea` as Buffer.
   * @throws DatabaseUnavailableError, DataRefusedError
   */
  query<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
  /** @returns how many rows the statement touched. */
  run(statement: Statement, values?: readonly unknown[]): Promise<number>;
}

export interface Transaction extends Queryable {
  /** TypeORM on the transaction's connection, for everyday queries. */
  readonly manager: EntityManager;
}

export interface DatabaseSettings {
  readonly url: string;
  readonly service: DatabaseService;
  /** Connections this process holds at most; 10 unless said. */
  readonly poolSize?: number;
  /** 30,000 unless said. */
  readonly statementTimeoutMs?: number;
  /** Told of an idle connection that broke; the pool replaces it by itself. */
  readonly onConnectionLost?: (error: Error) => void;
}

/**
 * A service's database: one pool, of which TypeORM and plain statements share the connections. Every connection has the service's role
 * and schema.
 */
export class Database implements Queryable {
  readonly pool: pg.Pool;

  constructor(
    readonly service: DatabaseService,
    readonly source: DataSource,
  ) {
    this.pool = (source.driver as unknown as { master: pg.Pool }).master;
  }

  async query<Row extends object>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return (await execute(this.pool, statement, values)).rows as Row[];
  }

  async run(statement: Statement, values: readonly unknown[] = []): Promise<number> {
    return (await execute(this.pool, statement, values)).rowCount ?? 0;
  }

  /** Cheap; for `/readyz`. @throws DatabaseUnavailableError */
  async ping(): Promise<void> {
    await this.query('select 1');
  }

  /** Names of this build's migrations that the database does not know. */
  async pendingMigrations(): Promise<readonly string[]> {
    const expected = migrationNamesOf(serviceSchemas[this.service]);
    const [table] = await this.query<{ present: boolean }>(`select to_regclass('migrations') is not null as present`);
    if (!table!.present) return expected;
    const applied = await this.query<{ name: string }>('select name from migrations');
    const names = new Set(applied.map(({ name }) => name));
    return expected.filter((name) => !names.has(name));
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

/**
 * Connects and checks that the service's migrations are applied.
 * @throws DatabaseUnavailableError, MigrationsPendingError
 */
export async function createDatabase(settings: DatabaseSettings): Promise<Database> {
  const { service } = settings;
  const source = new DataSource({
    type: 'postgres',
    url: sessionUrl(settings.url, { service, statementTimeoutMs: settings.statementTimeoutMs ?? 30_000 }),
    schema: schemaNameOf(service),
    applicationName: `watchpost-${service}`,
    poolSize: settings.poolSize ?? 10,
    connectTimeoutMS: 10_000,
    // The server's own time limit comes first; this one is for a server that does not answer at all.
    extra: { keepAlive: true, query_timeout: (settings.statementTimeoutMs ?? 30_000) + 15_000 },
    entities: [...serviceSchemas[service].entities] as (new () => object)[],
    poolErrorHandler: (error: Error) => settings.onConnectionLost?.(error),
    installExtensions: false,
    logging: false,
  });
  try {
    await source.initialize();
  } catch (error) {
    if (roleMissing(error)) throw new MigrationsPendingError(service, migrationNamesOf(serviceSchemas[service]));
    throw unreachable(translated(error), settings.url);
  }
  const database = new Database(service, source);
  const pending = await database.pendingMigrations();
  if (pending.length === 0) return database;
  await database.close();
  throw new MigrationsPendingError(service, pending);
}

/** At start nobody waits: whoever started the program is told what to mend. */
function unreachable(error: unknown, url: string): unknown {
  if (isShut(error)) {
    const why = (error as Error).message;
    return new StartFault(
      `The database at ${new URL(url).host} does not let us in (${why}); correct DATABASE_URL: user, password, database, sslmode and sslrootcert.`,
      2,
      { cause: error },
    );
  }
  if (!(error instanceof DatabaseUnavailableError)) return error;
  const sentence = `The database at ${new URL(url).host} cannot be reached (${error.message}); start it, or correct DATABASE_URL.`;
  return new DatabaseUnavailableError(sentence, error.code, { cause: error });
}

export interface TransactionOptions {
  /** READ COMMITTED unless said. */
  readonly isolation?: 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';
  /** Tries while transactions stand in each other's way (serialization, deadlock); 3 unless said. */
  readonly attempts?: number;
}

/**
 * Runs `work` in one transaction: committed when it resolves, rolled back when it throws. `work` may run again after a conflict, so
 * it must have no effect outside of the transaction.
 * @throws DatabaseUnavailableError, DataRefusedError, and whatever `work` throws
 */
export async function withTransaction<T>(
  database: Database,
  work: (tx: Transaction) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const attempts = options.attempts ?? 3;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(database, work, options);
    } catch (error) {
      if (attempt >= attempts || !isConflict(error)) throw translated(error);
      await pause(attempt * 10 * (1 + Math.random()));
    }
  }
}

async function once<T>(
  database: Database,
  work: (tx: Transaction) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  const runner = database.source.createQueryRunner();
  try {
    const client = (await runner.connect()) as pg.PoolClient;
    await runner.startTransaction(options.isolation);
    try {
      const result = await work(transactionOn(client, runner.manager));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      // The first error is the one that matters; a roll-back fails only where the connection is gone, and then it is rolled back.
      await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    }
  } finally {
    await runner.release();
  }
}

const transactionOn = (client: pg.PoolClient, manager: EntityManager): Transaction => ({
  manager,
  query: async <Row extends object>(statement: Statement, values: readonly unknown[] = []) =>
    (await execute(client, statement, values)).rows as Row[],
  run: async (statement, values = []) => (await execute(client, statement, values)).rowCount ?? 0,
});

/** Runs one statement on a connection or the pool, with its errors translated. */
export async function execute(
  on: Pick<pg.ClientBase, 'query'> | pg.Pool,
  statement: Statement,
  values: readonly unknown[],
): Promise<pg.QueryResult> {
  const config = typeof statement === 'string' ? { text: statement } : statement;
  try {
    return await on.query({ ...config, values: values as unknown[] });
  } catch (error) {
    throw translated(error);
  }
}

/** 22023 `role "…" does not exist` at start-up: nobody has ever migrated this server. */
const roleMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '22023' && /role "/u.test(error.message);

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

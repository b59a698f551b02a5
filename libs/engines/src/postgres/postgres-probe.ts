import pg from 'pg';

/** One statement on a connection of its own. @throws what `pg` throws */
export async function query(url: string, statement: string, timeoutMs = 5_000): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeoutMs });
  // A server that goes away while the connection is idle must not end this process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query(statement)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Whether the server answers a statement, or why it does not, in a few words. */
export type PostgresAnswer = { readonly serves: true } | { readonly serves: false; readonly why: string };

export async function askPostgres(url: string): Promise<PostgresAnswer> {
  try {
    await query(url, 'select 1');
    return { serves: true };
  } catch (error) {
    // Several addresses of one name fail together, as an AggregateError without a message of its own.
    const cause = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
    return { serves: false, why: cause instanceof Error ? cause.message : String(cause) };
  }
}

export async function postgresAnswers(url: string): Promise<boolean> {
  return (await askPostgres(url)).serves;
}

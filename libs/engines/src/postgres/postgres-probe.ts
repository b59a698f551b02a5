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

export async function postgresAnswers(url: string): Promise<boolean> {
  try {
    await query(url, 'select 1');
    return true;
  } catch {
    return false;
  }
}

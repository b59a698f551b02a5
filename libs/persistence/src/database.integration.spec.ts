import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  bulkRows,
  columns,
  createDatabase,
  createScratchDatabase,
  databaseServices,
  migrate,
  withTransaction,
  Database,
  DatabaseUnavailableError,
  DataRefusedError,
  MigrationsPendingError,
  type ScratchDatabase,
} from './index.ts';

const serverUrl = process.env['WATCHPOST_TEST_DATABASE_URL']!;

describe('the database of a service', () => {
  let scratch: ScratchDatabase;
  let database: Database;

  beforeAll(async () => {
    scratch = await createScratchDatabase(serverUrl);
    database = await createDatabase({ url: scratch.url, service: 'intake', poolSize: 5 });
    await database.run(
      'create table probe (id int primary key, name text, size int check (size > 0), body bytea, seen timestamptz, doc jsonb)',
    );
  });

  afterAll(async () => {
    await database.close();
    await scratch.drop();
  });

  it('speaks as the role of its service, in its schema, in UTC', async () => {
    const [session] = await database.query<{ role: string; schema: string; zone: string }>(
      `select current_user as role, current_schema as schema, current_setting('TimeZone') as zone`,
    );
    expect(session).toEqual({ role: 'watchpost_intake', schema: 'intake', zone: 'UTC' });
  });

  it('cannot read what belongs to another service', async () => {
    const other = await createDatabase({ url: scratch.url, service: 'operations' });
    await expect(other.query('select * from intake.probe')).rejects.toMatchObject({ code: '42501' });
    await other.close();
  });

  it('migrates again and from several processes at once without effect', async () => {
    const reports = await Promise.all([migrate(scratch.url), migrate(scratch.url)]);
    expect(reports.flat().flatMap(({ applied }) => applied)).toEqual([]);
    expect(reports[0].map(({ service }) => service)).toEqual([...databaseServices]);
  });

  it('gives every value back that a bulk statement wrote, whatever characters it holds', async () => {
    const items = [
      { id: 1, name: 'plain', body: Buffer.from([0, 1, 255]), at: 1_790_000_000_123, doc: { a: ['"', '\\', 'é'] } },
      {
        id: 2,
        name: '"quotes", {braces}, back\\slash, NULL and \n new line',
        body: Buffer.alloc(0),
        at: null,
        doc: null,
      },
      { id: 3, name: null, body: null, at: 0, doc: [1, null] },
      { id: 4, name: '', body: null, at: null, doc: 'text' },
      { id: 5, name: 'null', body: null, at: null, doc: 0 },
    ];
    const rows = bulkRows({
      id: columns.int(items, ({ id }) => id),
      name: columns.text(items, ({ name }) => name),
      body: columns.bytea(items, ({ body }) => body),
      seen: columns.time(items, ({ at }) => at),
      doc: columns.json(items, ({ doc }) => doc),
    });
    expect(
      await database.run(`insert into probe (${rows.names}) select ${rows.names} from ${rows.from}`, rows.values),
    ).toBe(5);
    const stored = await database.query<{ id: number; name: string; body: Buffer; seen: Date; doc: unknown }>(
      'select id, name, body, seen, doc from probe order by id',
    );
    expect(stored.map((row) => ({ ...row, at: row.seen?.getTime() ?? null }))).toEqual(
      items.map((item) =>
        expect.objectContaining({ id: item.id, name: item.name, body: item.body, at: item.at, doc: item.doc }),
      ),
    );
  });

  it('keeps all of a transaction or nothing of it', async () => {
    const failing = withTransaction(database, async (tx) => {
      await tx.run(`insert into probe (id) values (100)`);
      throw new Error('thought better of it');
    });
    await expect(failing).rejects.toThrow('thought better of it');
    await withTransaction(database, (tx) => tx.run(`insert into probe (id) values (101)`));
    expect(await database.query('select id from probe where id in (100, 101)')).toEqual([{ id: 101 }]);
  });

  it('runs a transaction again that lost a conflict, so that no update is lost', async () => {
    await database.run('insert into probe (id, size) values (200, 1)');
    const increment = (): Promise<void> =>
      withTransaction(
        database,
        async (tx) => {
          const [row] = await tx.query<{ size: number }>('select size from probe where id = 200');
          await tx.run('update probe set size = $1 where id = 200', [row!.size + 1]);
        },
        { isolation: 'SERIALIZABLE', attempts: 20 },
      );
    await Promise.all(Array.from({ length: 4 }, increment));
    expect(await database.query('select size from probe where id = 200')).toEqual([{ size: 5 }]);
  });

  it.each([
    ['a broken constraint', 'insert into probe (id, size) values (300, -1)', '23514'],
    ['a number out of range', 'insert into probe (id, size) values (300, 99999999999)', '22003'],
  ])('tells of %s as of data that can never be stored', async (_what, statement, code) => {
    const refused = database.run(statement);
    await expect(refused).rejects.toBeInstanceOf(DataRefusedError);
    await expect(refused).rejects.toMatchObject({ code, transient: false });
  });

  it('leaves a mistake in a statement as it is, neither transient nor data', async () => {
    await expect(database.query('selec 1')).rejects.toMatchObject({ code: '42601' });
  });

  it('tells of a killed session as of something that passes, and goes on with the next', async () => {
    const killed = withTransaction(database, async (tx) => {
      await killSessionOf(await pidOf(tx));
      await tx.query('select 1');
    });
    await expect(killed).rejects.toBeInstanceOf(DatabaseUnavailableError);
    await database.ping();
  });

  it('survives the loss of its idle connections', async () => {
    const lost: Error[] = [];
    const second = await createDatabase({
      url: scratch.url,
      service: 'intake',
      onConnectionLost: (error) => lost.push(error),
    });
    await killSessionOf(await pidOf(second));
    for (let tries = 0; lost.length === 0 && tries < 100; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(lost).toHaveLength(1);
    await second.ping();
    await second.close();
  });

  it('says that a server is away', async () => {
    const away = createDatabase({ url: 'postgres://nobody:x@127.0.0.1:1/nothing', service: 'intake' });
    await expect(away).rejects.toMatchObject({ name: 'DatabaseUnavailableError', code: 'ECONNREFUSED' });
  });

  it('refuses to start on a database that nobody migrated, and names what to run', async () => {
    const empty = `${scratch.url}_empty`;
    const admin = new pg.Client({ connectionString: serverUrl });
    await admin.connect();
    await admin.query(`create database ${new URL(empty).pathname.slice(1)}`);
    const start = createDatabase({ url: empty, service: 'port-gateway' });
    await expect(start).rejects.toBeInstanceOf(MigrationsPendingError);
    await expect(start).rejects.toThrow('watchpost migrate');
    await admin.query(`drop database ${new URL(empty).pathname.slice(1)} with (force)`);
    await admin.end();
  });

  const pidOf = async (on: Pick<Database, 'query'>): Promise<number> =>
    (await on.query<{ pid: number }>('select pg_backend_pid() as pid'))[0]!.pid;

  async function killSessionOf(pid: number): Promise<void> {
    const admin = new pg.Client({ connectionString: scratch.url });
    await admin.connect();
    await admin.query('select pg_terminate_backend($1, 5000)', [pid]);
    await admin.end();
  }
});

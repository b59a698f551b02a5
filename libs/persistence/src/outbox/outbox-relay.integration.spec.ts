import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  appendToOutbox,
  createDatabase,
  createOutbox,
  createScratchDatabase,
  depthOfOutbox,
  withTransaction,
  Database,
  OutboxRelay,
  PayloadMemory,
  type OutboxMessage,
  type OutboxPublisher,
  type OutboxRecord,
  type OutboxRelayOptions,
  type ScratchDatabase,
} from '../index.ts';

const serverUrl = process.env['WATCHPOST_TEST_DATABASE_URL']!;

describe('the outbox and its relay', () => {
  let scratch: ScratchDatabase;
  let database: Database;
  const relays: OutboxRelay[] = [];

  beforeAll(async () => {
    scratch = await createScratchDatabase(serverUrl);
    database = await createDatabase({ url: scratch.url, service: 'scorer', poolSize: 8 });
    const [table] = await database.query<{ present: boolean }>(`select to_regclass('outbox') is not null as present`);
    if (!table!.present) {
      const runner = database.source.createQueryRunner();
      await createOutbox(runner);
      await runner.release();
    }
  });

  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.stop()));
    await database.run('delete from outbox');
  });

  afterAll(async () => {
    await database.close();
    await scratch.drop();
  });

  it('publishes what was committed, in order, with key and headers, and then forgets it', async () => {
    const log = new RecordingLog();
    await write(message('a', 'first'), message('b', 'second'), message('a', 'third'));
    relay(log);
    await until(() => log.texts().length === 3);
    expect(log.texts()).toEqual(['first', 'second', 'third']);
    expect(log.records[0]).toMatchObject({ topic: 'things.changed.v1', key: 'a', headers: { ce_type: 'thing' } });
    await until(async () => (await depthOfOutbox(database)).waiting === 0);
  });

  it('publishes nothing of a transaction that was rolled back', async () => {
    const log = new RecordingLog();
    const undone = withTransaction(database, async (tx) => {
      await appendToOutbox(tx, [message('a', 'never')]);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await write(message('a', 'after'));
    relay(log);
    await until(() => log.texts().length > 0);
    expect(log.texts()).toEqual(['after']);
  });

  it('wakes when it is nudged, long before it would have looked by itself', async () => {
    const log = new RecordingLog();
    const running = relay(log, { pollMs: 60_000 });
    await until(() => running.status().leading);
    await write(message('a', 'now'));
    running.nudge();
    await until(() => log.texts().length === 1, 2_000);
  });

  it('writes a message once, however often it is written while it waits', async () => {
    const same = message('a', 'once');
    await write(same);
    await write(same);
    expect((await depthOfOutbox(database)).waiting).toBe(1);
  });

  it('lets one of several relays lead, and another take over when it stops', async () => {
    const first = new RecordingLog();
    const second = new RecordingLog();
    const leader = relay(first, { pollMs: 20 });
    await until(() => leader.status().leading);
    const follower = relay(second, { pollMs: 20 });
    for (let index = 0; index < 50; index += 1) await write(message('a', `m${index}`));
    await until(() => first.texts().length === 50);
    expect(second.texts()).toEqual([]);
    expect(follower.status().leading).toBe(false);
    await leader.stop();
    await write(message('a', 'handed over'));
    await until(() => second.texts().length === 1);
  });

  it('is woken by a replica that does not lead, which itself keeps quiet', async () => {
    const log = new RecordingLog();
    const leader = relay(log, { pollMs: 60_000 });
    await until(() => leader.status().leading);
    const follower = relay(new RecordingLog(), { pollMs: 400 });
    await write(message('a', 'from afar'));
    follower.nudge();
    await until(() => log.texts().length === 1, 2_000);

    let asked = 0;
    const count = (): void => void (asked += 1);
    database.pool.on('acquire', count);
    for (let n = 0; n < 100; n += 1) follower.nudge();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    database.pool.off('acquire', count);
    // Two or three looks for the lead, and a hundred nudges that were heard as one or two.
    expect(asked).toBeLessThan(8);
  });

  it('keeps everything, in order, while the log is away, and sends it when it is back', async () => {
    const log = new RecordingLog();
    log.away = true;
    const running = relay(log, { pollMs: 20 });
    await write(message('a', '1'), message('a', '2'));
    await until(() => running.status().failure !== null);
    expect((await depthOfOutbox(database)).waiting).toBe(2);
    log.away = false;
    await until(() => log.texts().length === 2);
    expect(log.texts()).toEqual(['1', '2']);
    await until(() => running.status().failure === null);
  });

  it('publishes again what was sent but not yet deleted when its connection was cut, and loses nothing', async () => {
    const log = new RecordingLog();
    const cut = new RecordingLog();
    cut.before = async () => {
      await cutTheLeader();
      cut.before = null;
    };
    await write(message('a', 'x'), message('a', 'y'));
    const wounded = relay(cut, { pollMs: 20 });
    await until(() => cut.texts().length >= 4);
    expect(cut.texts().slice(0, 4)).toEqual(['x', 'y', 'x', 'y']);
    await wounded.stop();
    relay(log, { pollMs: 20 });
    await write(message('a', 'z'));
    await until(() => log.texts().length > 0);
    expect(log.texts()).toEqual(['z']);
  });

  it('sets aside what the log will never take, keeps the reason, and goes on with the rest', async () => {
    const log = new RecordingLog();
    log.refuses = 'too large';
    await write(message('a', 'before'), message('a', 'too large'), message('a', 'after'));
    relay(log, { pollMs: 20 });
    await until(() => log.texts().length === 2);
    expect(log.texts()).toEqual(['before', 'after']);
    expect(await depthOfOutbox(database)).toMatchObject({ waiting: 0, refused: 1 });
    expect(await database.query('select refused from outbox')).toEqual([{ refused: 'the broker will not take it' }]);
  });

  it('lets the parts of something huge take turns with small things that come later', async () => {
    const parts = Array.from({ length: 50 }, (_, turn) => ({ ...message('huge', `part ${turn}`), turn }));
    await write(...parts);
    await write(...Array.from({ length: 50 }, (_, index) => message('small', `small ${index}`)));
    const log = new RecordingLog();
    relay(log);
    await until(() => log.texts().length === 100);
    const texts = log.texts();
    expect(texts.filter((text) => text.startsWith('part'))).toEqual(parts.map(({ payload }) => payload.toString()));
    expect(texts.indexOf('small 49')).toBeLessThan(texts.indexOf('part 10'));
  });

  it('bounds what goes out at once by bytes, and yet sends a message that is larger', async () => {
    const log = new RecordingLog();
    await write(...['a', 'b', 'c'].map((key) => ({ ...message(key, ''), payload: Buffer.alloc(1_000, key) })));
    relay(log, { limits: { rows: 100, bytes: 900 } });
    await until(() => log.records.length === 3);
    expect(log.calls).toEqual([1, 1, 1]);
  });

  it('takes recent payloads from memory and the others from the database', async () => {
    const memory = new PayloadMemory(10);
    const remembered = message('a', 'rem');
    memory.remember(remembered.id, remembered.payload);
    const log = new RecordingLog();
    await write(remembered, message('a', 'read'));
    relay(log, { memory });
    await until(() => log.texts().length === 2);
    expect(log.records[0]!.value).toBe(remembered.payload);
    expect(log.texts()).toEqual(['rem', 'read']);
    await until(() => memory.snapshot().size === 0);
  });

  async function cutTheLeader(): Promise<void> {
    const admin = new pg.Client({ connectionString: scratch.url });
    await admin.connect();
    await admin.query(`select pg_terminate_backend(pid, 5000) from pg_locks
      where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`);
    await admin.end();
  }

  const message = (aggregateId: string, text: string): OutboxMessage => ({
    id: randomUUID(),
    aggregateType: 'thing',
    aggregateId,
    type: 'thing',
    topic: 'things.changed.v1',
    payload: Buffer.from(text),
    headers: { ce_type: 'thing' },
  });

  const write = (...messages: OutboxMessage[]): Promise<void> =>
    withTransaction(database, (tx) => appendToOutbox(tx, messages));

  function relay(log: OutboxPublisher, options: OutboxRelayOptions = {}): OutboxRelay {
    const started = new OutboxRelay(database, log, { pollMs: 50, ...options });
    relays.push(started);
    started.start();
    return started;
  }
});

class RecordingLog implements OutboxPublisher {
  readonly records: OutboxRecord[] = [];
  readonly calls: number[] = [];
  away = false;
  refuses: string | null = null;
  before: (() => Promise<void>) | null = null;

  async send(records: readonly OutboxRecord[]): Promise<void> {
    await this.before?.();
    if (this.away) throw Object.assign(new Error('broker away'), { transient: true });
    const refused = records.find(({ value }) => value.toString() === this.refuses);
    if (refused !== undefined) throw Object.assign(new Error('the broker will not take it'), { record: refused });
    this.calls.push(records.length);
    this.records.push(...records);
  }

  texts = (): string[] => this.records.map(({ value }) => value.toString());
}

async function until(condition: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

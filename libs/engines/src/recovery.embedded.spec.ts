import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  endEngines,
  freePort,
  kafkaAnswers,
  purgeEngines,
  queryOnce,
  startEngines,
  startKafka,
  startPostgres,
} from './index.ts';

jest.setTimeout(120_000);

const home = mkdtempSync(join(tmpdir(), 'engines-recovery-'));
chmodSync(home, 0o755);
afterAll(async () => {
  await endEngines(home);
  await purgeEngines(home);
  rmSync(home, { recursive: true, force: true });
});

const size = { sharedBuffersMib: 32, maxWalMib: 256 };
const database = () => startPostgres({ directory: join(home, 'postgres'), size });
const broker = () => startKafka({ directory: join(home, 'kafka'), heapMib: 256 });

describe('a database', () => {
  it('that runs already is adopted, with what it holds', async () => {
    const first = await database();
    expect(first.origin).toBe('started');
    await queryOnce(first.url, 'create table kept (n int)');
    await queryOnce(first.url, 'insert into kept values (42)');
    const second = await database();
    expect(second).toMatchObject({ origin: 'adopted', pid: first.pid, url: first.url });
  });

  it('that was killed comes back under the same address with what was committed', async () => {
    const before = await database();
    process.kill(before.pid!, 'SIGKILL');
    const after = await database();
    expect(after.origin).toBe('started');
    expect(after.url).toBe(before.url);
    expect(await queryOnce(after.url, 'select n from kept')).toEqual([{ n: 42 }]);
  });

  it('whose pid file was lost is found by its directory and replaced', async () => {
    const before = await database();
    rmSync(join(home, 'postgres', 'postgres.pid.json'));
    const after = await database();
    expect(after.origin).toBe('started');
    expect(before.isAlive()).toBe(false);
    expect(await queryOnce(after.url, 'select n from kept')).toEqual([{ n: 42 }]);
  });

  it('starts beside a lock file that names somebody else, and leaves that process alone', async () => {
    const before = await database();
    await before.stop();
    writeFileSync(join(home, 'postgres', 'data', 'postmaster.pid'), `${process.pid}\n/somewhere\n`);
    const after = await database();
    expect(await queryOnce(after.url, 'select n from kept')).toEqual([{ n: 42 }]);
    await after.stop();
    expect(after.isAlive()).toBe(false);
  });
});

describe('a broker', () => {
  it('that runs already is adopted, and one that hangs is replaced', async () => {
    const first = await broker();
    const second = await broker();
    expect(second).toMatchObject({ origin: 'adopted', pid: first.pid, brokers: first.brokers });
    process.kill(first.pid!, 'SIGSTOP');
    const third = await broker();
    expect(third.origin).toBe('started');
    expect(first.isAlive()).toBe(false);
    expect(await kafkaAnswers({ brokers: [...third.brokers] })).toBe(true);
  });

  it('that was killed comes back as the same cluster', async () => {
    const before = await broker();
    const cluster = readFileSync(join(home, 'kafka', 'data', 'meta.properties'), 'utf8');
    process.kill(before.pid!, 'SIGKILL');
    const after = await broker();
    expect(after.brokers).toEqual(before.brokers);
    expect(readFileSync(join(home, 'kafka', 'data', 'meta.properties'), 'utf8')).toBe(cluster);
    await after.stop();
    expect(after.isAlive()).toBe(false);
  });
});

describe('engines run elsewhere', () => {
  it('are used as they are and never stopped', async () => {
    const databaseUrl = process.env['WATCHPOST_TEST_DATABASE_URL']!;
    const brokers = process.env['WATCHPOST_TEST_KAFKA_BROKERS']!.split(',');
    const engines = await startEngines({ home: join(home, 'other'), kafka: { brokers }, databaseUrl });
    await engines.stop();
    expect(await kafkaAnswers({ brokers })).toBe(true);
    expect(await queryOnce(databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('that do not answer are named with the setting and a way out, and the password stays hidden', async () => {
    const port = await freePort();
    const wishes = {
      home: join(home, 'other'),
      kafka: { brokers: process.env['WATCHPOST_TEST_KAFKA_BROKERS']!.split(',') },
      patienceMs: 1_000,
      databaseUrl: `postgres://app:s3cret@127.0.0.1:${port}/x`,
    };
    const failure = startEngines(wishes);
    await expect(failure).rejects.toMatchObject({ fault: 'unreachable', exitCode: 8 });
    await expect(failure).rejects.toThrow(/DATABASE_URL\) does not answer \(.*ECONNREFUSED.*unset DATABASE_URL/);
    await expect(failure).rejects.not.toThrow('s3cret');
  });
});

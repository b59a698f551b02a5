import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcess, startDetached, tailOf } from './detached-process.ts';
import { tryLock, withLock } from './lock.ts';
import { identityOf, isRunning, ownIdentity } from './process-identity.ts';
import { runningRecord, writeRecord } from './process-record.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'engines-process-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const node = (script: string) =>
  startDetached({ command: process.execPath, args: ['-e', script], logFile: join(directory, 'out.log') });

describe('the identity of a process', () => {
  it('is the same for as long as it runs', () => {
    expect(identityOf(process.pid)).toEqual(ownIdentity());
    expect(isRunning(ownIdentity())).toBe(true);
  });

  it('is not shared with another process under the same number', () => {
    expect(isRunning({ pid: process.pid, startedAt: 'another/moment' })).toBe(false);
  });

  it('is gone when the process is, even while nobody has collected its exit status', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    const identity = identityOf(child.pid!)!;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    expect(isRunning(identity)).toBe(false);
  });

  it('makes a pid file of a process that has ended worth nothing', () => {
    const file = join(directory, 'x.pid.json');
    writeRecord(file, { pid: process.pid, startedAt: 'an/earlier-life', port: 1 });
    expect(runningRecord(file)).toBeNull();
    writeRecord(file, { ...ownIdentity(), port: 1 });
    expect(runningRecord(file)).toMatchObject({ pid: process.pid, port: 1 });
  });
});

describe('a detached process', () => {
  it('writes into its log and tells how it ended', async () => {
    const { ended } = await node('console.log("hello"); process.exit(7)');
    expect(await ended).toEqual({ code: 7, signal: null });
    expect(tailOf(join(directory, 'out.log'))).toBe('hello');
  });

  it('is ended by the first signal it heeds', async () => {
    const { identity, ended } = await node(
      'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)',
    );
    while (!tailOf(join(directory, 'out.log')).includes('up')) await new Promise((resolve) => setTimeout(resolve, 20));
    const steps = [
      ['SIGTERM', 200],
      ['SIGKILL', 5_000],
    ] as const;
    expect(await endProcess(identity, { steps })).toBe(true);
    expect(await ended).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('that does not exist is an error, not a silence', async () => {
    const missing = startDetached({ command: '/no/such/program', args: [], logFile: join(directory, 'out.log') });
    await expect(missing).rejects.toThrow('ENOENT');
  });
});

describe('a lock', () => {
  it('is held by one and names who holds it', () => {
    const file = join(directory, 'lock');
    const first = tryLock(file);
    expect(tryLock(file)).toEqual(ownIdentity());
    if ('release' in first) first.release();
    expect(tryLock(file)).toHaveProperty('release');
  });

  it('is taken over from a holder that has died', () => {
    const file = join(directory, 'lock');
    writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: 'an/earlier-life' }));
    expect(tryLock(file)).toHaveProperty('release');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(ownIdentity());
  });

  it('lets one work at a time', async () => {
    const file = join(directory, 'lock');
    let within = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      within += 1;
      most = Math.max(most, within);
      await new Promise((resolve) => setTimeout(resolve, 20));
      within -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock(file, { patienceMs: 10_000 }, work)));
    expect(most).toBe(1);
  });
});

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

jest.setTimeout(300_000);

/** The stack as its operator has it in hand: started, started again, killed, recovered, forgotten. All real, all processes. */
const main = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));

let directory: string;
let home: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'watchpost-stack-'));
  chmodSync(directory, 0o755);
  home = join(directory, 'home');
});
afterAll(async () => {
  await watchpost(['down', '--purge']);
  rmSync(directory, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function watchpost(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, ['--disable-warning=TimeoutNegativeWarning', main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', WATCHPOST_HOME: home, WATCHPOST_KEY: '', ...environment },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}

const up = (environment?: NodeJS.ProcessEnv): Promise<Ended> => watchpost(['up', '--detach', '--json'], environment);

interface State {
  readonly supervisor: { readonly pid: number };
  readonly services: readonly { readonly name: string; readonly pid: number; readonly restarts: number }[];
}

const state = (): State => JSON.parse(readFileSync(join(home, 'state.json'), 'utf8')) as State;
const pidOf = (name: string): number => state().services.find((service) => service.name === name)!.pid;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const csv = [
  'Item number,Sender name,Sender country,Recipient name,Recipient country,Contents,HS code,Gross weight kg,Declared value,Currency,Port of arrival',
  'LX000000015KR,Hana Kim,KR,Anna Smith,US,Cotton T-shirt,610910,0.3,14.00,USD,JFK',
].join('\n');

describe('the stack', () => {
  let first: string;

  it('starts, and tells where everything is and how to get in, in one object', async () => {
    const { code, out, err } = await up();
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    first = out;
    const local = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(JSON.parse(out)).toEqual({
      intake: local,
      portGateway: local,
      operations: local,
      kafka: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      postgres: expect.stringMatching(/^postgres:\/\//),
      registry: local,
      credentials: {
        partner: expect.stringMatching(/^wp_partner_/),
        port: expect.stringMatching(/^wp_port_/),
        operator: expect.stringMatching(/^wp_operator_/),
      },
    });
    expect(statSync(join(home, 'credentials.json')).mode & 0o777).toBe(0o600);
  });

  it('is found by a second start, which changes nothing', async () => {
    const pid = state().supervisor.pid;
    const { code, out } = await up();
    expect({ code, out }).toEqual({ code: 0, out: first });
    expect(state().supervisor.pid).toBe(pid);
  });

  it('refuses to run twice in the foreground, and says what to do', async () => {
    const { code, err } = await watchpost(['up']);
    expect(code).toBe(6);
    expect(err).toMatch(/runs already .* watchpost down, or set WATCHPOST_HOME/);
  });

  it('takes a manifest, accounts for it, and gives a receipt that anybody can check', async () => {
    const manifest = join(directory, 'parcels.csv');
    const receipt = join(directory, 'receipt.jws');
    writeFileSync(manifest, csv);
    const sent = await watchpost(['submit', manifest, '--receipt', receipt, '--wait', '--json']);
    expect({ code: sent.code, err: sent.err }).toEqual({ code: 0, err: '' });
    const status = JSON.parse(sent.out.trim().split('\n').at(-1)!) as { outcomes: { ASSESSED: number } };
    expect(status).toMatchObject({ status: 'complete', format: 'csv', outcomes: { ASSESSED: 1 } });

    expect((await watchpost(['receipt', 'verify', receipt, '--manifest', manifest])).code).toBe(0);
    writeFileSync(manifest, `${csv}\n`);
    const other = await watchpost(['receipt', 'verify', receipt, '--manifest', manifest]);
    expect(other.code).toBe(3);
    expect(other.out).toContain('it is about other bytes');
  });

  it('starts a service again that was killed', async () => {
    const pid = pidOf('targeting');
    process.kill(pid, 'SIGKILL');
    await until(() => pidOf('targeting') !== pid && pidOf('targeting') !== null);
    await untilAsync(async () => (await watchpost(['doctor'])).code === 0);
    expect(state().services.find(({ name }) => name === 'targeting')!.restarts).toBe(1);
  });

  it('recovers after its supervisor was killed, with its addresses, keys and data', async () => {
    const left = state();
    process.kill(left.supervisor.pid, 'SIGKILL');
    await until(() => !isAlive(left.supervisor.pid));
    const doctor = await watchpost(['doctor']);
    expect(doctor.code).toBe(8);
    expect(doctor.out).toContain('it was killed');

    const { code, out, err } = await up();
    expect({ code, out, err: code === 0 ? '' : err }).toEqual({ code: 0, out: first, err: '' });
    for (const { pid } of left.services) expect(isAlive(pid)).toBe(false);
    expect((await watchpost(['doctor'])).code).toBe(0);
  });

  it('stops everything it started', async () => {
    const running = state();
    const { code, out } = await watchpost(['down', '--json']);
    expect(code).toBe(0);
    expect((JSON.parse(out) as { stopped: string[] }).stopped).toEqual(
      expect.arrayContaining(['supervisor', 'intake', 'operations', 'kafka', 'postgres']),
    );
    // A process that has ended may wait for a moment until the system has collected it.
    await until(() => [running.supervisor, ...running.services].every(({ pid }) => !isAlive(pid)));
  });

  it('stops everything when its terminal is closed, which signals it more than once and reads no more', async () => {
    const child = spawn(process.execPath, [main, 'up'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', WATCHPOST_HOME: home, WATCHPOST_KEY: '' },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
    await until(() => said.includes('Watchpost is ready'));
    const engines = ['kafka/kafka.pid.json', 'postgres/postgres.pid.json'].map(
      (file) => (JSON.parse(readFileSync(join(home, file), 'utf8')) as { pid: number }).pid,
    );
    const running = [...state().services.map(({ pid }) => pid), ...engines];
    expect(running.filter(isAlive)).toEqual(running);

    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdout.destroy();
    child.stderr.destroy();
    child.kill('SIGHUP');
    child.kill('SIGHUP');
    await ended;
    await until(() => !running.some(isAlive));
  });

  it('names a configured port that somebody else has, and leaves nothing running', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const { code, err } = await up({ WATCHPOST_INTAKE_PORT: String(port) });
    server.close();
    expect(code).toBe(6);
    expect(err).toContain(
      `Port ${port}, configured for intake, is in use by another program; end it or set WATCHPOST_INTAKE_PORT`,
    );
    expect((await watchpost(['down'])).out).toBe('nothing is running\n');
  });

  it('names a configured database that does not answer, without its password', async () => {
    const { code, err } = await up({ DATABASE_URL: 'postgres://app:s3cret@127.0.0.1:9/x' });
    expect(code).toBe(8);
    expect(err).toContain('The PostgreSQL at postgres://app:***@127.0.0.1:9/x (DATABASE_URL) does not answer');
    expect(err).not.toContain('s3cret');
  });

  it('forgets everything when it is told to', async () => {
    expect((await watchpost(['down', '--purge'])).code).toBe(0);
    expect(existsSync(home)).toBe(false);
  });
});

async function until(holds: () => boolean): Promise<void> {
  await untilAsync(() => Promise.resolve(holds()));
}

async function untilAsync(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('it has not come about within two minutes');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

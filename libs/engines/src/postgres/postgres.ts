import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { diskFull, requireFreeSpace, speaksOfFullDisk } from '../disk.ts';
import { EngineError } from '../engine-error.ts';
import { type EngineOrigin, type PostgresEngine, type Progress } from '../engine.ts';
import { choosePort } from '../ports.ts';
import { type Ending, endProcess, sizeOf, startDetached, tailOf } from '../process/detached-process.ts';
import { identityOf, isRunning, type ProcessIdentity } from '../process/process-identity.ts';
import { readRecord, runningRecord, writeRecord } from '../process/process-record.ts';
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.ts';
import { postgresAnswers, query } from './postgres-probe.ts';
import { type PostgresSize, serverFlags } from './postgres-settings.ts';
import { type ServerTls, tlsFlags } from './postgres-tls.ts';
import { makeOwnDirectory, reachablePlace, type RunAs, userToRunAs } from './postgres-user.ts';

export const DATABASE_NAME = 'watchpost';

export interface PostgresOptions {
  /** Holds data, log, password and pid file; made where it does not exist. */
  readonly directory: string;
  /** A free one where absent (the one of last time, if it is still free). */
  readonly port?: number;
  readonly size?: PostgresSize;
  /** What the server shows to clients that come by TLS; absent: it speaks none. */
  readonly tls?: ServerTls;
  /** Free space asked for at start, in MiB; 512 unless said. */
  readonly needMib?: number;
  readonly progress?: Progress;
}

interface ServerKnown {
  readonly port: number;
}

interface Site {
  readonly data: string;
  readonly logFile: string;
  readonly record: string;
  readonly password: string;
  readonly user: RunAs | null;
  readonly binaries: PostgresBinaries;
}

const START_TIMEOUT_MS = 60_000;
const USUAL_SIZE: PostgresSize = { sharedBuffersMib: 256, maxWalMib: 2_048 };
/** SIGINT ends connections and writes everything out; SIGQUIT leaves the rest to recovery. */
const GRACEFULLY: Ending = {
  steps: [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 5_000],
  ],
};

/**
 * A PostgreSQL 18 on the loopback address, as a process that outlives this one, with the database `watchpost` in it. One that
 * was left behind is adopted if it answers, and ended if it does not.
 * @throws EngineError
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresEngine> {
  const progress = options.progress ?? (() => undefined);
  mkdirSync(options.directory, { recursive: true });
  const site = await siteOf(options.directory);
  const left = await adoptOrEnd(site, options, progress);
  if (left) return left;

  requireFreeSpace(dirname(site.data), options.needMib ?? 512, 'the embedded PostgreSQL');
  await initialiseOnce(site, progress);
  for (let attempt = 1; ; attempt += 1) {
    await clearStaleLock(site, progress);
    const preferred = readRecord<ServerKnown>(site.record)?.port;
    const port = await choosePort(
      { fixed: options.port, preferred },
      'the embedded PostgreSQL',
      'WATCHPOST_POSTGRES_PORT',
    );
    progress('starting PostgreSQL');
    const outcome = await launch(site, port, options.size ?? USUAL_SIZE, options.tls);
    if ('identity' in outcome) return ready(site, outcome.identity, port, 'started');
    // The port went to somebody else, or backends of a server that was killed still hold its memory for a moment.
    const passing = /Address already in use|pre-existing shared memory block|lock file "postmaster.pid"/;
    if (attempt >= 6 || !passing.test(outcome.log)) throw explain(site, outcome.log);
    await pause(500);
  }
}

async function siteOf(directory: string): Promise<Site> {
  const user = userToRunAs();
  const wished = join(directory, 'data');
  const place = reachablePlace(wished, await postgresBinaries(), user);
  return {
    data: place.directory,
    logFile: join(directory, 'logs', 'postgres.log'),
    record: join(directory, 'postgres.pid.json'),
    password: passwordOf(join(directory, 'password')),
    user,
    binaries: place.binaries,
  };
}

function passwordOf(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(18).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

const urlOf = (site: Site, port: number, database: string): string =>
  `postgres://postgres:${site.password}@127.0.0.1:${port}/${database}`;

async function adoptOrEnd(site: Site, options: PostgresOptions, progress: Progress): Promise<PostgresEngine | null> {
  const left = runningRecord<ServerKnown>(site.record);
  if (left === null) return null;
  if (options.port === undefined || options.port === left.port) {
    progress(`PostgreSQL is running already (process ${left.pid}), asking it`);
    for (let attempt = 0; attempt < 20 && isRunning(left); attempt += 1) {
      if (await postgresAnswers(urlOf(site, left.port, 'postgres'))) return ready(site, left, left.port, 'adopted');
      await pause(250);
    }
  }
  progress(`ending a PostgreSQL that was left behind (process ${left.pid})`);
  await endProcess(left, GRACEFULLY);
  return null;
}

async function initialiseOnce(site: Site, progress: Progress): Promise<void> {
  if (existsSync(join(site.data, 'PG_VERSION'))) return;
  progress('making the database cluster');
  // What an earlier attempt left half done is worth nothing.
  rmSync(site.data, { recursive: true, force: true });
  makeOwnDirectory(site.data, site.user);
  const passwordFile = `${site.data}.password`;
  writeFileSync(passwordFile, `${site.password}\n`, { mode: 0o600 });
  if (site.user) chownSync(passwordFile, site.user.uid, site.user.gid);
  const args = [
    `--pgdata=${site.data}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--data-checksums',
  ];
  try {
    await promisify(execFile)(site.binaries.initdb, args, {
      cwd: dirname(site.data),
      ...(site.user ?? {}),
      env: plainEnv(),
    });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    rmSync(site.data, { recursive: true, force: true });
    throw explain(site, said);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Messages are read by us, so they are in English; nothing of the caller's PG* variables reaches the server. */
function plainEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

/**
 * PostgreSQL refuses to start where `postmaster.pid` names a living process, whatever that process is: after a reboot or
 * a kill it may be somebody else's. A server on this very directory is ended, another process is left alone and the file removed.
 */
async function clearStaleLock(site: Site, progress: Progress): Promise<void> {
  const file = join(site.data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  const holder = identityOf(pid);
  if (holder !== null && servesDirectory(pid, site.data)) {
    progress(`ending a PostgreSQL that was left behind (process ${pid})`);
    await endProcess(holder, GRACEFULLY);
    return;
  }
  rmSync(file, { force: true });
}

/** A postmaster's working directory is its data directory. */
function servesDirectory(pid: number, data: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
  } catch {
    return false;
  }
}

async function launch(
  site: Site,
  port: number,
  size: PostgresSize,
  tls: ServerTls | undefined,
): Promise<{ identity: ProcessIdentity } | { log: string }> {
  const seen = sizeOf(site.logFile);
  const { identity } = await startDetached({
    command: site.binaries.postgres,
    args: [
      '-D',
      site.data,
      ...serverFlags(port, size),
      ...(tls === undefined ? [] : tlsFlags(tls, site.data, site.user)),
    ],
    logFile: site.logFile,
    cwd: site.data,
    env: plainEnv(),
    ...(site.user ?? {}),
  });
  writeRecord<ServerKnown>(site.record, { ...identity, port });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (isRunning(identity) && Date.now() < deadline) {
    if (await postgresAnswers(urlOf(site, port, 'postgres'))) return { identity };
    await pause(100);
  }
  await endProcess(identity, GRACEFULLY);
  return { log: tailOf(site.logFile, seen, 30) };
}

async function ready(
  site: Site,
  identity: ProcessIdentity,
  port: number,
  origin: EngineOrigin,
): Promise<PostgresEngine> {
  const admin = urlOf(site, port, 'postgres');
  const known = await query(admin, `select 1 from pg_database where datname = '${DATABASE_NAME}'`);
  if (known.length === 0) await query(admin, `create database ${DATABASE_NAME}`, 30_000);
  return {
    kind: 'postgres',
    origin,
    pid: identity.pid,
    url: urlOf(site, port, DATABASE_NAME),
    isAlive: () => isRunning(identity),
    stop: async () => {
      await endProcess(identity, GRACEFULLY);
    },
  };
}

function explain(site: Site, log: string): EngineError {
  if (speaksOfFullDisk(log)) return diskFull(site.data, 'PostgreSQL could not write');
  const line = log
    .split('\n')
    .reverse()
    .find((text) => /FATAL|PANIC|ERROR|error:/i.test(text));
  return new EngineError(
    'crashed',
    `The embedded PostgreSQL did not come up (${(line ?? 'it logged nothing').trim().slice(0, 300)}); see ${site.logFile}.`,
  );
}

/** Ends the server whose pid file lies in `directory`, whoever started it; true if one was running. */
export async function endPostgres(directory: string): Promise<boolean> {
  const left = runningRecord<ServerKnown>(join(directory, 'postgres.pid.json'));
  if (left === null) return false;
  await endProcess(left, GRACEFULLY);
  return true;
}

/** Deletes the cluster and everything about it, wherever its files had to go. The server must have ended. */
export async function purgePostgres(directory: string): Promise<void> {
  if (!existsSync(directory)) return;
  const { data } = await siteOf(directory);
  rmSync(data, { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
}

import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.ts';

export interface DetachedCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Standard output and error are added to this file; at 16 MiB it becomes `<file>.1`. */
  readonly logFile: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
}

const LOG_LIMIT = 16 * 1024 * 1024;

export interface DetachedProcess {
  readonly identity: ProcessIdentity;
  /** Resolves when it has ended, as long as this process lives to see it. */
  readonly ended: Promise<ProcessEnd>;
}

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Starts a process in a session of its own, with files and no pipes: it feels neither Ctrl-C at the terminal nor the death
 * of its parent, so that whoever comes next can find it whole and adopt or end it.
 * @throws where the command cannot be started at all
 */
export async function startDetached(command: DetachedCommand): Promise<DetachedProcess> {
  mkdirSync(dirname(command.logFile), { recursive: true });
  rollLog(command.logFile);
  const log = openSync(command.logFile, 'a');
  try {
    const child = spawn(command.command, command.args, {
      detached: true,
      stdio: ['ignore', log, log],
      env: command.env ?? process.env,
      ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
      ...(command.uid === undefined ? {} : { uid: command.uid }),
      ...(command.gid === undefined ? {} : { gid: command.gid }),
    });
    const ended = new Promise<ProcessEnd>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    // One that ended at once has no start time any more; it is then simply not running.
    return { identity: identityOf(child.pid!) ?? { pid: child.pid!, startedAt: 'ended' }, ended };
  } finally {
    closeSync(log);
  }
}

function rollLog(file: string): void {
  try {
    if (statSync(file).size > LOG_LIMIT) renameSync(file, `${file}.1`);
  } catch {
    // No log yet.
  }
}

export interface Ending {
  /** Signals in turn, each with the time it gets, in milliseconds. */
  readonly steps: readonly (readonly [NodeJS.Signals, number])[];
}

/** Ends the process, escalating; true once it is gone. */
export async function endProcess(identity: ProcessIdentity, { steps }: Ending): Promise<boolean> {
  for (const [signal, patience] of steps) {
    if (!isRunning(identity)) return true;
    try {
      process.kill(identity.pid, signal);
    } catch {
      return !isRunning(identity);
    }
    if (await waitForEnd(identity, patience)) return true;
  }
  return !isRunning(identity);
}

export async function waitForEnd(identity: ProcessIdentity, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (isRunning(identity)) {
    if (Date.now() > deadline) return false;
    await pause(50);
  }
  return true;
}

/** The last lines of a log, for a message that explains why something ended. */
export function tailOf(logFile: string, from = 0, lines = 12): string {
  try {
    return readFileSync(logFile).subarray(from).toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}

export function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

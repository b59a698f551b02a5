import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EngineError } from '../engine-error.ts';
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.ts';

export interface Lock {
  release(): void;
}

/** The lock, or who holds it. A lock whose holder has died is taken over. */
export function tryLock(file: string): Lock | ProcessIdentity {
  mkdirSync(dirname(file), { recursive: true });
  const own = ownIdentity();
  const draft = `${file}.${own.pid}.${Date.now()}`;
  writeFileSync(draft, JSON.stringify(own));
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (linked(draft, file)) return { release: () => releaseOwn(file, own) };
      const holder = holderOf(file);
      if (holder !== null && isRunning(holder)) return holder;
      rmSync(file, { force: true });
    }
    return holderOf(file) ?? own;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Runs `work` while nobody else holds the lock, waiting for whoever does.
 * @throws EngineError `locked` after `patienceMs`
 */
export async function withLock<T>(
  file: string,
  options: { readonly patienceMs: number; readonly onWait?: (holder: number) => void },
  work: () => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + options.patienceMs;
  let told = false;
  for (;;) {
    const held = tryLock(file);
    if ('release' in held) {
      try {
        return await work();
      } finally {
        held.release();
      }
    }
    if (!told) options.onWait?.(held.pid);
    told = true;
    if (Date.now() > deadline) {
      throw new EngineError(
        'locked',
        `Process ${held.pid} has held ${file} for too long; end that process and try again.`,
      );
    }
    await pause(150);
  }
}

/** A hard link appears whole or not at all, unlike a file that is created and then written. */
function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function holderOf(file: string): ProcessIdentity | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return null;
  }
}

function releaseOwn(file: string, own: ProcessIdentity): void {
  const holder = holderOf(file);
  if (holder?.pid === own.pid && holder.startedAt === own.startedAt) rmSync(file, { force: true });
}

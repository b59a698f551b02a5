import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EngineError } from '../engine-error.ts';
import { copyBinaries, type PostgresBinaries } from './postgres-binaries.ts';

/** PostgreSQL refuses to run as root; then it runs as this user, which is made where it does not exist. */
const USER = 'postgres';

export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/** null: run as whoever we are. */
export function userToRunAs(): RunAs | null {
  if (process.getuid?.() !== 0) return null;
  const known = lookUp();
  if (known) return known;
  try {
    execFileSync('groupadd', ['--system', '--force', USER], { stdio: 'ignore' });
    execFileSync('useradd', ['--system', '--gid', USER, '--no-create-home', USER], { stdio: 'ignore' });
  } catch (cause) {
    throw new EngineError(
      'no-user',
      `PostgreSQL does not run as root and the user \`${USER}\` could not be made; make it (useradd ${USER}) or start Watchpost as another user.`,
      { cause },
    );
  }
  return lookUp()!;
}

function lookUp(): RunAs | null {
  const number = (flag: string): number =>
    Number(execFileSync('id', [flag, USER], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
  try {
    return { uid: number('-u'), gid: number('-g') };
  } catch {
    return null;
  }
}

export interface PostgresPlace {
  readonly directory: string;
  readonly binaries: PostgresBinaries;
}

/**
 * Where the server's files and binaries are to lie so that the user can reach them. A checkout below `/root` is closed to
 * everybody else: data and a copy of the binaries then go below `/var/lib/watchpost`, named after the directory that was wished for.
 */
export function reachablePlace(directory: string, binaries: PostgresBinaries, user: RunAs | null): PostgresPlace {
  if (user === null) return { directory, binaries };
  return {
    directory: reaches(user, dirname(directory)) ? directory : placeOutside(directory),
    binaries: reaches(user, binaries.root) ? binaries : copyBinaries(binaries, placeOutside(binaries.root)),
  };
}

/** Every directory from the root down can be entered; one that is not there yet will be made by us, open. */
function reaches(user: RunAs, directory: string): boolean {
  if (directory === dirname(directory)) return true;
  const stat = statSync(directory, { throwIfNoEntry: false });
  if (stat && !mayEnter(user, stat)) return false;
  return reaches(user, dirname(directory));
}

function mayEnter(user: RunAs, stat: { uid: number; gid: number; mode: number }): boolean {
  if (stat.uid === user.uid) return (stat.mode & 0o100) !== 0;
  if (stat.gid === user.gid) return (stat.mode & 0o010) !== 0;
  return (stat.mode & 0o001) !== 0;
}

export function placeOutside(directory: string): string {
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  const parent = '/var/lib/watchpost';
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  return join(parent, name);
}

/** Makes a directory that belongs to the user, closed to everybody else as PostgreSQL demands. */
export function makeOwnDirectory(directory: string, user: RunAs | null): void {
  mkdirSync(directory, { recursive: true });
  if (user === null) return;
  chownSync(directory, user.uid, user.gid);
  chmodSync(directory, 0o700);
}

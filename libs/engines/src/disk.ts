import { mkdirSync, statfsSync } from 'node:fs';
import { EngineError } from './engine-error.ts';

const MIB = 1024 * 1024;

/** @throws EngineError `disk-full` where fewer than `needMib` are left on the disk that holds `directory` */
export function requireFreeSpace(directory: string, needMib: number, purpose: string): void {
  mkdirSync(directory, { recursive: true });
  const { bavail, bsize } = statfsSync(directory);
  const freeMib = Math.floor((bavail * bsize) / MIB);
  if (freeMib < needMib) throw diskFull(directory, `${purpose} needs ${needMib} MiB and ${freeMib} MiB are free`);
}

export function diskFull(directory: string, why: string): EngineError {
  return new EngineError(
    'disk-full',
    `The disk that holds ${directory} is full (${why}); free some space or set WATCHPOST_HOME to a directory on another disk.`,
  );
}

export const speaksOfFullDisk = (log: string): boolean =>
  /No space left on device|ENOSPC|could not extend file/i.test(log);

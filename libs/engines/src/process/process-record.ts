import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRunning, type ProcessIdentity } from './process-identity.ts';

/** A pid file that says which process it means, and what is known of it. */
export type ProcessRecord<Known extends object> = ProcessIdentity & Known;

export function writeRecord<Known extends object>(file: string, record: ProcessRecord<Known>): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** null where there is none, or where it cannot be read. */
export function readRecord<Known extends object>(file: string): ProcessRecord<Known> | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessRecord<Known>;
  } catch {
    return null;
  }
}

/** The record, if the very process it names still runs. */
export function runningRecord<Known extends object>(file: string): ProcessRecord<Known> | null {
  const record = readRecord<Known>(file);
  return record !== null && isRunning(record) ? record : null;
}

export const forgetRecord = (file: string): void => rmSync(file, { force: true });

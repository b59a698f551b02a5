import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Keys of the sandbox, readable by their owner alone. Only their hashes are kept by the services. */
export interface SandboxCredentials {
  readonly operator: string;
  /** Keys by partner. */
  readonly partners: Readonly<Record<string, string>>;
  /** Keys by port; `*` opens every port. */
  readonly ports: Readonly<Record<string, string>>;
}

export function readCredentials(file: string): SandboxCredentials | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SandboxCredentials;
  } catch {
    return null;
  }
}

export function writeCredentials(file: string, credentials: SandboxCredentials): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(credentials, null, 1)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

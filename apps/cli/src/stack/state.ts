import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRunning, type ProcessIdentity } from '@watchpost/engines';

/** What tools rely on: where everything is, and how to get in. */
export interface StackAddresses {
  readonly intake: string;
  readonly portGateway: string;
  readonly operations: string;
  /** Comma list of `host:port`. */
  readonly kafka: string;
  readonly postgres: string;
  /** Base address of the schema registry's read paths. */
  readonly registry: string;
  readonly credentials: { readonly partner: string; readonly port: string; readonly operator: string };
}

export interface ServiceState {
  readonly name: string;
  readonly pid: number | null;
  readonly url: string | null;
  readonly restarts: number;
}

/** `state.json`: what the supervisor says of itself, for those who wait for it and for the other verbs. */
export interface StackState {
  readonly phase: 'starting' | 'ready' | 'failed' | 'stopping' | 'stopped';
  readonly supervisor: ProcessIdentity;
  /** The last thing it said. */
  readonly message: string;
  /** Exit code; only where it has failed. */
  readonly exitCode?: number;
  /** Kept after a stop, so that a second start can take the same ports. */
  readonly addresses?: StackAddresses;
  /** How many there are of each service. */
  readonly replicas: number;
  /** Every replica, the first called as its service is, further ones `intake-2` and so on. */
  readonly services: readonly ServiceState[];
}

export function writeState(file: string, state: StackState): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 1)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function readState(file: string): StackState | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StackState;
  } catch {
    return null;
  }
}

/** The state, if the supervisor that wrote it still runs. */
export function livingState(file: string): StackState | null {
  const state = readState(file);
  return state !== null && isRunning(state.supervisor) ? state : null;
}

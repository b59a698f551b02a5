import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openDoor } from './http-door.ts';
import type { StackProcess } from './process-usage.ts';

export const root = join(import.meta.dirname, '../../..');
export const PARTNER = 'bench-post';

/** Each of them with more capacity than a run has alerts: what is measured is the way of an alert, not how many a port can take. */
const ports = [
  { port: 'jfk-mail', capacityPerShift: 1_000_000 },
  { port: 'lax-express', capacityPerShift: 1_000_000 },
  { port: 'lhr-border', capacityPerShift: 1_000_000 },
];

interface Addresses {
  readonly intake: string;
  readonly portGateway: string;
  readonly operations: string;
  readonly kafka: string;
  readonly postgres: string;
  readonly credentials: { readonly port: string; readonly operator: string };
}

/** A stack of its own in a temporary directory: the product as built, real broker and database, durable. */
export interface BenchStack {
  readonly intake: string;
  readonly portGateway: string;
  readonly operations: string;
  readonly kafka: string;
  readonly postgres: string;
  /** Key of the partner that submits. */
  readonly partnerKey: string;
  /** Key that reads the alerts of every port. */
  readonly portKey: string;
  readonly operatorKey: string;
  /** What runs at the moment, by name; the engines by the directory they work in. */
  readonly processes: () => readonly StackProcess[];
  /** Ends it and forgets all it has written. */
  readonly end: () => Promise<void>;
}

export async function startStack(): Promise<BenchStack> {
  const home = mkdtempSync(join(tmpdir(), 'watchpost-bench-'));
  // The database runs as a user of its own where this one is root.
  chmodSync(home, 0o755);
  const end = async (): Promise<void> => {
    await watchpost(home, 'down', '--purge').catch(() => undefined);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const addresses = JSON.parse(await watchpost(home, 'up', '--detach', '--json')) as Addresses;
    return {
      ...addresses,
      partnerKey: await furnish(addresses),
      portKey: addresses.credentials.port,
      operatorKey: addresses.credentials.operator,
      processes: () => processesOf(home),
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function watchpost(home: string, ...argv: readonly string[]): Promise<string> {
  const env = { ...process.env, WATCHPOST_HOME: home, LOG_LEVEL: 'warn' };
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'apps/cli/dist/main.js'), ...argv], {
    env,
  });
  return stdout;
}

/** @returns key of a partner without a quota that matters */
async function furnish({ operations, credentials }: Addresses): Promise<string> {
  const door = openDoor(operations, credentials.operator);
  await door.send('POST', '/v1/partners', { partner: PARTNER, name: 'Bench Post', requestsPerMinute: 100_000 });
  for (const { port, capacityPerShift } of ports) await door.send('PATCH', `/v1/ports/${port}`, { capacityPerShift });
  return (await door.send<{ key: string }>('POST', `/v1/partners/${PARTNER}/keys`, {})).key;
}

function processesOf(home: string): readonly StackProcess[] {
  const state = JSON.parse(readFileSync(join(home, 'state.json'), 'utf8')) as {
    readonly services: readonly { readonly name: string; readonly pid: number }[];
  };
  const engines = ['kafka', 'postgres'].map((name) => ({ name, directory: join(home, name) }));
  return [...state.services.map(({ name, pid }) => ({ name, pid })), ...engines];
}

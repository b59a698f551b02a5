import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { EngineError } from './engine-error.ts';

const HOST = '127.0.0.1';

/** Below the ports that systems give to outgoing connections (from 32,768 on Linux, from 49,152 elsewhere): one of those is gone as soon as somebody connects. */
const LOWEST = 20_000;
const HIGHEST = 32_767;
const TRIES = 100;
/** Given by this process and perhaps not listened on yet. */
const given = new Set<number>();

/** A port nobody listens on at this moment. Whoever is quicker can still take it: be ready to ask again. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (given.has(port) || !(await isPortFree(port))) continue;
    given.add(port);
    return port;
  }
  return anyPort();
}

async function anyPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HOST, resolve);
  });
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, HOST, () => resolve(true));
  });
  if (free) await new Promise<void>((resolve) => server.close(() => resolve()));
  return free;
}

export interface PortWish {
  /** As configured: this one or none. */
  readonly fixed: number | undefined;
  /** As last time, if it is still free, so that addresses stay the same over a restart. */
  readonly preferred: number | undefined;
}

/** @throws EngineError `port-in-use` where the configured one is taken; `setting` names where it was configured */
export async function choosePort(wish: PortWish, purpose: string, setting: string): Promise<number> {
  if (wish.fixed !== undefined) {
    if (await isPortFree(wish.fixed)) return wish.fixed;
    throw new EngineError(
      'port-in-use',
      `Port ${wish.fixed}, configured for ${purpose}, is in use by another program; end it or set ${setting} to a free port.`,
    );
  }
  if (wish.preferred !== undefined && (await isPortFree(wish.preferred))) return wish.preferred;
  return freePort();
}

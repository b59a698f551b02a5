import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** What `watchpost up --detach --json` prints. */
export interface Addresses {
  readonly intake: string;
  readonly portGateway: string;
  readonly operations: string;
  readonly kafka: string;
  readonly postgres: string;
  readonly registry: string;
  readonly credentials: { readonly partner: string; readonly port: string; readonly operator: string };
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process of a service: `intake`, `intake-2`. */
export interface Replica {
  readonly name: string;
  /** null while it does not run. */
  readonly pid: number | null;
  readonly url: string;
  readonly restarts: number;
}

/** The whole product on engines and in a data directory of its own, driven by its command line. */
export class Product {
  private constructor(
    readonly home: string,
    readonly addresses: Addresses,
  ) {}

  /**
   * @param flags of `up`, besides those that it is always given
   * @param environment on top of this process's own
   */
  static async start(flags: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): Promise<Product> {
    const home = mkdtempSync(join(tmpdir(), 'watchpost-e2e-'));
    const up = await run(home, ['up', '--detach', '--json', ...flags], environment);
    if (up.code !== 0) throw new Error(`watchpost up ended with ${up.code}: ${up.stderr}`);
    return new Product(home, JSON.parse(up.stdout) as Addresses);
  }

  /** Every replica that the supervisor keeps running, as it says at this moment. */
  replicas(): readonly Replica[] {
    const state = readFileSync(join(this.home, 'state.json'), 'utf8');
    return (JSON.parse(state) as { readonly services: readonly Replica[] }).services;
  }

  /** Runs `watchpost …` as a user would. */
  watchpost(...argv: readonly string[]): Promise<CommandResult> {
    return run(this.home, argv);
  }

  async stop(): Promise<void> {
    await run(this.home, ['down', '--purge']);
    rmSync(this.home, { recursive: true, force: true });
  }
}

function run(home: string, argv: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'tools/watchpost.mjs'), ...argv],
      {
        cwd: root,
        env: { ...process.env, WATCHPOST_HOME: home, NODE_OPTIONS: '', ...environment },
        maxBuffer: 64 * 1024 * 1024,
      },
      (error, stdout, stderr) => resolve({ code: codeOf(error), stdout, stderr }),
    );
  });
}

function codeOf(error: Error | null): number {
  if (error === null) return 0;
  return 'code' in error && typeof error.code === 'number' ? error.code : 1;
}

/** An HTTP answer as its caller sees it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

/** JSON whose shape the test itself states by what it reads. */
export type Json = { readonly [key: string]: Json } & readonly Json[] & string & number & boolean;

/** Speaks to one service with one key. */
export class Client {
  constructor(
    private readonly base: string,
    private readonly key: string | null,
  ) {}

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', path, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
  }

  async send(
    method: string,
    path: string,
    body: string | Uint8Array<ArrayBuffer> | null = null,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const authorization: Record<string, string> = this.key === null ? {} : { authorization: `Bearer ${this.key}` };
    const response = await fetch(new URL(path, this.base), { method, body, headers: { ...authorization, ...headers } });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text) };
  }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text as unknown as Json;
  }
}

/** Asks until the answer satisfies, or fails with the last answer. */
export async function eventually<T>(ask: () => Promise<T>, satisfies: (answer: T) => boolean, ms = 30_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (Date.now() > end)
      throw new Error(`not within ${ms} ms; last answer: ${JSON.stringify(answer).slice(0, 2_000)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

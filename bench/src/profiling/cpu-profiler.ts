import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A profile as V8 writes it, as far as it is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  /** Node of each sample. */
  readonly samples: readonly number[];
  /** Microseconds between each sample and the one before. */
  readonly timeDeltas: readonly number[];
}

export interface Profiling {
  /** Ends it. @returns what was seen since it began */
  readonly stop: () => Promise<CpuProfile>;
}

const SAMPLE_EVERY_US = 500;
const PATIENCE_MS = 10_000;
/** Where a Node process listens once it was sent SIGUSR1. */
const INSPECTOR = 'http://127.0.0.1:9229';

/**
 * Profiles a process that runs already, for as long as is wanted and no longer, without having started it in another way: SIGUSR1 opens its inspector,
 * through which it is told to profile itself and to close the inspector again (so that several processes can be profiled at once); at SIGUSR2 it writes
 * what it has seen.
 */
export async function profile(pid: number): Promise<Profiling> {
  const file = join(tmpdir(), `watchpost-${pid}-${Date.now()}.cpuprofile`);
  process.kill(pid, 'SIGUSR1');
  const said = await evaluate(await inspectorAddress(), beginning(file));
  if (said !== pid) {
    throw new Error(`port 9229 is the inspector of process ${String(said)}, not of ${pid}; end that first`);
  }
  await inspectorClosed();
  return {
    stop: async () => {
      process.kill(pid, 'SIGUSR2');
      return written(file);
    },
  };
}

/** What the process is to run. It answers with its own number. */
const beginning = (file: string): string => `(() => {
  const inspector = process.getBuiltinModule('node:inspector');
  const { writeFileSync, renameSync } = process.getBuiltinModule('node:fs');
  const session = new inspector.Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: ${SAMPLE_EVERY_US} });
  session.post('Profiler.start');
  const file = ${JSON.stringify(file)};
  process.once('SIGUSR2', () => session.post('Profiler.stop', (error, result) => {
    writeFileSync(file + '.new', JSON.stringify(result.profile));
    renameSync(file + '.new', file);
    session.disconnect();
  }));
  setTimeout(() => inspector.close(), 200);
  return process.pid;
})()`;

async function inspectorAddress(): Promise<string> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(100)) {
    const answer = await fetch(`${INSPECTOR}/json/list`).catch(() => null);
    const [target] = answer ? ((await answer.json()) as { webSocketDebuggerUrl: string }[]) : [];
    if (target) return target.webSocketDebuggerUrl;
  }
  throw new Error('the process has not opened its inspector');
}

async function inspectorClosed(): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(50)) {
    const answers = await fetch(`${INSPECTOR}/json/version`).then(
      () => true,
      () => false,
    );
    if (!answers) return;
  }
  throw new Error('the process has not closed its inspector');
}

function evaluate(address: string, expression: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    socket.onerror = () => reject(new Error(`no answer from ${address}`));
    socket.onopen = () =>
      socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression, returnByValue: true } }));
    socket.onmessage = ({ data }) => {
      const { id, result } = JSON.parse(String(data)) as { id?: number; result?: { result?: { value?: unknown } } };
      if (id !== 1) return;
      resolve(result?.result?.value);
      socket.close();
    };
  });
}

async function written(file: string): Promise<CpuProfile> {
  for (const end = Date.now() + 3 * PATIENCE_MS; Date.now() < end; await pause(100)) {
    try {
      const seen = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
      rmSync(file);
      return seen;
    } catch {
      // Not there yet: it is put in its place whole.
    }
  }
  throw new Error(`no profile has come: ${file}`);
}

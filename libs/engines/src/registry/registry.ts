import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EngineError } from '../engine-error.ts';
import { type Progress } from '../engine.ts';
import { requireJava } from '../java.ts';
import { freePort } from '../ports.ts';
import { endProcess, type Ending, startDetached, tailOf } from '../process/detached-process.ts';
import { isRunning } from '../process/process-identity.ts';
import { apicurioJar } from './registry-distribution.ts';

export interface RegistryOptions {
  /** Holds the log. The registry keeps its schemas in memory. */
  readonly directory: string;
  readonly progress?: Progress;
}

export interface RegistryEngine {
  readonly pid: number;
  /** Root of its Confluent-compatible API, as `SCHEMA_REGISTRY_URL` takes it. */
  readonly url: string;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 90_000;
const ENDING: Ending = {
  steps: [
    ['SIGTERM', 10_000],
    ['SIGKILL', 5_000],
  ],
};

/**
 * Apicurio Registry on the loopback address, for tests against a registry that is not our own. Resolves when it answers.
 * @throws EngineError `tool-missing`, `download-failed`, `disk-full`, `locked`, `crashed`
 */
export async function startRegistry({
  directory,
  progress = () => undefined,
}: RegistryOptions): Promise<RegistryEngine> {
  const java = await requireJava();
  const jar = await apicurioJar(progress);
  const port = await freePort();
  const logFile = join(directory, 'registry.log');
  progress('starting Apicurio Registry');
  const { identity } = await startDetached({
    command: java,
    args: [
      '-Xmx256m',
      '-XX:TieredStopAtLevel=1',
      '-Dquarkus.http.host=127.0.0.1',
      `-Dquarkus.http.port=${port}`,
      '-jar',
      jar,
    ],
    logFile,
    cwd: directory,
  });
  const url = `http://127.0.0.1:${port}/apis/ccompat/v7`;
  const stop = async (): Promise<void> => void (await endProcess(identity, ENDING));
  for (const deadline = Date.now() + START_TIMEOUT_MS; Date.now() < deadline && isRunning(identity);) {
    if (await answers(url)) return { pid: identity.pid, url, stop };
    await pause(200);
  }
  await stop();
  throw new EngineError('crashed', `Apicurio Registry did not come up; its log ends: ${tailOf(logFile, 0, 5)}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const { ok } = await fetch(`${url}/subjects`, { signal: AbortSignal.timeout(2_000) });
    return ok;
  } catch {
    return false;
  }
}

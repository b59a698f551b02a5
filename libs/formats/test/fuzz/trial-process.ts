import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Trial, TrialAnswer } from './reading-child.ts';

/** After this a document counts as one that is never read. */
const DEADLINE_MS = 10_000;
const HEAP_MEGABYTES = 256;

/** A process that reads one document after another; one that it does not survive is a fault of that document. */
export class TrialProcess {
  #child: ChildProcess | null = null;

  async read(trial: Trial): Promise<TrialAnswer> {
    const child = (this.#child ??= this.#start());
    const { promise, resolve } = Promise.withResolvers<TrialAnswer>();
    const lost = (fault: string): void => {
      child.kill('SIGKILL');
      if (this.#child === child) this.#child = null;
      resolve({ fault, shown: [] });
    };
    const deadline = setTimeout(() => lost(`it is not read within ${DEADLINE_MS / 1_000} seconds`), DEADLINE_MS);
    const exited = (code: number | null, signal: string | null): void =>
      lost(`its process ends with ${signal ?? code}: more than ${HEAP_MEGABYTES} MB of heap, or a crash`);
    child.once('message', resolve as (answer: unknown) => void);
    child.once('exit', exited);
    child.send(trial);
    const answer = await promise;
    clearTimeout(deadline);
    child.removeAllListeners('message');
    child.removeListener('exit', exited);
    return answer;
  }

  end(): void {
    this.#child?.kill();
    this.#child = null;
  }

  #start(): ChildProcess {
    return fork(join(import.meta.dirname, 'reading-child.ts'), {
      execArgv: [...process.execArgv, `--max-old-space-size=${HEAP_MEGABYTES}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  }
}

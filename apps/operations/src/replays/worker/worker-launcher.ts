import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

/** A worker that has been started. */
export interface ReplayWorker {
  /** By which the replay's table knows it. */
  readonly id: string;
  /** Resolves when it has ended, to how: `exit 0`, `signal SIGKILL`. */
  readonly ended: Promise<string>;
  /** It keeps what it has, and ends. */
  stop(): void;
}

/** Starts a worker for one replay. */
export type WorkerLauncher = (replayId: string) => ReplayWorker;

const NICE = 10;

/** A process of its own, below everything else on the machine; it ends by itself when this one does. */
export const forkWorker: WorkerLauncher = (replayId) => {
  const id = randomUUID();
  const child = fork(fileURLToPath(new URL('./main.js', import.meta.url)), [replayId, id], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  try {
    // Threads begin with the priority of whoever makes them: the sooner the better.
    if (child.pid !== undefined) setPriority(child.pid, NICE);
  } catch {
    // It asks for it by itself as well.
  }
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal === null ? `exit ${code}` : `signal ${signal}`));
  });
  return { id, ended, stop: () => void child.kill('SIGTERM') };
};

import { hostname } from 'node:os';
import { isRunning, ownIdentity, type ProcessIdentity } from '../process/process-identity.ts';

/** The label of a container that a run of the tests has started; its value says which run. */
export const RUN_LABEL = 'watchpost.test-run';

/** A process of one machine; the engine that runs the containers may serve several machines. */
export interface TestRun extends ProcessIdentity {
  readonly host: string;
}

export const ownRun = (): TestRun => ({ host: hostname(), ...ownIdentity() });

/** The label's value; the same text for the same run. */
export const labelOf = ({ host, pid, startedAt }: TestRun): string => JSON.stringify({ host, pid, startedAt });

/**
 * Whether the run that a label names is over. Only runs of this machine can be judged: those of another one, and labels that
 * cannot be read, are not over.
 */
export function isOver(label: string, running: (process: ProcessIdentity) => boolean = isRunning): boolean {
  const run = runOf(label);
  return run !== null && run.host === hostname() && !running(run);
}

function runOf(label: string): TestRun | null {
  try {
    const { host, pid, startedAt } = JSON.parse(label) as Partial<TestRun>;
    if (typeof host !== 'string' || typeof pid !== 'number' || typeof startedAt !== 'string') return null;
    return { host, pid, startedAt };
  } catch {
    return null;
  }
}

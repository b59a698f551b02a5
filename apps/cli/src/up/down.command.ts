import { type Command } from 'commander';
import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endEngines, endProcess, purgeEngines, runningRecord } from '@watchpost/engines';
import { stackHome, type StackHome } from '../stack/home.ts';
import { livingState } from '../stack/state.ts';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import { print, printJson } from '../terminal/output.ts';
import { endLeftovers } from './service-process.ts';

interface DownFlags {
  readonly purge?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

/** A supervisor lets its services drain, then its engines. */
const SUPERVISOR_ENDING = { steps: [['SIGTERM', 90_000]] } as const;

export function registerDown(program: Command): void {
  program
    .command('down')
    .description('stop what up has started')
    .option('--purge', 'forget everything it kept, too')
    .option('--dry-run', 'say what would be stopped and forgotten')
    .option('--json', 'print one object')
    .action(down);
}

async function down(flags: DownFlags): Promise<void> {
  const home = stackHome();
  if (flags.dryRun) {
    report(flags, { stopped: running(home), purged: flags.purge === true ? home.directory : null });
    return;
  }
  const stopped = await stop(home);
  if (flags.purge) await purge(home);
  report(flags, { stopped, purged: flags.purge === true ? home.directory : null });
}

/** Ends the supervisor and with it all it started; then whatever a supervisor that was killed has left. */
async function stop(home: StackHome): Promise<readonly string[]> {
  const state = livingState(home.state);
  const stopped = running(home);
  if (state && !(await endProcess(state.supervisor, SUPERVISOR_ENDING))) {
    throw new CommandError(
      `The supervisor (process ${state.supervisor.pid}) did not end within 90 s; see ${join(home.logs, 'supervisor.log')}, or end it with kill -9 ${state.supervisor.pid} and run watchpost down again.`,
      exitCode.failed,
    );
  }
  await endLeftovers(home);
  await endEngines(home.directory);
  return stopped;
}

function running(home: StackHome): readonly string[] {
  const services = recordsIn(home.run).filter((file) => runningRecord(join(home.run, file)) !== null);
  const engines = ['kafka', 'postgres'].filter(
    (name) => runningRecord(join(home.directory, name, `${name}.pid.json`)) !== null,
  );
  return [
    ...(livingState(home.state) ? ['supervisor'] : []),
    ...services.map((file) => file.replace('.pid.json', '')),
    ...engines,
  ];
}

function recordsIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter((name) => name.endsWith('.pid.json'));
  } catch {
    return [];
  }
}

/** What the home holds beside these is not ours to delete. */
async function purge(home: StackHome): Promise<void> {
  await purgeEngines(home.directory);
  for (const path of [home.state, home.credentials, home.receiptKey, home.lock, home.run, home.logs]) {
    rmSync(path, { recursive: true, force: true });
  }
  // Goes only if it is empty now: the engines that were fetched stay, for the next start.
  try {
    rmdirSync(home.directory);
  } catch {
    // Something else lies in it.
  }
}

function report(flags: DownFlags, done: { stopped: readonly string[]; purged: string | null }): void {
  if (flags.json) {
    printJson({ ...done, dryRun: flags.dryRun === true });
    return;
  }
  const verb = flags.dryRun ? 'would stop' : 'stopped';
  print(done.stopped.length === 0 ? 'nothing is running' : `${verb} ${done.stopped.join(', ')}`);
  if (done.purged !== null) print(`${flags.dryRun ? 'would forget' : 'forgot'} everything in ${done.purged}`);
}

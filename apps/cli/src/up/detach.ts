import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isRunning, startDetached, tailOf } from '@watchpost/engines';
import { stackHome, type StackHome } from '../stack/home.ts';
import { livingState, readState, type StackAddresses, type StackState } from '../stack/state.ts';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import { print, printJson } from '../terminal/output.ts';
import { addressLines, Board } from './board.ts';
import { keysLine } from './foreground.ts';
import { loadStackSettings } from './stack-settings.ts';
import { type UpFlags } from './up-flags.ts';

const START_TIMEOUT_MS = 300_000;
/** Until the supervisor has loaded and said its first word; a busy machine takes its time. */
const FIRST_WORD_MS = 60_000;

/** Leaves a supervisor behind and returns when it is ready; or finds one that runs already. */
export async function detach(flags: UpFlags): Promise<void> {
  const home = stackHome();
  const board = new Board();
  const living = livingState(home.state);
  if (living !== null) refuseOtherReplicas(living, flags);
  const addresses = await (living === null ? leaveBehind(home, flags, board) : waitUntilReady(home, board));
  board.stop();
  if (flags.json) printJson(addresses);
  else for (const line of ['Watchpost is ready.', ...addressLines(addresses), keysLine()]) print(line);
}

/** What runs is left as it is, so a wish that it does not fulfil must not look fulfilled. @throws CommandError 6 */
function refuseOtherReplicas({ replicas }: StackState, { replicas: wished }: UpFlags): void {
  if (wished === undefined || wished === replicas) return;
  throw new CommandError(
    `Watchpost runs already, with ${replicas} of each service; stop it with watchpost down to start it with ${wished}.`,
    exitCode.conflict,
  );
}

async function leaveBehind(home: StackHome, flags: UpFlags, board: Board): Promise<StackAddresses> {
  // Faults of the configuration are told here and now.
  const { WATCHPOST_REPLICAS: replicas } = loadStackSettings(process.env, flags);
  const logFile = join(home.logs, 'supervisor.log');
  const { identity } = await startDetached({
    command: process.execPath,
    args: [
      ...process.execArgv,
      process.argv[1]!,
      'up',
      '--background',
      ...(flags.demo ? ['--demo'] : []),
      ...['--replicas', String(replicas)],
    ],
    logFile,
  });
  const deadline = Date.now() + FIRST_WORD_MS;
  while (readState(home.state)?.supervisor.pid !== identity.pid) {
    if (!isRunning(identity) || Date.now() > deadline) {
      const said = tailOf(logFile, 0, 1) || 'it said nothing';
      throw new CommandError(`The supervisor did not start: ${said}`, exitCode.failed);
    }
    await pause(50);
  }
  return waitUntilReady(home, board);
}

async function waitUntilReady(home: StackHome, board: Board): Promise<StackAddresses> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let said = '';
  while (Date.now() < deadline) {
    const state = readState(home.state);
    if (state?.phase === 'ready' && state.addresses) return state.addresses;
    if (state?.phase === 'failed') throw new CommandError(state.message, state.exitCode ?? exitCode.failed);
    if (state === null || state.phase === 'stopped' || !isRunning(state.supervisor)) {
      throw new CommandError(
        `The supervisor ended while it was starting; see ${join(home.logs, 'supervisor.log')}.`,
        exitCode.failed,
      );
    }
    if (state.message !== said) board.progress(state.message);
    said = state.message;
    await pause(150);
  }
  throw new CommandError(
    `The stack is not ready after ${START_TIMEOUT_MS / 1000} s (${said}); see ${home.logs}, or stop it with watchpost down.`,
    exitCode.unavailable,
  );
}

import { stackHome } from '../stack/home.ts';
import { type StackAddresses } from '../stack/state.ts';
import { exitCode } from '../terminal/exit-code.ts';
import { printJson } from '../terminal/output.ts';
import { addressLines, Board } from './board.ts';
import { loadStackSettings } from './stack-settings.ts';
import { Supervisor } from './supervisor.ts';
import { type UpFlags } from './up-flags.ts';

/** Runs the stack until somebody asks it to end. */
export async function stayInForeground(flags: UpFlags): Promise<void> {
  const settings = loadStackSettings(process.env, flags);
  outliveTerminal();
  const board = new Board();
  const supervisor = new Supervisor(stackHome(), settings, {
    progress: (text) => board.progress(text),
    note: (text) => board.note(text),
  });
  const interrupted = signalled();
  const started = supervisor.start();
  const outcome = await Promise.race([started, interrupted]);
  if (outcome === 'interrupted') {
    board.note('stopping: the start was interrupted');
    await started.catch(() => undefined);
  } else {
    if (flags.demo) await supervisor.startSimulator();
    if (flags.background) board.note('ready');
    else announce(outcome, flags, board);
    await interrupted;
  }
  board.stop();
  await supervisor.stop();
  board.stop();
  board.note('stopped');
}

/** A terminal that was closed, or a reader that has gone, is no reason to leave the engines running without anybody. */
function outliveTerminal(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners('error');
    stream.on('error', () => undefined);
  }
}

/**
 * Resolves at the first signal that asks to end. A second Ctrl-C ends this process at once; what runs is found by the next start. A terminal that
 * closes may send its signal twice, itself and through npm, and means it once.
 */
function signalled(): Promise<'interrupted'> {
  return new Promise((resolve) => {
    let asked = false;
    const ask = (signal: NodeJS.Signals): void => {
      if (asked && signal === 'SIGINT') process.exit(exitCode.interrupted);
      asked = true;
      resolve('interrupted');
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  });
}

function announce(addresses: StackAddresses, flags: UpFlags, board: Board): void {
  if (flags.json) printJson(addresses);
  else {
    board.note(['Watchpost is ready.', ...addressLines(addresses), keysLine()].join('\n'));
    const operations = { url: addresses.operations, key: addresses.credentials.operator, service: 'operations' };
    board.watch(operations, addresses);
  }
}

export const keysLine = (): string => `keys for the three doors: ${stackHome().credentials}`;

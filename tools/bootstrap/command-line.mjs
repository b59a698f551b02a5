import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pinnedNode, root } from './workspace.mjs';

/** Flags of every Node process of ours: traces point at the sources, and kafkajs' known warning about timers stays out. */
export const nodeFlags = ['--enable-source-maps', '--disable-warning=TimeoutNegativeWarning'];

/**
 * Hands over to the command line on the pinned Node and ends as it ends. Ctrl-C reaches both through the terminal: the child
 * decides when it is done.
 */
export function becomeCommandLine(args) {
  const child = spawn(pinnedNode, [...nodeFlags, join(root, 'apps', 'cli', 'dist', 'main.js'), ...args], {
    stdio: 'inherit',
  });
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => process.exit(signal === null ? code : 130));
}

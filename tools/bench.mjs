/**
 * `npm run bench`: figures of the product as it stands. Starts a stack of its own in a temporary directory, pushes manifests of 200 lines as fast as
 * they are taken, waits until every line is accounted for, and prints the rate and the CPU of each process. `-- --json` prints one object,
 * `-- --lines 60000` sets the size of the run.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, pinnedNode, root } from './bootstrap/workspace.mjs';

await ensureInstalled();
await ensureBuilt();
// From its source: it takes the simulator's traffic, which has no door as a library.
const source = [
  '--disable-warning=ExperimentalWarning',
  '--experimental-transform-types',
  '--conditions=@watchpost/source',
];
const child = spawn(pinnedNode, [...source, join(root, 'bench/src/end-to-end.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: root,
});
process.on('SIGINT', () => {});
child.once('close', (code) => process.exit(code ?? 1));

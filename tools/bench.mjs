/**
 * `npm run bench`: figures of the product as it stands, on a stack of its own in a temporary directory (docs/performance.md). `-- --json` prints one
 * object, `-- --profile scorer` a table of where that service spends its time.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, pinnedNode, root } from './bootstrap/workspace.mjs';

await ensureInstalled();
await ensureBuilt();
// From its source: it takes the simulator's traffic, which has no door as a library. The libraries are those that were built.
const source = ['--disable-warning=ExperimentalWarning', '--experimental-transform-types'];
// It shares the machine with what it measures: manifests written beforehand are not to be gone through again and again by its collector.
const lean = ['--max-semi-space-size=32', '--heap-growing-percent=150'];
const child = spawn(pinnedNode, [...source, ...lean, join(root, 'bench/src/main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: root,
});
process.on('SIGINT', () => {});
child.once('close', (code) => process.exit(code ?? 1));

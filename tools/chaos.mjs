/**
 * `npm run chaos -- --seed N --minutes M`: pushes manifests into a stack of its own while its processes are killed and paused, and accounts for everything
 * that was promised (docs/chaos.md). `--profile short` takes less than a minute, `--without FLAW` takes a guard out and has to end red, `--json` prints one object.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { nodeFlags } from './bootstrap/command-line.mjs';
import { ensureBuilt, ensureInstalled, pinnedNode, root } from './bootstrap/workspace.mjs';

await ensureInstalled();
await ensureBuilt();
// From its source, on the built libraries: it takes the simulator's traffic and the plan of `watchpost up`, which have no door as libraries.
const source = ['--disable-warning=ExperimentalWarning', '--experimental-transform-types', ...nodeFlags];
const child = spawn(pinnedNode, [...source, join(root, 'chaos/src/main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: root,
});
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.once('close', (code) => process.exit(code ?? 1));

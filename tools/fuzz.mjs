/**
 * `npm run fuzz -- --minutes N [--seed S] [--format F]`: fixtures and samples with anything done to them, read in processes of their own
 * (docs/formats/README.md). Ends with 1 where a reader failed on one.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, pinnedNode, root } from './bootstrap/workspace.mjs';

await ensureInstalled();
const source = [
  '--disable-warning=ExperimentalWarning',
  '--experimental-transform-types',
  '--conditions=@watchpost/source',
];
const child = spawn(pinnedNode, [...source, join(root, 'libs/formats/test/fuzz/main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: root,
});
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.once('close', (code) => process.exit(code ?? 1));

/**
 * `npm test`: every test there is, on a real broker and a real database, from a machine where nothing was installed by hand.
 * Arguments are parts of paths of test files; without any, all run. The last line is `N passed, N failed, N skipped`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireJavaAndMaven, requireNode } from './bootstrap/machine.mjs';
import { needsJava } from './bootstrap/test-engines.mjs';
import { ensureBuilt, ensureInstalled, pinnedNode, root } from './bootstrap/workspace.mjs';
import { countsOf } from './bootstrap/test-counts.mjs';

requireNode();
if (needsJava(process.argv.slice(2))) requireJavaAndMaven({ ...process.env, WATCHPOST_KAFKA_BROKERS: '' });
await ensureInstalled();
await ensureBuilt();

const directory = mkdtempSync(join(tmpdir(), 'watchpost-report-'));
const report = join(directory, 'report.json');
const child = spawn(
  pinnedNode,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=TimeoutNegativeWarning',
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--maxWorkers=2',
    '--json',
    `--outputFile=${report}`,
    ...process.argv.slice(2),
  ],
  // The report goes to its file; what Jest prints on standard output beside it is the same again.
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, CI: 'true' } },
);
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.once('close', (code) => {
  const { passed, failed, skipped } = countsOf(readReport(), code);
  rmSync(directory, { recursive: true, force: true });
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  process.exit(failed > 0 || passed === 0 || code !== 0 ? 1 : 0);
});

function readReport() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return null;
  }
}

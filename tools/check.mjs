/**
 * The gate: format, lint, arrows, schemas, types, tests, in this order, stopping at the first that fails.
 * `npm run check -- --quick` leaves out the tests.
 */
import { spawnSync } from 'node:child_process';

const steps = [
  ['format', 'format:check'],
  ['lint', 'lint'],
  ['arrows', 'arrows'],
  ['schemas', 'schemas', '--', '--check'],
  ['types', 'typecheck'],
  ['tests', 'test'],
];

const quick = process.argv.includes('--quick');
const environment = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' };

for (const [name, script, ...more] of steps) {
  if (quick && name === 'tests') continue;
  const began = Date.now();
  const { status } = spawnSync('npm', ['run', '--silent', script, ...more], { stdio: 'inherit', env: environment });
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  if (status !== 0) {
    console.error(`gate: ${name} failed after ${seconds} s (npm run ${script})`);
    process.exit(1);
  }
  console.error(`gate: ${name} passed in ${seconds} s`);
}

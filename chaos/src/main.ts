import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endEngines, purgeEngines } from '@watchpost/engines';
import { workspaceRoot } from '../../apps/cli/src/stack/home.ts';
import { flaws } from './flaws/flaws.ts';
import { copyWithout } from './flaws/program-copy.ts';
import { describePlan, planOf } from './plan/plan.ts';
import { colourOf, describeResult, lastLine, resultAsJson } from './report.ts';
import { run } from './run.ts';
import { type ChaosStack } from './stack/stack.ts';

const USAGE = `npm run chaos -- --seed N --minutes M [--profile short] [--without ${flaws.map(({ name }) => name).join('|')}] [--json]\n`;

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '2' },
    profile: { type: 'string', default: 'full' },
    without: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const seed = Number(options.seed);
const minutes = Number(options.minutes);
const { profile } = options;
const flaw = flaws.find(({ name }) => name === options.without) ?? null;
const isKnown = profile === 'full' || profile === 'short';
if (!Number.isInteger(seed) || !(minutes > 0) || !isKnown || (options.without !== undefined && flaw === null)) {
  process.stderr.write(USAGE);
  process.exit(2);
}

const beganAt = performance.now();
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const note = (text: string): void => {
  const seconds = ((performance.now() - beganAt) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`${seconds} s  ${text}\n`);
};

const plan = planOf({ seed, minutes, profile, ...(flaw === null ? {} : { aimed: flaw.aimed }) });
const base = mkdtempSync(join(tmpdir(), 'watchpost-chaos-'));
const directory = join(base, 'home');
mkdirSync(directory);
for (const line of describePlan(plan)) (options.json ? note : print)(line);
writeFileSync(join(directory, 'plan.json'), `${JSON.stringify(plan, null, 1)}\n`);
let programs = workspaceRoot;
if (flaw !== null) {
  programs = join(base, 'programs');
  mkdirSync(programs);
  copyWithout(flaw, workspaceRoot, programs);
  note(`without: ${flaw.guard}`);
}
let stack: ChaosStack | null = null;
const breakOff = (signal: NodeJS.Signals): void => {
  note(`${signal}: stopping everything`);
  void (async () => {
    await (stack?.stop() ?? endEngines(directory));
    await purgeEngines(directory);
    process.exit(130);
  })();
};
process.once('SIGINT', breakOff);
process.once('SIGTERM', breakOff);

const result = await run({ plan, directory, programs, note, onStack: (started) => (stack = started) });
const colour = colourOf(result);
if (options.json) print(JSON.stringify(resultAsJson(plan, result)));
else for (const line of describeResult(plan, result)) print(line);
if (options.json) note(lastLine(plan, result));
if (colour === 'green') rmSync(base, { recursive: true, force: true });
else note(`journal, plan and logs are kept in ${directory}`);
process.exit(colour === 'green' ? 0 : 1);

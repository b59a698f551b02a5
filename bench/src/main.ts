/** `npm run bench`: see docs/performance.md. The table and all it says meanwhile go to stderr with `--json`, whose object is all that stdout gets. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { EndToEndRun } from './end-to-end/end-to-end.ts';
import { ManifestSupply } from './load/manifest-supply.ts';
import { startStack } from './stack/bench-stack.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    'warm-up': { type: 'string', default: '15' },
    'latency-seconds': { type: 'string', default: '30' },
    window: { type: 'string', default: '12000' },
    connections: { type: 'string', default: '8' },
    profile: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  },
});
const note = (text: string): void => void process.stderr.write(`${text}\n`);
const machine = {
  cores: availableParallelism(),
  model: cpus()[0]?.model ?? '',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};
const stack = await startStack();
try {
  const run = new EndToEndRun(
    stack,
    new ManifestSupply('bench', 0.01),
    {
      seconds: Number(options.seconds),
      warmUpSeconds: Number(options['warm-up']),
      latencySeconds: Number(options['latency-seconds']),
      window: Number(options.window),
      connections: Number(options.connections),
      profiled: options.profile.flatMap((names) => names.split(',')),
    },
    note,
  );
  const endToEnd = options.profile.length > 0 ? await run.sustained() : await run.measure();
  await run.end();
  console.log(JSON.stringify({ machine, endToEnd }, null, options.json ? 0 : 1));
} finally {
  await stack.end();
}

/** `npm run bench`: figures of the product as it stands. docs/performance.md says how they are taken and what they mean. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import { EndToEndRun } from './end-to-end/end-to-end.ts';
import { writeHistory } from './growth/history.ts';
import { measureInProcess } from './in-process/in-process.ts';
import { measureReaders } from './in-process/readers.ts';
import { measureKafkaCopy } from './kafka-copy/kafka-copy.ts';
import { ManifestSupply } from './load/manifest-supply.ts';
import { type BenchOptions, optionsOf, usage } from './options.ts';
import { type Figures, growthOf, ratioOf } from './report/figures.ts';
import { keepBaseline, readBaseline } from './report/kept-baseline.ts';
import { tableOf } from './report/table.ts';
import { type BenchStack, startStack } from './stack/bench-stack.ts';

const note = (text: string): void => void process.stderr.write(`${text}\n`);

async function measure(options: BenchOptions): Promise<Figures> {
  const { only } = options;
  // First, while nothing else runs.
  if (only.has('inProcess')) note('in process');
  const inProcess = only.has('inProcess') ? { inProcess: measureInProcess(), readers: measureReaders() } : {};
  const needsStack = only.has('endToEnd') || only.has('baseline') || only.has('growth');
  const onStack = needsStack ? await withStack((stack) => measureOn(stack, options)) : {};
  return { machine: machineOf(), at: new Date().toISOString(), ...inProcess, ...onStack };
}

async function withStack<T>(use: (stack: BenchStack) => Promise<T>): Promise<T> {
  note('starting a stack');
  const stack = await startStack();
  try {
    return await use(stack);
  } finally {
    await stack.end();
  }
}

async function measureOn(stack: BenchStack, options: BenchOptions): Promise<Partial<Figures>> {
  const { only } = options;
  const run = new EndToEndRun(stack, new ManifestSupply('bench', options.riskyShare), options.endToEnd, note);
  const isProfile = options.endToEnd.profiled.length > 0;
  const endToEnd = !only.has('endToEnd') ? undefined : await (isProfile ? run.sustained() : run.measure());
  const growth = only.has('growth') ? await grow(run, stack, options.sightings) : undefined;
  await run.end();
  if (only.has('baseline')) note('copying from topic to topic');
  const copy = only.has('baseline') ? await measureKafkaCopy(stack.kafka, options.copiedRecords) : undefined;
  return {
    ...(endToEnd && { endToEnd }),
    ...(growth && { growth }),
    ...(copy && { baseline: copy, ratio: ratioOf(copy, endToEnd) }),
  };
}

async function grow(run: EndToEndRun, stack: BenchStack, sightings: number) {
  const fresh = await run.sustained();
  note(`writing a past of ${sightings} shipments`);
  const history = await writeHistory(stack.postgres, sightings);
  return growthOf(history, fresh, await run.sustained());
}

const machineOf = (): Figures['machine'] => ({
  cores: availableParallelism(),
  model: cpus()[0]?.model ?? '',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
});

const options = optionsOf(process.argv.slice(2));
if (options === 'help') {
  console.log(usage);
} else {
  const figures = await measure(options);
  const table = tableOf(figures, readBaseline(options.compareWith));
  if (options.json) console.log(JSON.stringify(figures));
  (options.json ? process.stderr : process.stdout).write(table);
  if (options.keepAs !== null) note(`kept: ${keepBaseline(options.keepAs, figures)}`);
}

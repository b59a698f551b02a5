import { parseArgs } from 'node:util';
import type { EndToEndOptions } from './end-to-end/end-to-end.ts';

export const parts = ['inProcess', 'endToEnd', 'baseline', 'growth'] as const;
export type Part = (typeof parts)[number];

export interface BenchOptions {
  readonly only: ReadonlySet<Part>;
  readonly endToEnd: EndToEndOptions;
  /** Of the items, 0 to 1. */
  readonly riskyShare: number;
  readonly copiedRecords: number;
  /** Shipments that the scorer is given as its past. */
  readonly sightings: number;
  readonly json: boolean;
  readonly compareWith: string;
  readonly keepAs: string | null;
}

export const usage = `npm run bench -- [options]
  --only PARTS            of ${parts.join(', ')}, with commas; the first three unless said
  --growth                growth as well
  --seconds N             lines are counted for so long at full speed (60)
  --warm-up N             seconds of full speed before that (15)
  --latency-seconds N     for each of the two rates (30)
  --window N              lines on their way at once at full speed (12000)
  --connections N         open requests at once at full speed (8)
  --records N             records copied from topic to topic (200000)
  --sightings N           shipments that growth adds (100000; the target is told with 1000000)
  --stages                tell where the time from a submission to its alert goes
  --profile SERVICES      only full speed, with a table of self times for each of these services; none: without one
  --compare NAME          baseline in bench/baselines (two-cores)
  --keep NAME             keep this run as a baseline
  --json                  one object on stdout, the table on stderr`;

/** @throws Error that names the option */
export function optionsOf(argv: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string' },
      growth: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '60' },
      'warm-up': { type: 'string', default: '15' },
      'latency-seconds': { type: 'string', default: '30' },
      window: { type: 'string', default: '12000' },
      connections: { type: 'string', default: '8' },
      records: { type: 'string', default: '200000' },
      sightings: { type: 'string', default: '100000' },
      stages: { type: 'boolean', default: false },
      profile: { type: 'string', multiple: true, default: [] },
      compare: { type: 'string', default: 'two-cores' },
      keep: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const number = (
    name: 'seconds' | 'warm-up' | 'latency-seconds' | 'window' | 'connections' | 'records' | 'sightings',
  ) => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number above 0`);
    return value;
  };
  const profiled = values.profile.flatMap((names) => names.split(','));
  return {
    only: profiled.length > 0 ? new Set(['endToEnd']) : partsOf(values.only, values.growth ? ['growth'] : []),
    endToEnd: {
      seconds: number('seconds'),
      warmUpSeconds: number('warm-up'),
      latencySeconds: number('latency-seconds'),
      window: number('window'),
      connections: number('connections'),
      stages: values.stages,
      profiled,
    },
    riskyShare: 0.01,
    copiedRecords: number('records'),
    sightings: number('sightings'),
    json: values.json,
    compareWith: values.compare,
    keepAs: values.keep ?? null,
  };
}

function partsOf(only: string | undefined, added: readonly Part[]): ReadonlySet<Part> {
  if (only === undefined) return new Set<Part>(['inProcess', 'endToEnd', 'baseline', ...added]);
  const named = only.split(',');
  const isPart = (name: string): name is Part => (parts as readonly string[]).includes(name);
  const unknown = named.filter((name) => !isPart(name));
  if (unknown.length > 0) throw new Error(`--only knows ${parts.join(', ')}, not ${unknown.join(', ')}`);
  return new Set([...named.filter(isPart), ...added]);
}

import type { CpuProfile } from './cpu-profiler.ts';

export interface SelfTime {
  /** Function with file and line, or what V8 calls it: `(garbage collector)`, `(program)`. */
  readonly where: string;
  /** CPU microseconds. */
  readonly micros: number;
}

export interface ProfileSummary {
  /** Microseconds in which it did anything. */
  readonly busy: number;
  readonly seconds: number;
  /** Largest first. */
  readonly functions: readonly SelfTime[];
  /** The same by library or folder. */
  readonly packages: readonly SelfTime[];
}

/** Where a process was while it was not idle. By the clock: on a busy machine the time it waited for a core is in it, so read it as shares. */
export function summarise({ nodes, samples, timeDeltas }: CpuProfile): ProfileSummary {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const functions = new Map<string, number>();
  const packages = new Map<string, number>();
  let busy = 0;
  let all = 0;
  for (const [i, id] of samples.entries()) {
    const { functionName, url, lineNumber } = frames.get(id)!;
    // A sample stands for the time until the next one.
    const micros = Math.max(0, timeDeltas[i + 1] ?? 0);
    all += micros;
    if (functionName === '(idle)') continue;
    busy += micros;
    const file = shortFile(url);
    add(
      functions,
      file === '' ? functionName || '(native)' : `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}`,
      micros,
    );
    add(packages, file === '' ? functionName.replace(/^([^(].*)?$/, '(native)') : packageOf(file), micros);
  }
  return { busy, seconds: all / 1e6, functions: largestFirst(functions), packages: largestFirst(packages) };
}

/** `node_modules/kafkajs/src/index.js`, `libs/contracts/dist/codec.js`, `node:internal/crypto/hash` */
function shortFile(url: string): string {
  return url.replace(/^.*\/(?=node_modules\/)/, '').replace(/^.*\/(?=(apps|libs)\/[^/]+\/(dist|src)\/)/, '');
}

function packageOf(file: string): string {
  if (file.startsWith('node:')) return file.split('/').slice(0, 2).join('/');
  const [first, second, third, fourth] = file.split('/');
  if (first !== 'node_modules') return [first, second, third, fourth?.replace(/\.\w+$/, '')].join('/');
  return second!.startsWith('@') ? `${second}/${third}` : second!;
}

const add = (sums: Map<string, number>, key: string, value: number): void =>
  void sums.set(key, (sums.get(key) ?? 0) + value);

const largestFirst = (sums: ReadonlyMap<string, number>): readonly SelfTime[] =>
  [...sums].map(([where, micros]) => ({ where, micros })).toSorted((a, b) => b.micros - a.micros);

/** @param lines shipments that went through meanwhile: figures are microseconds for one */
export function profileTable(name: string, summary: ProfileSummary, lines: number): string {
  const { busy, seconds, functions, packages } = summary;
  const row = ({ where, micros }: SelfTime): string =>
    `${(micros / lines).toFixed(2).padStart(8)} ${((micros * 100) / busy).toFixed(1).padStart(6)} %  ${where}`;
  return [
    `${name}: ${(busy / lines).toFixed(1)} µs of its main thread a shipment, busy ${((busy * 100) / seconds / 1e6).toFixed(0)} % of ${seconds.toFixed(0)} s`,
    '  µs/line  of all  by package',
    ...packages.slice(0, 25).map(row),
    '  µs/line  of all  by function',
    ...functions.slice(0, 60).map(row),
    '',
  ].join('\n');
}

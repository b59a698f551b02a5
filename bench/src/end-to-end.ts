import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ManifestStream, type SampleManifest } from '../../apps/simulator/src/traffic/manifest-stream.ts';
import { samplePartners } from '../../apps/simulator/src/traffic/sample-partner.ts';

/** Submitted → assessed and, where due, alerted: durable, on the real broker and database, everything on this machine. */

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const PARTNER = 'bench-post';
const LINES_A_MANIFEST = 200;
const TICKS_A_SECOND = 100;

interface Addresses {
  readonly intake: string;
  readonly operations: string;
  readonly credentials: { readonly operator: string };
}

const { values: options } = parseArgs({
  options: {
    lines: { type: 'string', default: '60000' },
    concurrency: { type: 'string', default: '6' },
    json: { type: 'boolean', default: false },
  },
});
const wanted = Number(options.lines);

const home = mkdtempSync(join(tmpdir(), 'watchpost-bench-'));
chmodSync(home, 0o755);
const watchpost = (...argv: readonly string[]) =>
  run(process.execPath, [join(root, 'apps/cli/dist/main.js'), ...argv], {
    env: { ...process.env, WATCHPOST_HOME: home, LOG_LEVEL: 'warn' },
  });

const note = (text: string): void => void process.stderr.write(`${text}\n`);

try {
  note('starting a stack');
  const { stdout } = await watchpost('up', '--detach', '--json');
  const addresses = JSON.parse(stdout) as Addresses;
  const key = await newPartner(addresses);
  await push(addresses, key, manifests('warm-up', 10_000));
  note('warm; measuring');
  const batch = manifests('measure', wanted);
  const lines = batch.reduce((sum, manifest) => sum + manifest.lines, 0);
  const before = cpuOfProcesses();
  const startedAt = performance.now();
  await push(addresses, key, batch);
  const seconds = (performance.now() - startedAt) / 1000;
  report(lines, batch.length, seconds, before, cpuOfProcesses());
} finally {
  await watchpost('down', '--purge').catch(() => undefined);
  rmSync(home, { recursive: true, force: true });
}

/** Written before the clock starts: the generator is not what is measured. Formats take turns; XFZB holds one line a document and is left out. */
function manifests(seed: string, lines: number): readonly SampleManifest[] {
  const writers = samplePartners.filter(({ writer }) => writer.format !== 'cargo-xml-xfzb');
  const streams = writers.map((partner) => new ManifestStream(partner, { seed, lines: LINES_A_MANIFEST }));
  const made: SampleManifest[] = [];
  const now = Date.now() - 60_000;
  for (let total = 0, turn = 0; total < lines; turn++) {
    const next = streams[turn % streams.length]!.next(now);
    if (next.isRepeat) continue;
    made.push(next);
    total += next.lines;
  }
  return made;
}

async function newPartner({ operations, credentials }: Addresses): Promise<string> {
  const authorization = `Bearer ${credentials.operator}`;
  const post = async (path: string, body: object): Promise<Record<string, string>> => {
    const response = await fetch(new URL(path, operations), {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Record<string, string>;
  };
  await post('/v1/partners', { partner: PARTNER, name: 'Bench Post', requestsPerMinute: 100_000 });
  const { key } = await post(`/v1/partners/${PARTNER}/keys`, {});
  return key!;
}

/** Submits all of them, a few at a time, and waits until every line of each has its outcome. */
async function push({ intake }: Addresses, key: string, batch: readonly SampleManifest[]): Promise<void> {
  const authorization = `Bearer ${key}`;
  const taken: string[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < batch.length) taken.push(await submit(batch[next++]!));
  };
  await Promise.all(Array.from({ length: Number(options.concurrency) }, work));
  for (const id of taken) await accounted(id);

  async function submit({ text, contentType }: SampleManifest): Promise<string> {
    for (;;) {
      const response = await fetch(new URL('/v1/manifests', intake), {
        method: 'POST',
        headers: { authorization, 'content-type': contentType },
        body: text,
      });
      if (response.ok) return ((await response.json()) as { manifestId: string }).manifestId;
      await response.text();
      if (![401, 429, 503].includes(response.status)) throw new Error(`a manifest was refused with ${response.status}`);
      await pause(200);
    }
  }

  async function accounted(id: string): Promise<void> {
    for (const end = Date.now() + 120_000; ;) {
      const response = await fetch(new URL(`/v1/manifests/${id}`, intake), { headers: { authorization } });
      const { status } = (await response.json()) as { status: string };
      if (status === 'complete') return;
      if (Date.now() > end) throw new Error(`manifest ${id} is still ${status} after two minutes`);
      await pause(50);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** CPU seconds of every process of the stack so far, by name; the database's backends together. */
function cpuOfProcesses(): ReadonlyMap<string, number> {
  const state = JSON.parse(readFileSync(join(home, 'state.json'), 'utf8')) as {
    readonly services: readonly { readonly name: string; readonly pid: number }[];
  };
  const seconds = new Map<string, number>();
  for (const { name, pid } of state.services) seconds.set(name, cpuOf(pid));
  for (const name of ['kafka', 'postgres']) seconds.set(name, cpuOfGroup(join(home, name)));
  seconds.set('generator', process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6);
  return seconds;
}

/** utime and stime, and those of children that have ended, from /proc. */
function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
      .map(Number);
    return (fields[11]! + fields[12]! + fields[13]! + fields[14]!) / TICKS_A_SECOND;
  } catch {
    return 0;
  }
}

/** The engine whose command line names this directory, with its children. */
function cpuOfGroup(directory: string): number {
  const processes = numericFolders().map((pid) => ({ pid, parent: parentOf(pid), command: commandOf(pid) }));
  const heads = processes.filter(({ command }) => command.includes(directory)).map(({ pid }) => pid);
  return processes
    .filter(({ pid, parent }) => heads.includes(pid) || heads.includes(parent))
    .reduce((sum, { pid }) => sum + cpuOf(pid), 0);
}

function numericFolders(): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid));
}

function parentOf(pid: number): number {
  return Number(/\) \S (\d+)/.exec(textOf(`/proc/${pid}/stat`))?.[1] ?? 0);
}

function commandOf(pid: number): string {
  return textOf(`/proc/${pid}/cmdline`);
}

/** Empty where the process has ended meanwhile. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function report(
  lines: number,
  manifestCount: number,
  seconds: number,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): void {
  const rate = Math.round(lines / seconds);
  const cpuMsPerThousand = Object.fromEntries(
    [...after].map(([name, total]) => [name, Number((((total - (before.get(name) ?? 0)) * 1e6) / lines).toFixed(1))]),
  );
  const machine = {
    cores: availableParallelism(),
    model: cpus()[0]?.model ?? '',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  if (options.json) {
    process.stdout.write(
      `${JSON.stringify({ machine, endToEnd: { rate, lines, seconds: Number(seconds.toFixed(1)), cpuMsPerThousand } })}\n`,
    );
    return;
  }
  process.stdout.write(
    `${lines} lines in ${manifestCount} manifests, every one accounted for in ${seconds.toFixed(1)} s: ${rate} a second\n`,
  );
  process.stdout.write('CPU, ms for 1,000 lines (the same as µs for one):\n');
  for (const [name, cost] of Object.entries(cpuMsPerThousand))
    process.stdout.write(`  ${name.padEnd(14)} ${String(cost).padStart(7)}\n`);
}

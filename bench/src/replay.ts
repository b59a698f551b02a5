/**
 * How fast decisions are replayed in shadow, and what live traffic feels of it: a stack of its own is filled by its own services, then every decision in the
 * log is rescored and reproduced, every manifest is read again from its raw bytes, and live traffic is measured beside replays at chosen speeds.
 * `npx node --conditions=@watchpost/source --experimental-transform-types bench/src/replay.ts [lines] [speed|live]`
 */
import { availableParallelism, cpus } from 'node:os';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { submitClosedLoop } from './load/closed-loop.ts';
import { LineLedger } from './load/line-ledger.ts';
import { ManifestSupply } from './load/manifest-supply.ts';
import { PartnerDoor } from './load/partner-door.ts';
import { type BenchStack, root, startStack } from './stack/bench-stack.ts';
import { openDoor } from './stack/http-door.ts';
import { measureBesideLive } from './replay/beside-live.ts';
import { cpuSeconds, type StackProcess } from './stack/process-usage.ts';

const LINES = Number(process.argv[2] ?? 220_000);
/** What is measured; both unless said. */
const WHAT = process.argv[3];
/** Written at once: manifests are held in memory until they are sent. */
const SLICE = 40_000;
/** Of the replays beside live traffic; null: none. */
const LIVE_RATES = [null, 2_500, null, 4_000];

interface Replay {
  readonly replayId: string;
  readonly state: string;
  readonly failure: string | null;
  readonly done: number;
  readonly activeSeconds: number;
}

interface Diff {
  readonly changed: number;
  readonly compared: number;
  readonly lines: Readonly<Record<string, number>>;
}

const note = (text: string): void => void process.stderr.write(`${text}\n`);

async function fill(stack: BenchStack, supply: ManifestSupply): Promise<void> {
  const door = new PartnerDoor(stack.intake, stack.partnerKey);
  const ledger = new LineLedger(door);
  const ended = new AbortController();
  const following = ledger.follow(ended.signal);
  for (let lines = 0; lines < LINES; lines += SLICE) {
    const manifests = supply.write(SLICE);
    await submitClosedLoop(door, ledger, { manifests, window: 12_000, connections: 6 }, ended.signal);
    note(`${ledger.accounted} lines accounted for`);
  }
  await ledger.drained();
  ended.abort();
  await following;
  door.close();
}

/** The shipped scenario with five times its base rate. */
function stricter(): Readonly<Record<string, string>> {
  const folder = `${root}/scenarios/fentanyl-mail`;
  const files = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]),
  );
  const text = files['scenario.yaml']!.replace('version: 1\n', 'version: 2\n').replace(
    'baseRate: 0.002',
    'baseRate: 0.01',
  );
  return { ...files, 'scenario.yaml': text };
}

async function measured(stack: BenchStack, name: string, request: object): Promise<object> {
  const door = openDoor(stack.operations, stack.operatorKey);
  const engines: StackProcess[] = stack.processes().filter(({ name: each }) => each === 'kafka' || each === 'postgres');
  const before = cpuSeconds(engines);
  const { replayId } = await door.send<Replay>('POST', '/v1/replays', { reason: 'bench', ...request });
  const startedAt = performance.now();
  let worker = 0;
  for (;;) {
    await pause(200);
    worker = Math.max(worker, workerSeconds(replayId));
    const replay = await door.send<Replay>('GET', `/v1/replays/${replayId}`);
    if (replay.state === 'failed') throw new Error(`the replay failed: ${replay.failure}`);
    if (replay.state !== 'done') continue;
    const after = cpuSeconds(engines);
    const { compared, changed, lines } = await door.send<Diff>('GET', `/v1/replays/${replayId}/diff`);
    const perRecord = (seconds: number): number => Math.round((seconds * 1e7) / replay.done) / 10;
    return {
      name,
      records: replay.done,
      seconds: replay.activeSeconds,
      perSecond: Math.round(replay.done / replay.activeSeconds),
      wallSeconds: Math.round((performance.now() - startedAt) / 100) / 10,
      microsCpuARecord: {
        worker: perRecord(worker),
        ...Object.fromEntries([...after].map(([engine, total]) => [engine, perRecord(total - before.get(engine)!)])),
      },
      compared,
      changed,
      lines,
    };
  }
}

/** CPU seconds of the process whose command line names this replay. */
function workerSeconds(replayId: string): number {
  const used = cpuSeconds([{ name: 'worker', directory: replayId }]);
  return used.get('worker') ?? 0;
}

const stack = await startStack();
try {
  const supply = new ManifestSupply('replay', 0.01);
  await fill(stack, supply);
  await pause(3_000);
  const byStricter = { mode: 'rescore', scenario: { files: stricter() } };
  console.log(JSON.stringify({ cores: availableParallelism(), model: cpus()[0]?.model, node: process.version }));
  if (WHAT !== 'live') {
    const requests = { rescore: byStricter, reproduce: { mode: 'reproduce' }, reread: { mode: 'reread' } };
    for (const [name, request] of Object.entries(requests))
      console.log(JSON.stringify(await measured(stack, name, request)));
  }
  if (WHAT !== 'speed') {
    const turns = await measureBesideLive(stack, supply, byStricter, LIVE_RATES, note);
    for (const turn of turns) console.log(JSON.stringify(turn));
  }
} finally {
  await stack.end();
}

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { catalogueIds, createCodec } from '@watchpost/contracts';
import { createKafkaLog } from '@watchpost/messaging';
import { type Draining, JournalFile, Sometimes } from '@watchpost/testing';
import pg from 'pg';
import { countUnfinished } from './evidence/table-evidence.ts';
import { type Findings, judge } from './evidence/verdicts.ts';
import { Load } from './load/load.ts';
import { Nemesis } from './nemesis.ts';
import { type Target } from './plan/fault.ts';
import { type Plan } from './plan/plan.ts';
import { PortSink, type SinkCounts } from './port/port-sink.ts';
import { Backlog, groups } from './stack/backlog.ts';
import { type UnplannedEnd } from './stack/service-process.ts';
import { ChaosStack } from './stack/stack.ts';

export interface RunWish {
  readonly plan: Plan;
  /** Journal, logs and, while it runs, the engines' data lie here. */
  readonly directory: string;
  readonly programs: string;
  readonly note: (text: string) => void;
  /** Told of the stack as soon as anything of it runs: whoever breaks the run off has to stop it. */
  readonly onStack: (stack: ChaosStack) => void;
}

export interface RunResult extends Findings {
  readonly sometimes: Sometimes;
  readonly draining: Draining;
  readonly sink: SinkCounts;
  readonly unplanned: readonly UnplannedEnd[];
}

const LOOK_MS = 400;

/** Warm, chaos, heal, drain, judge. */
export async function run({ plan, directory, programs, note, onStack }: RunWish): Promise<RunResult> {
  const stack = await ChaosStack.start({ directory, programs, services: plan.services, note, onStack });
  const sink = new PortSink(plan.seed, plan.profile === 'short' ? 'never hangs' : 'hangs');
  const backlog = new Backlog(stack.doors.kafka);
  const journal = new JournalFile(join(directory, 'journal.ndjson'));
  const sometimes = new Sometimes();
  try {
    await sink.register(stack.doors.portGateway, stack.credentials.ports['*']!);
    const load = new Load(
      { intakes: [stack.doors.intake], keys: stack.credentials.partners, journal },
      { seed: plan.seed, ...plan.load },
    );
    load.start();
    note(`warming up for ${plan.warmMs / 1000} s`);
    await pause(plan.warmMs);
    const isBusy = (target: Target) => busy(target, load, sink, backlog);
    await new Nemesis({ stack, sometimes, isBusy, note }).carryOut(plan);
    note('healing');
    await load.stop();
    await stack.heal();
    const draining = await drain(stack, load, backlog, plan.drainMs);
    note(`drained after ${(draining.tookMs / 1000).toFixed(1)} s; judging`);
    const findings = await judgeRun(stack, journal, sink, draining);
    return { ...findings, sometimes, draining, sink: sink.counts, unplanned: stack.unplanned };
  } finally {
    await backlog.close().catch(() => undefined);
    await stack.stop();
    await stack.purge();
    sink.close();
    journal.close();
  }
}

/** Whether a fault at this moment meets work that is under way. */
async function busy(target: Target, load: Load, sink: PortSink, backlog: Backlog): Promise<boolean> {
  if (target === 'intake' || target === 'postgres' || target === 'kafka') return load.open > 0;
  if (target === 'port-gateway' && sink.open > 0) return true;
  const group = target === 'scorer-2' ? 'scorer' : target;
  return ((await backlog.of(group)) ?? 0) > 0;
}

/** Waits until nothing is left to do, or time is up. */
async function drain(stack: ChaosStack, load: Load, backlog: Backlog, withinMs: number): Promise<Draining> {
  const beganAt = performance.now();
  for (;;) {
    const unfinished = { 'submissions without an answer': load.unanswered, ...(await leftToDo(stack, backlog)) };
    const tookMs = performance.now() - beganAt;
    if (Object.values(unfinished).every((count) => count === 0) || tookMs > withinMs) {
      return { withinMs, tookMs, unfinished };
    }
    await pause(LOOK_MS);
  }
}

async function leftToDo(stack: ChaosStack, backlog: Backlog): Promise<Readonly<Record<string, number>>> {
  const behind: [string, number][] = [];
  for (const group of groups) behind.push([`records behind in ${group}`, (await backlog.of(group)) ?? 1]);
  const inTables = await onDatabase(stack, countUnfinished).catch(() => ({ 'answers of the database missing': 1 }));
  return { ...Object.fromEntries(behind), ...inTables };
}

async function judgeRun(
  stack: ChaosStack,
  journal: JournalFile,
  sink: PortSink,
  draining: Draining,
): Promise<Findings> {
  await stack.allReady();
  const log = createKafkaLog({ brokers: stack.doors.kafka.split(','), clientId: 'chaos-judge' });
  try {
    const admin = await log.admin();
    const codec = createCodec(catalogueIds());
    return await onDatabase(stack, (database) =>
      judge({
        journal: journal.path,
        database,
        log: admin,
        codec,
        intake: stack.doors.intake,
        keys: stack.credentials.partners,
        delivered: sink.delivered,
        draining,
      }),
    );
  } finally {
    await log.close();
  }
}

async function onDatabase<T>(stack: ChaosStack, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: stack.doors.postgres, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

import { type Command, InvalidArgumentError, Option } from 'commander';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { operationsAddress } from '../api/addresses.ts';
import { callApi } from '../api/api-client.ts';
import { type OperationsFlags, withOperationsFlags } from '../api/operations-flags.ts';
import { scenarioTexts, SHIPPED_SCENARIO } from '../scenario/scenario-folder.ts';
import { wholeNumber } from '../terminal/arguments.ts';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import { print, printJson, tell } from '../terminal/output.ts';
import { csvHeader, csvRow } from './change-export.ts';
import type { Change, Diff, Plan, Replay } from './replay-answers.ts';
import { diffText, planText, progressText } from './replay-report.ts';

interface PlanFlags extends OperationsFlags {
  readonly mode: string;
  readonly from?: string;
  readonly to?: string;
  readonly partner?: string;
  readonly manifest?: string;
  readonly lane?: readonly [string | undefined, string | undefined];
  readonly band?: string;
  readonly recommendation?: string;
  readonly reader?: string;
  readonly scenario: string;
  readonly rate?: number;
  readonly share?: number;
}

interface RunFlags extends PlanFlags {
  readonly reason: string;
  readonly wait?: true;
  readonly dryRun?: true;
}

interface StatusFlags extends OperationsFlags {
  readonly wait?: true;
}

interface StepFlags extends OperationsFlags {
  readonly reason: string;
  readonly dryRun?: true;
}

interface DiffFlags extends OperationsFlags {
  readonly out?: string;
  readonly rule?: string;
}

const LOOK_EVERY_MS = 1_000;
const ended: readonly string[] = ['done', 'aborted', 'failed', 'paused'];

export function registerReplay(program: Command): void {
  const replay = program
    .command('replay')
    .description('decide anew what was decided, in shadow: nothing reaches a port');
  planned(
    replay.command('plan').description('what it would read, how long it would take, whether the log has it'),
  ).action(plan);
  planned(replay.command('run').description('begin one'))
    .requiredOption('--reason <text>', 'why; stands in the audit log')
    .option('--wait', 'stay until it has ended, and show progress')
    .option('--dry-run', 'say what would be done, and begin nothing')
    .action(run);
  withOperationsFlags(replay.command('status').description('how far it is; all of them without an id').argument('[id]'))
    .option('--wait', 'stay until it has ended')
    .action(status);
  for (const [step, what] of Object.entries(steps)) {
    withOperationsFlags(replay.command(step).description(what).argument('<id>'))
      .requiredOption('--reason <text>', 'why; stands in the audit log')
      .option('--dry-run', 'say what would be done, and do nothing')
      .action((id: string, flags: StepFlags) => move(id, step, flags));
  }
  withOperationsFlags(
    replay.command('diff').description('what came out otherwise, and by which rules').argument('<id>'),
  )
    .option('--out <file>', 'write every line that changed, as .ndjson or .csv')
    .option('--rule <name>', 'with --out or --json: lines where this rule speaks otherwise')
    .action(diff);
}

const steps = {
  pause: 'it keeps what it has',
  resume: 'goes on where it was, also after a fault',
  abort: 'for good; what it has found stays',
};

const planned = (command: Command): Command =>
  withOperationsFlags(command)
    .addOption(
      new Option(
        '--mode <mode>',
        'rescore by a scenario, reproduce byte for byte, recompute what was known, or reread the raw bytes',
      )
        .choices(['rescore', 'reproduce', 'recompute', 'reread'])
        .default('rescore'),
    )
    .option('--reader <format>', 'of reread: read every manifest as this format, not as its sender named it')
    .option('--from <time>', 'decided (of reread: received) from then on, as 2026-11-24T08:00:00Z')
    .option('--to <time>', 'decided (received) before')
    .option('--partner <name>', 'of this partner')
    .option('--manifest <id>', 'of this manifest')
    .option('--lane <CN-US>', 'from one country to another; either may be left out', lane)
    .option('--band <name>', 'decided so')
    .option('--recommendation <name>', 'decided so')
    .option('--scenario <folder>', 'folder of the scenario, or the name of one that ships', SHIPPED_SCENARIO)
    .option('--rate <n>', 'shipments a second at most', wholeNumber)
    .option('--share <part>', 'of one core at most, as 0.5', share);

function lane(text: string): readonly [string | undefined, string | undefined] {
  const parts = /^([A-Z]{2})?-([A-Z]{2})?$/.exec(text);
  if (parts === null || text === '-')
    throw new InvalidArgumentError('It has to be two countries, as CN-US, CN- or -US.');
  return [parts[1], parts[2]];
}

function share(text: string): number {
  const value = Number(text);
  if (!(value >= 0.01 && value <= 64)) throw new InvalidArgumentError('It has to be a number from 0.01 on.');
  return value;
}

function requestOf(flags: PlanFlags): Readonly<Record<string, unknown>> {
  const { from, to, partner, manifest, band, recommendation, rate, share: part } = flags;
  const [origin, destination] = flags.lane ?? [undefined, undefined];
  const given = { from, to, partner, manifestId: manifest, origin, destination, band, recommendation };
  return {
    mode: flags.mode,
    scope: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(flags.reader !== undefined && { format: flags.reader }),
    scenario: { files: scenarioTexts(flags.scenario).files },
    ...(rate !== undefined && { rate }),
    ...(part !== undefined && { share: part }),
  };
}

async function plan(flags: PlanFlags): Promise<void> {
  const body = requestOf(flags);
  const answer = await callApi<Plan>(operationsAddress(flags), { method: 'POST', path: '/v1/replays/plan', body });
  show(answer, flags);
}

function show(answer: Plan, flags: OperationsFlags): void {
  if (flags.json) printJson({ type: 'replay-plan', ...answer });
  else print(planText(answer));
}

async function run(flags: RunFlags): Promise<void> {
  const operations = operationsAddress(flags);
  const body = { ...requestOf(flags), reason: flags.reason, dryRun: flags.dryRun === true };
  const answer = await callApi<Replay | Plan>(operations, { method: 'POST', path: '/v1/replays', body });
  if (!('replayId' in answer)) return show(answer, flags);
  tell(`replay ${answer.replayId} has begun`);
  conclude(flags.wait ? await waitFor(answer.replayId, flags) : answer, flags);
}

async function status(id: string | undefined, flags: StatusFlags): Promise<void> {
  if (id !== undefined) {
    const path = `/v1/replays/${encodeURIComponent(id)}`;
    return conclude(flags.wait ? await waitFor(id, flags) : await callApi(operationsAddress(flags), { path }), flags);
  }
  const { items } = await callApi<{ items: Replay[] }>(operationsAddress(flags), { path: '/v1/replays' });
  if (items.length === 0 && !flags.json) print('no replays');
  for (const each of items) tellOf(each, flags);
}

const tellOf = (replay: Replay, flags: OperationsFlags): void =>
  flags.json ? printJson({ type: 'replay', ...replay }) : print(progressText(replay));

function conclude(replay: Replay, flags: OperationsFlags): void {
  tellOf(replay, flags);
  if (replay.state === 'failed') process.exitCode = exitCode.failed;
}

async function waitFor(id: string, flags: OperationsFlags): Promise<Replay> {
  for (let last = ''; ;) {
    const replay = await callApi<Replay>(operationsAddress(flags), { path: `/v1/replays/${encodeURIComponent(id)}` });
    if (ended.includes(replay.state)) return replay;
    const text = progressText(replay);
    if (text !== last) tell(text);
    last = text;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function move(id: string, step: string, flags: StepFlags): Promise<void> {
  const operations = operationsAddress(flags);
  const path = `/v1/replays/${encodeURIComponent(id)}`;
  if (flags.dryRun) {
    const replay = await callApi<Replay>(operations, { path });
    tell(`would ${step} it`);
    return tellOf(replay, flags);
  }
  const body = { reason: flags.reason };
  tellOf(await callApi<Replay>(operations, { method: 'POST', path: `${path}/${step}`, body }), flags);
}

async function diff(id: string, flags: DiffFlags): Promise<void> {
  const path = `/v1/replays/${encodeURIComponent(id)}/diff`;
  const answer = await callApi<Diff>(operationsAddress(flags), { path });
  if (flags.json) printJson({ type: 'replay-diff', ...answer });
  else print(diffText(answer));
  if (flags.out !== undefined) await exportChanges(id, flags.out, flags);
  else if (flags.json) for await (const change of changesOf(id, flags)) printJson({ type: 'change', ...change });
  if ((answer.lines['mismatched'] ?? 0) > 0) process.exitCode = exitCode.findings;
}

async function exportChanges(id: string, out: string, flags: DiffFlags): Promise<void> {
  const isCsv = out.endsWith('.csv');
  if (!isCsv && !out.endsWith('.ndjson'))
    throw new CommandError('The file has to end in .ndjson or .csv.', exitCode.usage);
  const file = createWriteStream(out);
  let count = 0;
  if (isCsv) file.write(csvHeader());
  for await (const change of changesOf(id, flags)) {
    file.write(isCsv ? csvRow(change) : `${JSON.stringify(change)}\n`);
    count++;
  }
  file.end();
  await finished(file);
  tell(`${count} lines written to ${out}`);
}

async function* changesOf(id: string, flags: DiffFlags): AsyncGenerator<Change> {
  const path = `/v1/replays/${encodeURIComponent(id)}/changes`;
  let cursor: string | undefined;
  do {
    const query = { cursor, limit: 500, rule: flags.rule };
    const page = await callApi<{ items: Change[]; next: string | null }>(operationsAddress(flags), { path, query });
    yield* page.items;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

import { type Command } from 'commander';
import { setTimeout as pause } from 'node:timers/promises';
import { operationsAddress } from '../api/addresses.ts';
import { callApi } from '../api/api-client.ts';
import { type OperationsFlags, withOperationsFlags } from '../api/operations-flags.ts';
import { wholeNumber } from '../terminal/arguments.ts';
import { exitCode } from '../terminal/exit-code.ts';
import { print, printJson, table, tell } from '../terminal/output.ts';
import { isOver, type Rebuild, rebuildText } from './rebuild-report.ts';

interface RunFlags extends OperationsFlags {
  readonly reason: string;
  readonly rate?: number;
  readonly wait?: true;
  readonly dryRun?: true;
}

interface AbortFlags extends OperationsFlags {
  readonly reason: string;
  readonly dryRun?: true;
}

const LOOK_EVERY_MS = 500;

/** Derived tables made anew beside the live ones. */
export function registerRebuild(program: Command): void {
  const rebuild = program
    .command('rebuild')
    .description('make a derived table anew beside the live one, and swap them');
  withOperationsFlags(
    rebuild.command('plan').description('how much there is to read').argument('<table>', 'entity_days'),
  ).action(plan);
  withOperationsFlags(
    rebuild
      .command('run')
      .description('make it, measure how the live one differs, swap')
      .argument('<table>', 'entity_days'),
  )
    .requiredOption('--reason <text>', 'why; stands in the audit log')
    .option('--rate <n>', 'rows read a second at most', wholeNumber)
    .option('--wait', 'stay until it has ended, and show progress')
    .option('--dry-run', 'make it and measure how the live one differs; then throw it away')
    .action(run);
  withOperationsFlags(
    rebuild.command('status').description('how far it is; the newest of them without an id').argument('[id]'),
  )
    .option('--wait', 'stay until it has ended')
    .action(status);
  withOperationsFlags(rebuild.command('abort').description('end it; the live table stays as it is').argument('<id>'))
    .requiredOption('--reason <text>', 'why; stands in the audit log')
    .option('--dry-run', 'say what would be ended, and end nothing')
    .action(abort);
}

async function plan(target: string, flags: OperationsFlags): Promise<void> {
  const body = { table: target, action: 'plan', reason: 'plan' };
  const begun = await callApi<Rebuild>(operationsAddress(flags), { method: 'POST', path: '/v1/rebuilds', body });
  finish(await untilOver(begun, flags), flags);
}

async function run(target: string, flags: RunFlags): Promise<void> {
  const body = {
    table: target,
    action: flags.dryRun ? 'compare' : 'swap',
    reason: flags.reason,
    ...(flags.rate === undefined ? {} : { rowsPerSecond: flags.rate }),
  };
  const begun = await callApi<Rebuild>(operationsAddress(flags), { method: 'POST', path: '/v1/rebuilds', body });
  finish(flags.wait ? await untilOver(begun, flags) : begun, flags);
}

async function status(id: string | undefined, flags: OperationsFlags & { readonly wait?: true }): Promise<void> {
  const operations = operationsAddress(flags);
  if (id !== undefined) {
    const rebuild = await callApi<Rebuild>(operations, { path: pathOf(id) });
    return finish(flags.wait ? await untilOver(rebuild, flags) : rebuild, flags);
  }
  const { items } = await callApi<{ items: Rebuild[] }>(operations, { path: '/v1/rebuilds', query: { limit: 50 } });
  if (flags.json) for (const item of items) printJson({ type: 'rebuild', ...item });
  else if (items.length === 0) print('no rebuilds');
  else
    print(
      table(items.map((each) => [each.rebuildId, each.table, each.action, each.state, each.requestedAt, each.reason])),
    );
}

async function abort(id: string, flags: AbortFlags): Promise<void> {
  const operations = operationsAddress(flags);
  if (flags.dryRun) return finish(await callApi<Rebuild>(operations, { path: pathOf(id) }), flags);
  const path = `${pathOf(id)}/abort`;
  const asked = await callApi<Rebuild>(operations, { method: 'POST', path, body: { reason: flags.reason } });
  const ended = await untilOver(asked, flags);
  finish(ended, flags);
  process.exitCode = ended.state === 'aborted' ? exitCode.done : exitCode.conflict;
}

const pathOf = (id: string): string => `/v1/rebuilds/${encodeURIComponent(id)}`;

async function untilOver(begun: Rebuild, flags: OperationsFlags): Promise<Rebuild> {
  let rebuild = begun;
  let said = '';
  while (!isOver(rebuild)) {
    await pause(LOOK_EVERY_MS);
    rebuild = await callApi<Rebuild>(operationsAddress(flags), { path: pathOf(begun.rebuildId) });
    const [line] = rebuildText(rebuild).split('\n');
    if (!isOver(rebuild) && line !== said) tell((said = line!));
  }
  return rebuild;
}

function finish(rebuild: Rebuild, flags: OperationsFlags): void {
  if (flags.json) printJson({ type: 'rebuild', ...rebuild });
  else print(rebuildText(rebuild));
  if (rebuild.state === 'failed' || rebuild.state === 'aborted') process.exitCode = exitCode.failed;
}

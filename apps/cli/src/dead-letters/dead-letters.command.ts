import { type Command } from 'commander';
import { operationsAddress } from '../api/addresses.ts';
import { callApi } from '../api/api-client.ts';
import { type OperationsFlags, withOperationsFlags } from '../api/operations-flags.ts';
import { wholeNumber } from '../terminal/arguments.ts';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import { print, printJson, table } from '../terminal/output.ts';
import { registerGroups } from './groups.command.ts';
import { registerMending } from './mending.command.ts';
import { waitForFates } from './redrive-report.ts';
import { type Filter, filtered, filterOf } from './selection.ts';

interface ListFlags extends OperationsFlags, Filter {
  readonly state?: string;
  readonly limit: number;
}

interface RedriveFlags extends OperationsFlags, Filter {
  readonly all?: true;
  readonly limit?: number;
  readonly rate?: number;
  readonly reason?: string;
  readonly wait?: true;
  readonly timeout: number;
  readonly dryRun?: true;
}

interface DeadLetter {
  readonly id: string;
  readonly state: string;
  readonly service: string;
  readonly code: string;
  readonly reason: string;
  readonly partner: string | null;
  readonly parkedAt: string;
}

interface RedriveResult {
  readonly redriveId: string | null;
  readonly dryRun: boolean;
  readonly selected: number;
  readonly redriven: number;
  readonly sending: boolean;
  readonly gone: readonly string[];
  readonly leftOut: number;
  readonly unknown: readonly string[];
  readonly byTopic: readonly { readonly topic: string; readonly count: number }[];
}

export function registerDeadLetters(program: Command): void {
  const letters = program.command('dlq').description('records that a service could not handle');
  filtered(letters.command('list').description('newest first'))
    .option(
      '--state <state>',
      'open, waiting, redriven, healed, dead-again, superseded, discarded or gone; all unless said',
    )
    .option('--limit <n>', 'at most so many', wholeNumber, 50)
    .action(list);
  withOperationsFlags(letters.command('show').description('one, decoded').argument('<id>', 'as list prints it')).action(
    show,
  );
  filtered(letters.command('redrive').description('send them back to the topics they came from').argument('[ids...]'))
    .option('--all', 'all that wait')
    .option('--limit <n>', 'at most so many', wholeNumber)
    .option('--rate <n>', 'records a second at most', wholeNumber)
    .option('--reason <text>', 'why; kept in the audit log')
    .option('--wait', 'wait until it is known what became of each')
    .option('--timeout <seconds>', 'how long to wait', wholeNumber, 60)
    .option('--dry-run', 'say what would be sent, and send nothing')
    .action(redrive);
  registerGroups(letters);
  registerMending(letters);
}

async function list(flags: ListFlags): Promise<void> {
  const operations = operationsAddress(flags);
  const found: DeadLetter[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...filterOf(flags), state: flags.state, cursor, limit: Math.min(500, flags.limit - found.length) };
    const page = await callApi<{ items: DeadLetter[]; next: string | null }>(operations, {
      path: '/v1/dead-letters',
      query,
    });
    found.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && found.length < flags.limit);
  if (flags.json) for (const letter of found) printJson({ type: 'dead-letter', ...letter });
  else if (found.length === 0) print('no dead letters');
  else {
    print(
      table(
        found.map(({ id, service, code, partner, parkedAt, state, reason }) => [
          id,
          service,
          code,
          partner,
          parkedAt,
          state,
          reason.slice(0, 80),
        ]),
      ),
    );
  }
}

async function show(id: string, flags: OperationsFlags): Promise<void> {
  const path = `/v1/dead-letters/${encodeURIComponent(id)}`;
  const letter = await callApi<object>(operationsAddress(flags), { path });
  if (flags.json) printJson({ type: 'dead-letter', ...letter });
  else print(JSON.stringify(letter, null, 2));
}

async function redrive(ids: readonly string[], flags: RedriveFlags): Promise<void> {
  const filter = filterOf(flags);
  const isFiltered = Object.keys(filter).length > 0;
  const ways = [ids.length > 0, isFiltered, flags.all === true].filter(Boolean).length;
  if (ways !== 1) {
    throw new CommandError('Say which: ids, or a filter such as --code, or --all.', exitCode.usage);
  }
  const result = await callApi<RedriveResult>(operationsAddress(flags), {
    method: 'POST',
    path: '/v1/dead-letters/redrive',
    body: {
      ...(ids.length > 0 ? { ids } : { filter }),
      ...(flags.limit === undefined ? {} : { limit: flags.limit }),
      ...(flags.rate === undefined ? {} : { rate: flags.rate }),
      ...(flags.reason === undefined ? {} : { reason: flags.reason }),
      dryRun: flags.dryRun === true,
    },
  });
  if (flags.json) printJson({ type: 'redrive', ...result });
  else print(describe(result));
  if (flags.wait && result.redriveId !== null && result.selected > result.gone.length)
    await waitForFates(flags, result.redriveId);
  const missed = result.gone.length + result.unknown.length;
  if (missed === 0) return;
  // What died again weighs more than what was not there.
  if (process.exitCode !== undefined && process.exitCode !== exitCode.done) return;
  process.exitCode = result.selected > result.gone.length ? exitCode.partly : exitCode.notFound;
}

function describe({ dryRun, selected, redriven, sending, gone, leftOut, unknown, byTopic }: RedriveResult): string {
  const head = dryRun
    ? `would redrive ${selected}`
    : sending
      ? `sending ${selected}`
      : `redriven ${redriven} of ${selected}`;
  const lines = byTopic.map(({ topic, count }) => `  ${topic} ${count}`);
  if (gone.length > 0) lines.push(`  no longer in the log: ${gone.join(', ')}`);
  if (leftOut > 0) lines.push(`  no longer waiting: ${leftOut}`);
  if (unknown.length > 0) lines.push(`  unknown: ${unknown.join(', ')}`);
  return [head, ...lines].join('\n');
}

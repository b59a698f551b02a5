import { type Command } from 'commander';
import { readFileSync } from 'node:fs';
import { operationsAddress } from '../api/addresses.ts';
import { callApi } from '../api/api-client.ts';
import { type OperationsFlags, withOperationsFlags } from '../api/operations-flags.ts';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import { print, printJson } from '../terminal/output.ts';
import { type Filter, filtered, filterOf } from './selection.ts';

interface MendFlags extends OperationsFlags {
  readonly event: string;
  readonly reason: string;
  readonly dryRun?: true;
}

interface MendResult {
  readonly topic: string;
  readonly changed: readonly string[] | null;
}

interface DiscardFlags extends OperationsFlags, Filter {
  readonly reason: string;
  readonly dryRun?: true;
}

export function registerMending(letters: Command): void {
  withOperationsFlags(
    letters.command('mend').description('send an edited event in the place of one, as a new version').argument('<id>'),
  )
    .requiredOption('--event <file>', 'the event as JSON, as show prints it; - is standard input')
    .requiredOption('--reason <text>', 'why; kept in the audit log')
    .option('--dry-run', 'check it and say what differs, and send nothing')
    .action(mend);
  filtered(
    letters.command('discard').description('close them without sending; their lines stay DEAD').argument('[ids...]'),
  )
    .requiredOption('--reason <text>', 'why; kept in the audit log')
    .option('--dry-run', 'say how many, and close none')
    .action(discard);
}

async function mend(id: string, flags: MendFlags): Promise<void> {
  const path = `/v1/dead-letters/${encodeURIComponent(id)}/mend`;
  const body = { event: eventOf(flags.event), reason: flags.reason, dryRun: flags.dryRun === true };
  const result = await callApi<MendResult>(operationsAddress(flags), { method: 'POST', path, body });
  if (flags.json) printJson({ type: 'mend', ...result });
  else {
    const what = flags.dryRun ? 'would be sent' : 'sent';
    print(`${what} to ${result.topic} as a new version; changed: ${result.changed?.join(', ') ?? 'all of it'}`);
  }
}

function eventOf(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    throw new CommandError(`${file} cannot be read (${(cause as Error).message}).`, exitCode.notFound, { cause });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new CommandError(`${file} is not JSON (${(cause as Error).message}).`, exitCode.usage, { cause });
  }
}

async function discard(ids: readonly string[], flags: DiscardFlags): Promise<void> {
  const filter = filterOf(flags);
  if (ids.length > 0 === Object.keys(filter).length > 0)
    throw new CommandError('Say which: ids, or a filter such as --code.', exitCode.usage);
  const body = {
    ...(ids.length > 0 ? { ids } : { filter }),
    reason: flags.reason,
    dryRun: flags.dryRun === true,
  };
  const result = await callApi<{ selected: number; discarded: number; unknown: string[] }>(operationsAddress(flags), {
    method: 'POST',
    path: '/v1/dead-letters/discard',
    body,
  });
  if (flags.json) printJson({ type: 'discard', ...result });
  else print(flags.dryRun ? `would discard ${result.selected}` : `discarded ${result.discarded} of ${result.selected}`);
  if (result.unknown.length > 0) process.exitCode = result.selected > 0 ? exitCode.partly : exitCode.notFound;
}

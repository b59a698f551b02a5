import { type Command } from 'commander';
import type { Quality } from '@watchpost/domain';
import { intakeAddress } from '../api/addresses.ts';
import { type ApiAddress, callApi } from '../api/api-client.ts';
import { wholeNumber } from '../terminal/arguments.ts';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import { print, printJson, table } from '../terminal/output.ts';
import { qualityText } from '../validate/report-printer.ts';
import { describeStatus, statusOf, waitUntilComplete } from './manifest-status.ts';

interface StatusFlags {
  readonly partner?: string;
  readonly lines?: true;
  readonly findings?: true;
  readonly quality?: true;
  readonly wait?: true;
  readonly timeout: number;
  readonly url?: string;
  readonly json?: true;
}

interface Page {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly next: string | null;
}

export function registerStatus(program: Command): void {
  program
    .command('status')
    .description('how far a manifest is, line by line if you like')
    .argument('<manifest>', 'id that submit printed')
    .option('--partner <name>', 'whose key of the sandbox to use; WATCHPOST_KEY goes before')
    .option('--lines', 'every line with its outcome')
    .option('--findings', 'every finding with its place')
    .option('--quality', 'how good it is, and what would make it better')
    .option('--wait', 'wait until every line has its outcome')
    .option('--timeout <seconds>', 'how long to wait', wholeNumber, 60)
    .option('--url <address>', 'intake, where it is not the one of this stack')
    .option('--json', 'print an object a line')
    .action(show);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function show(manifestId: string, flags: StatusFlags): Promise<void> {
  if (!uuid.test(manifestId)) {
    throw new CommandError(
      `${manifestId} is no manifest id; give the one that submit printed, such as 019fb2c1-7a53-7d1c-a3c8-8f0d5f2c6b11.`,
      exitCode.usage,
    );
  }
  const intake = intakeAddress(flags, flags.partner);
  const status = await (flags.wait
    ? waitUntilComplete(intake, manifestId, flags.timeout)
    : statusOf(intake, manifestId));
  if (flags.json) printJson({ type: 'status', ...status });
  else print(describeStatus(status));
  if (flags.lines) await list(intake, manifestId, 'lines', flags);
  if (flags.findings) await list(intake, manifestId, 'findings', flags);
  if (flags.quality) await tellQuality(intake, manifestId, flags);
}

const columns = {
  lines: ['ordinal', 'state', 'itemId', 'code', 'shipmentId'],
  findings: ['severity', 'line', 'code', 'message'],
} as const;

async function list(
  intake: ApiAddress,
  manifestId: string,
  what: 'lines' | 'findings',
  { json }: StatusFlags,
): Promise<void> {
  let cursor: string | undefined;
  do {
    const path = `/v1/manifests/${encodeURIComponent(manifestId)}/${what}`;
    const page: Page = await callApi<Page>(intake, { path, query: { cursor, limit: 500 } });
    if (json) for (const item of page.items) printJson({ type: what === 'lines' ? 'line' : 'finding', ...item });
    else if (page.items.length > 0) {
      print(table(page.items.map((item) => columns[what].map((name) => item[name] as string | number | null))));
    }
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

async function tellQuality(intake: ApiAddress, manifestId: string, { json }: StatusFlags): Promise<void> {
  const quality = await callApi<Quality>(intake, { path: `/v1/manifests/${encodeURIComponent(manifestId)}/quality` });
  if (json) printJson({ type: 'quality', ...quality });
  else if (quality.score === null) print('quality is not known before all of it was read');
  else print(qualityText(quality) ?? `quality ${quality.score} of 100`);
}

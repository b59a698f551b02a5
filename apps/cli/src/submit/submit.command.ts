import { type Command } from 'commander';
import { readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { intakeAddress } from '../api/addresses.ts';
import { type ApiAddress, callApi } from '../api/api-client.ts';
import { wholeNumber } from '../terminal/arguments.ts';
import { CommandError, exitCode, exitCodeOf } from '../terminal/exit-code.ts';
import { print, printJson, tell } from '../terminal/output.ts';
import { describeStatus, exitCodeOfStatus, waitUntilComplete } from './manifest-status.ts';

interface SubmitFlags {
  readonly partner?: string;
  readonly format?: string;
  readonly idempotencyKey?: string;
  readonly receipt?: string;
  readonly wait?: true;
  readonly timeout: number;
  readonly url?: string;
  readonly json?: true;
  readonly dryRun?: true;
}

interface Accepted {
  readonly manifestId: string;
  readonly receipt: string;
  readonly [more: string]: unknown;
}

/** Content type by extension, as it is sent with a manifest. */
const contentTypes: Readonly<Record<string, string>> = {
  '.xml': 'application/xml',
  '.json': 'application/json',
  '.ndjson': 'application/x-ndjson',
  '.jsonl': 'application/x-ndjson',
  '.csv': 'text/csv',
  '.tsv': 'text/tab-separated-values',
};

/** What `submit` says a file is: a hint, for content decides. */
export const contentTypeOf = (file: string): string =>
  contentTypes[extname(file).toLowerCase()] ?? 'application/octet-stream';

export function registerSubmit(program: Command): void {
  program
    .command('submit')
    .description('push manifests as a partner')
    .argument('<files...>', 'manifests in any format; - is standard input')
    .option('--partner <name>', 'whose key of the sandbox to use; WATCHPOST_KEY goes before')
    .option('--format <id>', 'format to try first')
    .option('--idempotency-key <key>', 'the same key with the same bytes answers the same; for one file')
    .option('--receipt <file>', 'write the signed receipt there; for one file')
    .option('--wait', 'wait until every line has its outcome')
    .option('--timeout <seconds>', 'how long to wait', wholeNumber, 60)
    .option('--url <address>', 'intake, where it is not the one of this stack')
    .option('--dry-run', 'say what would be sent, and send nothing')
    .option('--json', 'print an object a line')
    .action(submit);
}

async function submit(files: readonly string[], flags: SubmitFlags): Promise<void> {
  if (files.length > 1 && (flags.idempotencyKey !== undefined || flags.receipt !== undefined)) {
    throw new CommandError('--idempotency-key and --receipt belong to one manifest; give one file.', exitCode.usage);
  }
  const bodies = files.map((file) => ({ file, bytes: bytesOf(file) }));
  const intake = intakeAddress(flags, flags.partner);
  const endings: number[] = [];
  for (const { file, bytes } of bodies) endings.push(await submitOne(intake, file, bytes, flags));
  process.exitCode = endingOf(endings);
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (cause) {
    throw new CommandError(`${file} cannot be read (${(cause as Error).message}).`, exitCode.notFound, { cause });
  }
}

async function submitOne(intake: ApiAddress, file: string, bytes: Buffer, flags: SubmitFlags): Promise<number> {
  if (flags.dryRun) {
    const plan = { type: 'submission', file, bytes: bytes.length, to: `${intake.url}/v1/manifests`, dryRun: true };
    if (flags.json) printJson(plan);
    else print(`would send ${file} (${bytes.length} bytes) to ${plan.to}`);
    return exitCode.done;
  }
  try {
    const accepted = await send(intake, file, bytes, flags);
    if (flags.receipt !== undefined) writeFileSync(flags.receipt, `${accepted.receipt}\n`);
    if (flags.json) printJson({ type: 'submission', file, ...accepted });
    else print(`${accepted.manifestId}  ${file}`);
    return flags.wait ? await waitFor(intake, accepted.manifestId, flags) : exitCode.done;
  } catch (error) {
    // One file that is refused does not keep the others from being sent.
    tell(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    return exitCodeOf(error);
  }
}

function send(intake: ApiAddress, file: string, bytes: Buffer, flags: SubmitFlags): Promise<Accepted> {
  return callApi<Accepted>(intake, {
    method: 'POST',
    path: '/v1/manifests',
    query: { format: flags.format },
    body: bytes,
    headers: {
      'content-type': contentTypeOf(file),
      ...(flags.idempotencyKey === undefined ? {} : { 'idempotency-key': flags.idempotencyKey }),
    },
    timeoutMs: 300_000,
  });
}

async function waitFor(intake: ApiAddress, manifestId: string, flags: SubmitFlags): Promise<number> {
  const status = await waitUntilComplete(intake, manifestId, flags.timeout);
  if (flags.json) printJson({ type: 'status', ...status });
  else print(describeStatus(status));
  return exitCodeOfStatus(status);
}

/** All alike end as each did; of several endings, "partly done" where any went well, else the first. */
export function endingOf(endings: readonly number[]): number {
  const distinct = new Set(endings);
  if (distinct.size === 1) return endings[0]!;
  const wentWell = distinct.has(exitCode.done) || distinct.has(exitCode.findings);
  const failures = endings.filter((code) => code !== exitCode.done && code !== exitCode.findings);
  if (failures.length === 0) return exitCode.findings;
  return wentWell ? exitCode.partly : failures[0]!;
}

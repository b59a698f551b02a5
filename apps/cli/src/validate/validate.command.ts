import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Finding, systemClock } from '@watchpost/domain';
import { type DocumentSummary, formats, openDocument } from '@watchpost/formats';
import { type Command } from 'commander';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import { tell } from '../terminal/output.ts';
import { jsonPrinter, type ReportPrinter, textPrinter } from './report-printer.ts';

interface ValidateFlags {
  readonly format?: string;
  readonly partner: string;
  readonly charset?: string;
  readonly json?: true;
}

/** Progress is told for input that takes longer than this. */
const QUIET_MS = 2_000;

export function registerValidate(program: Command): void {
  program
    .command('validate')
    .description('reads manifests offline, with the services’ own readers, and tells what is wrong with them and where')
    .argument('<file...>', 'manifests in any format that is known; - is standard input')
    .option(
      '--format <id>',
      `format, where it should not be recognised by content: ${formats.map(({ id }) => id).join(', ')}`,
    )
    .option('--charset <name>', 'character set, where the document declares none')
    .option('--partner <id>', 'who would send it: issuer of house bills that name none', 'local')
    .option(
      '--json',
      'print one object a line: shipments, tracking events, findings, messages, and a summary for each file',
    )
    .addHelpText('after', '\nExit codes: 0 no errors were found, 2 usage, 3 findings of severity error.')
    .action(validate);
}

async function validate(files: readonly string[], flags: ValidateFlags): Promise<void> {
  if (flags.format !== undefined && !formats.some(({ id }) => id === flags.format)) {
    const known = formats.map(({ id }) => id).join(', ');
    throw new CommandError(`There is no format ${flags.format}; known are ${known}.`, exitCode.usage);
  }
  let errors = 0;
  for (const file of files) errors += (await validateFile(file, flags)).findings.error;
  if (errors > 0) process.exitCode = exitCode.findings;
}

async function validateFile(file: string, flags: ValidateFlags): Promise<DocumentSummary> {
  const printer = flags.json ? jsonPrinter(file) : textPrinter(file);
  const session = openDocument(
    {
      partner: flags.partner,
      receivedAt: systemClock.now(),
      charset: flags.charset ?? null,
      format: flags.format ?? null,
    },
    {
      line: (line) => printer.line(line, session.format ?? 'unknown'),
      finding: (finding) => printer.finding(finding, session.format ?? 'unknown'),
      message: (message) => printer.message(message, session.format ?? 'unknown'),
    },
  );
  const progress = await progressOf(file);
  try {
    for await (const chunk of file === '-' ? process.stdin : createReadStream(file)) {
      session.push(chunk as Buffer);
      progress((chunk as Buffer).length);
      // Whoever reads slowly is waited for: the report of a large file is larger than the file.
      if (process.stdout.writableNeedDrain) await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  } catch (error) {
    return tellUnreadable(printer, error as NodeJS.ErrnoException);
  }
  const summary = session.end();
  printer.summary(summary);
  return summary;
}

/** A file that cannot be read is told like one that is in no known format. */
function tellUnreadable(printer: ReportPrinter, error: NodeJS.ErrnoException): DocumentSummary {
  if (error.code === undefined) throw error;
  const finding: Finding = {
    severity: 'error',
    code: 'format.unknown',
    line: null,
    place: null,
    message: `The file cannot be read (${error.code}).`,
    value: null,
    expected: null,
  };
  const findings = { error: 1, warning: 0, info: 0 };
  const summary = {
    format: 'unknown',
    confidence: 0,
    messages: 0,
    lines: 0,
    accepted: 0,
    rejected: 0,
    findings,
  } as const;
  printer.finding(finding, 'unknown');
  printer.summary(summary);
  return summary;
}

/** @returns takes how many bytes were read, and says on a terminal now and then how far it is */
async function progressOf(file: string): Promise<(bytes: number) => void> {
  if (!process.stderr.isTTY) return () => undefined;
  const size =
    file === '-'
      ? null
      : await stat(file).then(
          ({ size }) => size,
          () => null,
        );
  let read = 0;
  let next = performance.now() + QUIET_MS;
  return (bytes) => {
    read += bytes;
    if (performance.now() < next) return;
    next = performance.now() + QUIET_MS;
    const share = size === null ? '' : ` of ${(size / 1e6).toFixed(0)}`;
    tell(`${basename(file)}: ${(read / 1e6).toFixed(0)}${share} MB read`);
  };
}

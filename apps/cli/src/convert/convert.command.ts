import { toWatchpostJson } from '@watchpost/formats';
import { type Command } from 'commander';
import { inputFiles } from '../reading/input-files.ts';
import { type InputSink, readInput, type ReadingFlags, requireFormat } from '../reading/read-input.ts';
import { exitCode } from '../terminal/exit-code.ts';
import { printJson, tell } from '../terminal/output.ts';
import { findingText, summaryText } from '../validate/report-printer.ts';

export function registerConvert(program: Command): void {
  program
    .command('convert')
    .description('reads manifests offline and prints what they declare as Watchpost JSON, a line each')
    .argument('<file...>', 'manifests in any format that is known, or folders of them; - is standard input')
    .option('--format <id>', 'format, where it should not be recognised by content')
    .option('--charset <name>', 'character set, where the document declares none')
    .option('--partner <id>', 'who would send it', 'local')
    .option('--fields', 'with `fields` in each object: where every value comes from')
    .addHelpText(
      'after',
      '\nErrors and warnings go to standard error. Exit codes: 0 no errors were found, 2 usage, 3 findings of severity error.',
    )
    .action(convert);
}

async function convert(named: readonly string[], flags: ReadingFlags): Promise<void> {
  requireFormat(flags.format);
  let errors = 0;
  for (const file of inputFiles(named)) errors += (await readInput(file, flags, converting(file))).findings.error;
  if (errors > 0) process.exitCode = exitCode.findings;
}

const converting = (file: string): InputSink => ({
  bytes: () => undefined,
  line: (line) => {
    const json = toWatchpostJson(line);
    if (json !== null) printJson(json);
  },
  finding: (finding) => {
    if (finding.severity !== 'info') tell(findingText(file, finding));
  },
  unit: () => undefined,
  message: () => undefined,
  summary: (summary) => tell(summaryText(file, summary)),
});

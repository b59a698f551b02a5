import { type Command } from 'commander';
import { formats } from '@watchpost/formats';
import { costsFrom } from '../mapping/costs-file.ts';
import { mappingFrom } from '../mapping/mapping-file.ts';
import { inputFiles } from '../reading/input-files.ts';
import { type InputSink, readInput, type ReadingFlags, requireFormat } from '../reading/read-input.ts';
import { exitCode } from '../terminal/exit-code.ts';
import { wholeNumber } from '../terminal/arguments.ts';
import { jsonPrinter, ofLine, textPrinter } from './report-printer.ts';

interface ValidateFlags extends Omit<ReadingFlags, 'table' | 'costs'> {
  readonly mapping?: string;
  readonly costs?: string;
  readonly json?: true;
}

export function registerValidate(program: Command): void {
  program
    .command('validate')
    .description('reads manifests offline, with the services’ own readers, and tells what is wrong with them and where')
    .argument('<file...>', 'manifests in any format that is known, or folders of them; - is standard input')
    .option(
      '--format <id>',
      `format, where it should not be recognised by content: ${formats.map(({ id }) => id).join(', ')}`,
    )
    .option('--charset <name>', 'character set, where the document declares none')
    .option('--mapping <file>', 'how a table is read: columns, units, forms of dates (docs/formats/csv.md)')
    .option(
      '--costs <file>',
      'what findings cost: JSON from class or code to reject, quarantine or warn (docs/findings.md)',
    )
    .option('--partner <id>', 'who would send it: issuer of house bills that name none', 'local')
    .option('--fields', 'also where every value comes from: the text as sent, its place, units, precision of dates')
    .option('--line <n>', 'only what concerns this line', wholeNumber)
    .option(
      '--json',
      'print one object a line: shipments, tracking events, findings, messages, and a summary for each file',
    )
    .addHelpText('after', '\nExit codes: 0 no errors were found, 2 usage, 3 findings of severity error.')
    .action(validate);
}

function printerOf(file: string, { json, line, fields }: Omit<ValidateFlags, 'mapping' | 'costs'>): InputSink {
  const extent = line === undefined ? 'document' : 'line';
  const printer = json ? jsonPrinter(file) : textPrinter(file, { extent, fields: fields ? 'told' : 'left out' });
  return line === undefined ? printer : ofLine(line, printer);
}

async function validate(
  named: readonly string[],
  { mapping, costs: costsFile, ...flags }: ValidateFlags,
): Promise<void> {
  requireFormat(flags.format);
  const table = await mappingFrom(mapping);
  const costs = await costsFrom(costsFile);
  let errors = 0;
  for (const file of inputFiles(named)) {
    const summary = await readInput(file, { ...flags, table, costs }, printerOf(file, flags));
    errors += summary.findings.error;
  }
  if (errors > 0) process.exitCode = exitCode.findings;
}

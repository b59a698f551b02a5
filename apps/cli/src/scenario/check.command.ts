import { join } from 'node:path';
import { systemClock } from '@watchpost/domain';
import { checkScenario, type CompiledScenario, noKnowledge, SampleCheck } from '@watchpost/risk';
import { type Command } from 'commander';
import { mappingFrom } from '../mapping/mapping-file.ts';
import { inputFiles } from '../reading/input-files.ts';
import { type InputSink, readInput, type ReadingFlags, requireFormat } from '../reading/read-input.ts';
import { several } from '../terminal/arguments.ts';
import { exitCode } from '../terminal/exit-code.ts';
import { print, printJson } from '../terminal/output.ts';
import { checkJson, checkText } from './check-report.ts';
import { SCENARIO_FILE, scenarioTexts } from './scenario-folder.ts';

interface CheckFlags extends Omit<ReadingFlags, 'table'> {
  readonly sample?: readonly string[];
  readonly mapping?: string;
  readonly json?: true;
}

export function registerCheck(scenario: Command): void {
  scenario
    .command('check')
    .description('says what is wrong with a scenario, and what its author may not have meant')
    .argument('<path>', 'folder of a scenario, its scenario.yaml, or the name of one that ships')
    .option(
      '--sample <file>',
      'manifests, or folders of them: what each rule makes of them; may be given again',
      several,
    )
    .option('--format <id>', 'format of the sample, where it should not be recognised by content')
    .option('--charset <name>', 'character set of the sample, where it declares none')
    .option('--mapping <file>', 'how a table is read (docs/formats/csv.md)')
    .option('--partner <id>', 'who would send the sample', 'local')
    .option('--json', 'print one object a line')
    .addHelpText('after', '\nExit codes: 0 it can be used, 3 it has faults, 5 there is no such scenario.')
    .action(check);
}

async function check(path: string, flags: CheckFlags): Promise<void> {
  requireFormat(flags.format);
  const { folder, files } = scenarioTexts(path);
  const file = join(folder, SCENARIO_FILE);
  const checked = checkScenario(files[SCENARIO_FILE]!, { file, files }, systemClock.now());
  const sample = checked.scenario && flags.sample ? await onSample(checked.scenario, flags.sample, flags) : null;
  if (flags.json) checkJson(checked, sample).forEach(printJson);
  else print(checkText(checked, sample, file));
  if (checked.scenario === null) process.exitCode = exitCode.findings;
}

/** History is not known offline: rules that need one cannot decide. */
async function onSample(scenario: CompiledScenario, named: readonly string[], flags: CheckFlags): Promise<SampleCheck> {
  const sample = new SampleCheck(scenario);
  const asOf = systemClock.now();
  const sink: InputSink = {
    bytes: () => undefined,
    line: (line) => {
      if (line.kind !== 'shipment' || line.shipment.function === 'cancel') return;
      sample.take({ shipment: line.shipment, partner: flags.partner, asOf, knowledge: noKnowledge });
    },
    finding: () => undefined,
    message: () => undefined,
    unit: () => undefined,
    summary: () => undefined,
  };
  const table = await mappingFrom(flags.mapping);
  for (const file of inputFiles(named)) await readInput(file, { ...flags, table }, sink);
  return sample;
}

import { systemClock } from '@watchpost/domain';
import type { ReadLine } from '@watchpost/formats';
import { assess, type Assessment, type CompiledScenario, noKnowledge } from '@watchpost/risk';
import { type Command } from 'commander';
import { mappingFrom } from '../mapping/mapping-file.ts';
import { inputFiles } from '../reading/input-files.ts';
import { type InputSink, readInput, type ReadingFlags, requireFormat } from '../reading/read-input.ts';
import { exitCode } from '../terminal/exit-code.ts';
import { print, printJson, tell } from '../terminal/output.ts';
import { findingText, jsonPrinter, summaryText } from '../validate/report-printer.ts';
import { scenarioOf, SHIPPED_SCENARIO } from '../scenario/scenario-folder.ts';
import { assessmentJson, assessmentText } from './scored-line.ts';

interface ScoreFlags extends Omit<ReadingFlags, 'table'> {
  readonly scenario: string;
  readonly mapping?: string;
  readonly json?: true;
}

export function registerScore(program: Command): void {
  program
    .command('score')
    .description('reads manifests offline and scores each shipment with reasons; rules that need history cannot decide')
    .argument('<file...>', 'manifests in any format that is known, or folders of them; - is standard input')
    .option('--scenario <name>', 'folder of a scenario, or the name of one that ships', SHIPPED_SCENARIO)
    .option('--format <id>', 'format, where it should not be recognised by content')
    .option('--charset <name>', 'character set, where the document declares none')
    .option('--mapping <file>', 'how a table is read: columns, units, forms of dates (docs/formats/csv.md)')
    .option('--partner <id>', 'who would send it: issuer of house bills that name none', 'local')
    .option('--json', 'print one object a line')
    .action(score);
}

async function score(named: readonly string[], flags: ScoreFlags): Promise<void> {
  requireFormat(flags.format);
  const scorer = scorerOf(scenarioOf(flags.scenario), flags.partner);
  const table = await mappingFrom(flags.mapping);
  const scoring = flags.json ? jsonScoring : textScoring;
  let errors = 0;
  for (const file of inputFiles(named)) {
    errors += (await readInput(file, { ...flags, table }, scoring(file, scorer))).findings.error;
  }
  if (errors > 0) process.exitCode = exitCode.findings;
}

type ShipmentLine = Extract<ReadLine, { kind: 'shipment' }>;
type Scorer = (line: ShipmentLine) => Assessment;

const scorerOf = (scenario: CompiledScenario, partner: string): Scorer => {
  const asOf = systemClock.now();
  return ({ shipment }) => assess(scenario, { shipment, partner, asOf, knowledge: noKnowledge });
};

const isAssessed = (line: ReadLine): line is ShipmentLine =>
  line.kind === 'shipment' && line.shipment.function !== 'cancel';

/** What `validate` prints, and after each shipment its assessment. */
function jsonScoring(file: string, scorer: Scorer): InputSink {
  const printer = jsonPrinter(file);
  return {
    ...printer,
    line: (line, format) => {
      printer.line(line, format);
      if (isAssessed(line)) printJson(assessmentJson(line.ordinal, scorer(line)));
    },
  };
}

/** Assessments as data; what is wrong with the input beside them. */
const textScoring = (file: string, scorer: Scorer): InputSink => ({
  bytes: () => undefined,
  line: (line) => {
    if (isAssessed(line)) print(assessmentText(line, scorer(line)));
  },
  finding: (finding) => {
    if (finding.severity !== 'info') tell(findingText(file, finding));
  },
  unit: () => undefined,
  message: () => undefined,
  summary: (summary) => tell(summaryText(file, summary)),
});

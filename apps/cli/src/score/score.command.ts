import { createReadStream } from 'node:fs';
import type { Finding } from '@watchpost/domain';
import { systemClock } from '@watchpost/domain';
import {
  findingToJson,
  messageToJson,
  openDocument,
  type ReadLine,
  summaryToJson,
  type TableMapping,
  toJson,
} from '@watchpost/formats';
import { assess, type CompiledScenario, noKnowledge } from '@watchpost/risk';
import { type Command } from 'commander';
import { mappingFrom } from '../mapping/mapping-file.ts';
import { exitCode } from '../terminal/exit-code.ts';
import { print, printJson, tell } from '../terminal/output.ts';
import { scenarioOf, SHIPPED_SCENARIO } from './scenario-folder.ts';
import { assessmentJson, assessmentText } from './scored-line.ts';

interface ScoreFlags {
  readonly scenario: string;
  readonly format?: string;
  readonly partner: string;
  readonly mapping?: string;
  readonly json?: true;
}

export function registerScore(program: Command): void {
  program
    .command('score')
    .description('reads manifests offline and scores each shipment with reasons; rules that need history cannot decide')
    .argument('<file...>', 'manifests in any format that is known')
    .option('--scenario <name>', 'folder of a scenario, or the name of one that ships', SHIPPED_SCENARIO)
    .option('--format <id>', 'format, where it should not be recognised by content')
    .option('--mapping <file>', 'how a table is read: columns, units, forms of dates (docs/formats/csv.md)')
    .option('--partner <id>', 'who would send it: issuer of house bills that name none', 'local')
    .option('--json', 'print one object a line')
    .action(score);
}

async function score(files: readonly string[], flags: ScoreFlags): Promise<void> {
  const scenario = scenarioOf(flags.scenario);
  const table = await mappingFrom(flags.mapping);
  let errors = 0;
  for (const file of files) errors += await scoreFile(file, scenario, table, flags);
  if (errors > 0) process.exitCode = exitCode.findings;
}

/** @returns how many findings of severity error there were */
async function scoreFile(
  file: string,
  scenario: CompiledScenario,
  table: TableMapping | null,
  flags: ScoreFlags,
): Promise<number> {
  const receivedAt = systemClock.now();
  const options = { partner: flags.partner, receivedAt, charset: null, format: flags.format ?? null, table };
  const session = openDocument(options, {
    line: (line) => tellLine(line, file, session.format ?? 'unknown', scenario, receivedAt, flags),
    finding: (finding) => tellFinding(finding, file, session.format ?? 'unknown', flags),
    message: (message) => {
      if (flags.json) printJson(messageToJson(message, { file, format: session.format ?? 'unknown' }));
    },
  });
  try {
    for await (const chunk of createReadStream(file)) session.push(chunk as Buffer);
  } catch (error) {
    return tellUnreadable(file, error as Error, flags);
  }
  const summary = session.end();
  if (flags.json) printJson(summaryToJson(summary, file));
  else
    tell(
      `${file}: ${summary.format}, ${summary.accepted} of ${summary.lines} lines read, ${summary.findings.error} errors`,
    );
  return summary.findings.error;
}

function tellLine(
  line: ReadLine,
  file: string,
  format: string,
  scenario: CompiledScenario,
  asOf: number,
  flags: ScoreFlags,
): void {
  if (flags.json) {
    const json = toJson(line, { file, format });
    if (json !== null) printJson(json);
  }
  if (line.kind !== 'shipment' || line.shipment.function === 'cancel') return;
  const assessment = assess(scenario, {
    shipment: line.shipment,
    partner: flags.partner,
    asOf,
    knowledge: noKnowledge,
  });
  if (flags.json) printJson(assessmentJson(line.ordinal, assessment));
  else print(assessmentText(line, assessment));
}

function tellFinding(finding: Finding, file: string, format: string, flags: ScoreFlags): void {
  if (flags.json) printJson(findingToJson(finding, { file, format }));
  else if (finding.severity !== 'info')
    tell(
      `${finding.severity} ${finding.code}${finding.line === null ? '' : ` in line ${finding.line}`}: ${finding.message}`,
    );
}

/** A file that cannot be read is told like one that is in no known format. */
function tellUnreadable(file: string, error: Error, flags: ScoreFlags): number {
  const message = `The file cannot be read (${error.message}).`;
  const finding: Finding = {
    severity: 'error',
    code: 'format.unknown',
    line: null,
    place: null,
    message,
    value: null,
    expected: null,
  };
  tellFinding(finding, file, 'unknown', flags);
  if (flags.json) {
    const findings = { error: 1, warning: 0, info: 0 };
    printJson(
      summaryToJson(
        { format: 'unknown', confidence: 0, messages: 0, lines: 0, accepted: 0, rejected: 0, findings },
        file,
      ),
    );
  }
  return 1;
}

import { join } from 'node:path';
import {
  compareScenarios,
  type ScenarioChange,
  type ScenarioComparison,
  ScenarioError,
  type ScenarioFiles,
} from '@watchpost/risk';
import { type Command } from 'commander';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import { print, printJson } from '../terminal/output.ts';
import { SCENARIO_FILE, scenarioTexts } from './scenario-folder.ts';

export function registerDiff(scenario: Command): void {
  scenario
    .command('diff')
    .description('says in words what one scenario decides otherwise than another, and which versions do not say so')
    .argument('<before>', 'folder of a scenario, its scenario.yaml, or the name of one that ships (fentanyl-mail@1)')
    .argument('<after>', 'the other one')
    .option('--json', 'print one object a line')
    .addHelpText(
      'after',
      '\nExit codes: 0 compared, 3 a version should have been raised or a scenario has faults, 5 there is no such scenario.',
    )
    .action(diff);
}

function diff(before: string, after: string, { json }: { readonly json?: true }): void {
  const compared = comparisonOf(filesOf(before), filesOf(after));
  if (json) jsonOf(compared).forEach(printJson);
  else print(textOf(compared));
  if (compared.stale.length > 0) process.exitCode = exitCode.findings;
}

function filesOf(named: string): ScenarioFiles {
  const { folder, files } = scenarioTexts(named);
  return { file: join(folder, SCENARIO_FILE), text: files[SCENARIO_FILE]!, files };
}

/** @throws CommandError naming every fault of the one that cannot be used */
function comparisonOf(before: ScenarioFiles, after: ScenarioFiles): ScenarioComparison {
  try {
    return compareScenarios(before, after);
  } catch (error) {
    if (error instanceof ScenarioError) throw new CommandError(error.message, exitCode.findings, { cause: error });
    throw error;
  }
}

const jsonOf = ({ before, after, changes, stale }: ScenarioComparison): readonly object[] => [
  ...changes.map((change) => ({ type: 'change', ...change })),
  ...stale.map((version) => ({ type: 'stale-version', ...version })),
  { type: 'summary', before, after, changes: changes.length, staleVersions: stale.length },
];

const partNames = {
  scenario: 'scenario',
  band: 'band',
  list: 'list',
  'block-list': 'block list',
  override: 'override',
  rule: 'rule',
} as const;
const kinds = { added: ' is new', removed: ' is gone', changed: '' } as const;

function textOf({ before, after, changes, stale }: ScenarioComparison): string {
  const headOf = ({ part, name, kind }: ScenarioChange): string => `${partNames[part]} ${name}${kinds[kind]}`;
  const lines = changes.flatMap((change, i) => {
    const isFirst = i === 0 || headOf(changes[i - 1]!) !== headOf(change);
    return [...(isFirst ? [headOf(change)] : []), `  ${change.words}`];
  });
  const alike = changes.length === 0 ? ['They decide alike.'] : [];
  const versions = stale.map(({ part, name, words }) => `${partNames[part]} ${name}: ${words}`);
  const told =
    versions.length === 0 ? [] : ['Versions that should have been raised:', ...versions.map((each) => `  ${each}`)];
  return [`${before} → ${after}`, ...alike, ...lines, ...told].join('\n');
}

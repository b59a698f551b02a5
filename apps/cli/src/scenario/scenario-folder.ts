import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type CompiledScenario, compileScenario, ScenarioError } from '@watchpost/risk';
import { workspaceRoot } from '../stack/home.ts';
import { CommandError, exitCode } from '../terminal/exit-code.ts';

export const SHIPPED_SCENARIO = 'fentanyl-mail';
export const SCENARIO_FILE = 'scenario.yaml';

/** A scenario's texts, by file name, and where they lie. */
export interface ScenarioTexts {
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
}

/**
 * @param named a folder, the scenario.yaml in it, or the name of one that ships
 * @throws CommandError where there is none
 */
export function scenarioTexts(path: string): ScenarioTexts {
  const named = basename(path) === SCENARIO_FILE ? dirname(path) : path;
  const shipped = join(workspaceRoot, 'scenarios', named);
  const folder = existsSync(join(named, SCENARIO_FILE)) ? named : shipped;
  if (!existsSync(join(folder, SCENARIO_FILE))) {
    throw new CommandError(
      `There is no scenario ${named}: neither it nor ${shipped} holds a ${SCENARIO_FILE}.`,
      exitCode.notFound,
    );
  }
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return { folder, files: Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')])) };
}

/**
 * @param named a folder, or the name of one that ships
 * @throws CommandError naming every fault with file, rule and place
 */
export function scenarioOf(named: string): CompiledScenario {
  const { folder, files } = scenarioTexts(named);
  try {
    return compileScenario(files[SCENARIO_FILE]!, { file: join(folder, SCENARIO_FILE), files });
  } catch (error) {
    if (error instanceof ScenarioError) throw new CommandError(error.message, exitCode.findings, { cause: error });
    throw error;
  }
}

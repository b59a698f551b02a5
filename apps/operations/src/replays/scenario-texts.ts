import { ProblemError } from '@watchpost/platform';
import { type CompiledScenario, compileScenario, ScenarioError } from '@watchpost/risk';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCENARIO_FILE } from './engine/run.ts';

export interface ChosenScenario {
  /** Texts by file name. */
  readonly files: Readonly<Record<string, string>>;
  readonly compiled: CompiledScenario;
}

/**
 * The scenario a replay is to decide by: one of a folder's, by name, or its texts.
 * @throws ProblemError 404 where there is none of this name, 422 with all faults of one that cannot be used
 */
export function chosenScenario(
  chosen: string | { readonly files: Readonly<Record<string, string>> },
  folder: string,
): ChosenScenario {
  const files = typeof chosen === 'string' ? textsOf(chosen, folder) : chosen.files;
  if (files[SCENARIO_FILE] === undefined)
    throw new ProblemError(422, 'scenario.invalid', `The scenario has no ${SCENARIO_FILE}.`);
  try {
    return { files, compiled: compileScenario(files[SCENARIO_FILE], { files }) };
  } catch (error) {
    if (error instanceof ScenarioError) throw new ProblemError(422, 'scenario.invalid', error.message);
    throw error;
  }
}

function textsOf(name: string, folder: string): Record<string, string> {
  try {
    const names = readdirSync(join(folder, name)).filter((file) => file.endsWith('.yaml'));
    return Object.fromEntries(names.map((file) => [file, readFileSync(join(folder, name, file), 'utf8')]));
  } catch {
    throw new ProblemError(404, 'scenario.unknown', `There is no scenario ${name} here.`);
  }
}

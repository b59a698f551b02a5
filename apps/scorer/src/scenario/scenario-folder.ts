import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartFault } from '@watchpost/platform';
import { type CompiledScenario, compileScenario, ScenarioError } from '@watchpost/risk';

const SCENARIO_FILE = 'scenario.yaml';

/** @throws StartFault naming what is wrong with the scenario, and where */
export function loadScenario(folder: string): CompiledScenario {
  const files = filesOf(folder);
  const text = files[SCENARIO_FILE];
  if (text === undefined) throw new StartFault(`The scenario folder ${folder} has no ${SCENARIO_FILE}.`, 2);
  try {
    return compileScenario(text, { file: join(folder, SCENARIO_FILE), files });
  } catch (error) {
    if (error instanceof ScenarioError) throw new StartFault(`The scenario cannot be used: ${error.message}`, 2);
    throw error;
  }
}

function filesOf(folder: string): Record<string, string> {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  } catch (cause) {
    throw new StartFault(`The scenario folder ${folder} cannot be read (${(cause as Error).message}).`, 2, { cause });
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { type CompiledScenario, compileScenario } from '../src/index.ts';

const scenarios = new URL('../../../scenarios/', import.meta.url);

/** The texts of the scenario that ships, or of an earlier version that is kept (`fentanyl-mail@1`), by file name. */
export function shippedFiles(name = 'fentanyl-mail'): Record<string, string> {
  const folder = new URL(`${name}/`, scenarios);
  return Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]));
}

export function shippedScenario(name = 'fentanyl-mail'): CompiledScenario {
  const files = shippedFiles(name);
  return compileScenario(files['scenario.yaml']!, { files });
}

import { readdirSync, readFileSync } from 'node:fs';
import { type CompiledScenario, compileScenario } from '../src/index.ts';

const folder = new URL('../../../scenarios/fentanyl-mail/', import.meta.url);

/** The texts of the scenario that ships, by file name. */
export const shippedFiles = (): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));

export function shippedScenario(): CompiledScenario {
  const files = shippedFiles();
  return compileScenario(files['scenario.yaml']!, { files });
}

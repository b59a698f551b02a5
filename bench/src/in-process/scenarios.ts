import { compileScenario, type CompiledScenario } from '@watchpost/risk';
import { readdirSync, readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';

const folder = new URL('../../../scenarios/fentanyl-mail/', import.meta.url);

const shippedFiles = (): Readonly<Record<string, string>> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));

export function shippedScenario(): CompiledScenario {
  const files = shippedFiles();
  return compileScenario(files['scenario.yaml']!, { files });
}

/** The rules of the scenario that ships again and again, each under a name of its own. */
export function manyRules(count: number): CompiledScenario {
  const files = shippedFiles();
  const document = parse(files['scenario.yaml']!) as { rules: { id: string }[] };
  const shipped = document.rules;
  document.rules = Array.from({ length: count }, (_, i) => {
    const rule = shipped[i % shipped.length]!;
    return { ...rule, id: `${rule.id}-${i}` };
  });
  return compileScenario(stringify(document, { aliasDuplicateObjects: false }), { files });
}

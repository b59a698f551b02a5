import { firstForm, type ScenarioDocument, secondForm } from './scenario-schema.ts';
import type { Read, YamlSource } from './yaml-source.ts';

/** The scenario in whichever form it was written; a text that names none is of the first. */
export function readScenario(source: YamlSource): Read<ScenarioDocument> {
  return source.has('form') ? source.read(secondForm) : source.read(firstForm);
}

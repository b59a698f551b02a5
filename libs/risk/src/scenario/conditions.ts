import { Environment } from '@marcbachmann/cel-js';
import { type FeatureName, type Features, featureCatalogue } from '../features/catalogue.ts';

/** A compiled condition in CEL over the features a rule needs. */
export type Condition = (features: Features) => boolean;

export type ConditionResult =
  { readonly kind: 'condition'; readonly condition: Condition } | { readonly kind: 'fault'; readonly message: string };

const celTypes = { number: 'double', truth: 'bool', text: 'string' } as const;
const limits = { maxAstNodes: 200, maxDepth: 30, maxListElements: 100, maxMapEntries: 0, maxCallArguments: 8 };

/**
 * Conditions see the features that their rule needs, and nothing else: what a rule did not ask for may be without a value,
 * and a condition never meets one that is.
 */
export class Conditions {
  readonly #environment: Environment;

  constructor(needs: readonly FeatureName[]) {
    this.#environment = new Environment({ limits });
    for (const name of new Set(needs)) {
      const definition = featureCatalogue[name];
      this.#environment.registerVariable(name, celTypes[definition.type], { description: definition.description });
    }
  }

  compile(text: string): ConditionResult {
    const checked = this.#environment.check(text);
    if (!checked.valid) return { kind: 'fault', message: explain(checked.error?.message ?? 'cannot be read') };
    if (String(checked.type) !== 'bool')
      return { kind: 'fault', message: `gives ${String(checked.type)}, not true or false` };
    const evaluate = this.#environment.parse(text);
    return { kind: 'condition', condition: (features) => evaluate(features) === true };
  }
}

/** The first line says it; the rest draws the text again. An unknown variable is a feature that the rule does not need. */
function explain(message: string): string {
  const first = message.split('\n', 1)[0]!.trim();
  const unknown = /^Unknown variable: (\w+)/.exec(first)?.[1];
  if (unknown === undefined) return first;
  return unknown in featureCatalogue
    ? `reads ${unknown}, which is not among the features the rule needs`
    : `reads ${unknown}, which is no feature`;
}

import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { type FeatureName, type Features, featureCatalogue, featureNames } from '../features/catalogue.ts';
import type { ValueLists } from '../lists/lists.ts';
import { nearestTo } from '../nearest-name.ts';
import { compileClosure } from './closures.ts';
import type { CelType } from './compiled.ts';
import { ConditionFault } from './condition-fault.ts';

/** A compiled condition in CEL over the features a rule needs. @throws ConditionFailure where `canFail` */
export type Condition = (features: Features) => boolean;

export type ConditionResult =
  | {
      readonly kind: 'condition';
      readonly condition: Condition;
      /** Whether it may fail for some values. */
      readonly canFail: boolean;
      readonly tree: ASTNode;
    }
  | {
      readonly kind: 'fault';
      readonly message: string;
      /** A feature or a list that does not exist, or the condition as such. */
      readonly about: 'feature' | 'list' | 'condition';
      /** Where in the text, from 0. */
      readonly at: number;
    };

const celTypes = { number: 'double', truth: 'bool', text: 'string' } as const;
const limits = { maxAstNodes: 200, maxDepth: 30, maxListElements: 100, maxMapEntries: 0, maxCallArguments: 8 };

/** It knows every feature, for it is costly to make; which of them a rule may read is for the closures. */
const environment = new Environment({ limits });
environment.registerFunction('listed(string, string): bool', () => false);
for (const name of featureNames) {
  const { type, description } = featureCatalogue[name];
  environment.registerVariable(name, celTypes[type], { description });
}

/**
 * Conditions see the features that their rule needs, and nothing else: what a rule did not ask for may be without a value,
 * and a condition never meets one that is.
 */
export class Conditions {
  readonly #types: ReadonlyMap<string, CelType>;

  /** @param lists that conditions may ask by `listed("name", feature)` */
  constructor(
    needs: readonly FeatureName[],
    private readonly lists: ValueLists = new Map(),
  ) {
    this.#types = new Map(needs.map((name) => [name, celTypes[featureCatalogue[name].type]]));
  }

  /** Never throws, whatever the text. */
  compile(text: string): ConditionResult {
    try {
      return this.#compiled(text);
    } catch (error) {
      return faultOf(error);
    }
  }

  #compiled(text: string): ConditionResult {
    const parsed = environment.parse(text);
    const checked = parsed.check();
    if (!checked.valid) return faultOf(checked.error);
    const { type, run, canFail } = compileClosure(parsed.ast, { types: this.#types, lists: this.lists });
    if (type !== 'bool')
      return { kind: 'fault', message: `gives ${type}, not true or false`, about: 'condition', at: 0 };
    return { kind: 'condition', condition: run as Condition, canFail, tree: parsed.ast };
  }
}

function faultOf(error: unknown): ConditionResult & { readonly kind: 'fault' } {
  if (error instanceof ConditionFault)
    return { kind: 'fault', message: error.message, about: error.about, at: error.at };
  const { message, range } = error as { readonly message: string; readonly range?: { readonly start: number } };
  const about = message.startsWith('Unknown variable') ? 'feature' : 'condition';
  return { kind: 'fault', message: explained(message), about, at: range?.start ?? 0 };
}

/** The first line says it; the rest draws the text again. */
function explained(message: string): string {
  const first = message.split('\n', 1)[0]!.trim();
  const unknown = /^Unknown variable: (\w+)/.exec(first)?.[1];
  if (unknown !== undefined) return `reads ${unknown}, which is no feature${nearestTo(unknown, featureNames)}`;
  return /\bdouble [=!]= int\b|\bint [=!]= double\b|\bdouble [-+*/%] int\b|\bint [-+*/%] double\b/.test(first)
    ? `${first}; write numbers with a point: 2.0`
    : first;
}

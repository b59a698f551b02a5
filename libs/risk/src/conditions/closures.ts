import type { ASTNode } from '@marcbachmann/cel-js';
import type { FeatureName } from '../features/catalogue.ts';
import type { ValueLists } from '../lists/lists.ts';
import { nearestTo } from '../nearest-name.ts';
import type { CelType, CelValue, Compiled } from './compiled.ts';
import { ConditionFault } from './condition-fault.ts';
import { compileCall, functionNames, isFunction, UnknownListError } from './functions.ts';
import {
  absorbing,
  type Arithmetic,
  compared,
  comparedWith,
  type Comparison,
  computed,
  reading,
  wholeComputed,
} from './operators.ts';

/** What a condition can read. */
export interface Readable {
  readonly types: ReadonlyMap<string, CelType>;
  readonly lists: ValueLists;
}

type Pair = readonly [ASTNode, ASTNode];
type Truth = (features: Parameters<Compiled['run']>[0]) => boolean;

/**
 * A checked condition as nested functions: many times as fast as walking its tree, and nothing in it can take long. Where the library would do more than
 * stands here (loops over lists, maps, times), the condition is refused.
 *
 * @param readable what can be read; the library has checked that the condition reads no other variables
 * @throws ConditionFault
 */
export function compileClosure(node: ASTNode, readable: Readable): Compiled {
  const compile = (each: ASTNode): Compiled => compileClosure(each, readable);
  if (isComparison(node)) return comparison(node.op, node.args, compile);
  if (isArithmetic(node)) return arithmetic(node.op, compile(node.args[0]), compile(node.args[1]));
  switch (node.op) {
    case 'value':
      return constant(node, node.args as CelValue);
    case 'id':
      return variable(node, readable);
    case '&&':
    case '||':
      return logical(node.op === '||', compile(node.args[0]), compile(node.args[1]));
    case '!_':
      return negated(compile(node.args), 'bool');
    case '-_':
      return negated(compile(node.args), 'number');
    case '?:':
      return choice(node, node.args.map(compile) as [Compiled, Compiled, Compiled]);
    case 'in':
      return membership(node.args, compile);
    case 'call':
      return call(node, node.args[0], node.args[1], readable);
    case 'rcall':
      return call(node, node.args[0], [node.args[1], ...node.args[2]], readable);
    default:
      throw refused(node, 'a condition compares features; there is nothing to look into');
  }
}

type NodeOf<Op extends ASTNode['op']> = Extract<ASTNode, { readonly op: Op }>;

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
export const isComparison = (node: ASTNode): node is NodeOf<Comparison> => comparisons.has(node.op);
const arithmetics: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);
const isArithmetic = (node: ASTNode): node is NodeOf<Arithmetic> => arithmetics.has(node.op);

const typeNames = { number: 'double', bigint: 'int', string: 'string', boolean: 'bool' } as const;

function constant(node: ASTNode, value: CelValue): Compiled {
  const type = typeNames[typeof value as keyof typeof typeNames] as CelType | undefined;
  if (type === undefined) throw refused(node, 'is no number, text, true or false');
  return { type, run: () => value, canFail: false };
}

function variable(node: ASTNode & { readonly op: 'id' }, { types }: Readable): Compiled {
  const type = types.get(node.args);
  if (type === undefined) throw refused(node, `reads ${node.args}, which is not among the features the rule needs`);
  return { type, run: reading(node.args as FeatureName), canFail: false };
}

function logical(settling: boolean, left: Compiled, right: Compiled): Compiled {
  const [one, other] = [left.run as Truth, right.run as Truth];
  const canFail = left.canFail || right.canFail;
  if (left.canFail) return { type: 'bool', run: absorbing(settling, one, other), canFail };
  return { type: 'bool', run: settling ? (f) => one(f) || other(f) : (f) => one(f) && other(f), canFail };
}

function negated({ type, run, canFail }: Compiled, kind: 'bool' | 'number'): Compiled {
  return { type, run: kind === 'bool' ? (f) => !run(f) : (f) => -(run(f) as number), canFail };
}

function choice(node: ASTNode, [when, then, otherwise]: [Compiled, Compiled, Compiled]): Compiled {
  if (then.type !== otherwise.type) throw refused(node, `gives ${then.type} or ${otherwise.type}, which differ`);
  return {
    type: then.type,
    run: (f) => (when.run(f) ? then.run(f) : otherwise.run(f)),
    canFail: when.canFail || then.canFail || otherwise.canFail,
  };
}

function membership([of, list]: Pair, compile: (node: ASTNode) => Compiled): Compiled {
  const { run, canFail } = compile(of);
  if (list.op !== 'list') throw refused(list, 'after in stands a list: ["gift", "sample"]');
  const members = list.args.map(compile);
  if (list.args.every(({ op }) => op === 'value')) {
    const values = list.args.map(({ args }) => args as CelValue);
    return { type: 'bool', run: (f) => values.indexOf(run(f)) >= 0, canFail };
  }
  return {
    type: 'bool',
    // All members are worked out: one that fails makes the whole fail.
    run: (f) => members.map((each) => each.run(f)).indexOf(run(f)) >= 0,
    canFail: canFail || members.some((each) => each.canFail),
  };
}

function comparison(op: Comparison, [a, b]: Pair, compile: (node: ASTNode) => Compiled): Compiled {
  const left = compile(a);
  const right = compile(b);
  const run =
    a.op === 'id' && b.op === 'value'
      ? comparedWith(op, a.args as FeatureName, b.args as CelValue)
      : compared(op, left.run, right.run);
  return { type: 'bool', run, canFail: left.canFail || right.canFail };
}

function arithmetic(op: Arithmetic, left: Compiled, right: Compiled): Compiled {
  if (left.type === 'int') return { type: 'int', run: wholeComputed(op, left.run, right.run), canFail: true };
  return { type: left.type, run: computed(op, left.run, right.run), canFail: left.canFail || right.canFail };
}

function call(node: ASTNode, name: string, args: readonly ASTNode[], readable: Readable): Compiled {
  if (!isFunction(name)) {
    throw refused(node, `${name}() is nothing a condition can call${nearestTo(name, functionNames)}`);
  }
  const compiled = args.map((each) => compileClosure(each, readable));
  const literals = args.map((each) => (each.op === 'value' ? (each.args as CelValue) : null));
  try {
    return compileCall({ name, args: compiled, literals, lists: readable.lists });
  } catch (error) {
    const about = error instanceof UnknownListError ? 'list' : 'condition';
    throw new ConditionFault(`${name}(): ${(error as Error).message}`, node.start, node.end, about);
  }
}

const refused = (node: ASTNode, message: string): ConditionFault => new ConditionFault(message, node.start, node.end);

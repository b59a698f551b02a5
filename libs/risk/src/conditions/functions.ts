import type { ValueLists } from '../lists/lists.ts';
import { nearestTo } from '../nearest-name.ts';
import type { CelType, CelValue, Compiled, Run } from './compiled.ts';
import { ConditionFailure } from './condition-fault.ts';
import { inRange } from './operators.ts';
import { MATCHED_LENGTH, safePattern } from './safe-pattern.ts';

/** A call in a condition; the receiver of a method is its first argument. */
export interface Call {
  readonly name: string;
  readonly args: readonly Compiled[];
  /** Values of the arguments that are constants, null for the others. */
  readonly literals: readonly (CelValue | null)[];
  readonly lists: ValueLists;
}

type Maker = (call: Call) => Compiled;

/** What conditions can call: everything takes a time that is bounded by the length of a text. */
const makers: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['contains', ofTwo('bool', (text, other) => text.includes(other))],
  ['startsWith', ofTwo('bool', (text, other) => text.startsWith(other))],
  ['endsWith', ofTwo('bool', (text, other) => text.endsWith(other))],
  ['lowerAscii', ofOne('string', (text) => text.toLowerCase())],
  ['upperAscii', ofOne('string', (text) => text.toUpperCase())],
  ['trim', ofOne('string', (text) => text.trim())],
  ['size', ofOne('int', (text) => BigInt([...text].length))],
  ['matches', matches],
  ['listed', listed],
  ['double', converted('double', doubleOf)],
  ['int', converted('int', intOf)],
  ['string', converted('string', stringOf)],
]);

export const isFunction = (name: string): boolean => makers.has(name);
export const functionNames = [...makers.keys()];

/** @throws Error that says what is wrong with the arguments */
export const compileCall = (call: Call): Compiled => makers.get(call.name)!(call);

function ofOne<T extends CelValue>(type: CelType, work: (text: string) => T): Maker {
  return ({ args: [only] }) => {
    const text = textOf(only!);
    return { type, run: (f) => work(text(f)), canFail: only!.canFail };
  };
}

function ofTwo<T extends CelValue>(type: CelType, work: (text: string, other: string) => T): Maker {
  return ({ args: [first, second] }) => {
    const [text, other] = [textOf(first!), textOf(second!)];
    return { type, run: (f) => work(text(f), other(f)), canFail: first!.canFail || second!.canFail };
  };
}

function matches({ args: [subject], literals: [, pattern] }: Call): Compiled {
  if (typeof pattern !== 'string') throw new Error('needs its pattern as it stands, in quotes');
  const expression = safePattern(pattern);
  const text = textOf(subject!);
  const run: Run = (f) => expression.test(text(f).slice(0, MATCHED_LENGTH));
  return { type: 'bool', run, canFail: subject!.canFail };
}

export class UnknownListError extends Error {
  override readonly name = 'UnknownListError';
}

/** `listed("burnt-numbers", hs_code)`: whether the list has the value, letter by letter. */
function listed({ args: [, subject], literals: [name], lists }: Call): Compiled {
  if (typeof name !== 'string') throw new Error('needs the name of its list as it stands, in quotes');
  const values = lists.get(name);
  if (values === undefined)
    throw new UnknownListError(`there is no list ${name} under lists.values${nearestTo(name, lists.keys())}`);
  const text = textOf(subject!);
  return { type: 'bool', run: (f) => values.has(text(f)), canFail: subject!.canFail };
}

function converted(type: CelType, convert: (value: CelValue) => CelValue): Maker {
  return ({ args: [only] }) => ({ type, run: (f) => convert(only!.run(f)), canFail: true });
}

function textOf({ type, run }: Compiled): (features: Parameters<Run>[0]) => string {
  if (type !== 'string') throw new Error(`takes a text, not ${type}`);
  return run as (features: Parameters<Run>[0]) => string;
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function doubleOf(value: CelValue): number {
  if (typeof value === 'string' && !decimal.test(value)) throw new ConditionFailure(`${quoted(value)} is no number`);
  return Number(value);
}

function intOf(value: CelValue): bigint {
  if (typeof value === 'string') {
    if (!/^[+-]?\d{1,19}$/.test(value)) throw new ConditionFailure(`${quoted(value)} is no whole number`);
    return inRange(BigInt(value.replace('+', '')));
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new ConditionFailure(`${value} is no whole number`);
  return inRange(BigInt(typeof value === 'number' ? Math.trunc(value) : value));
}

function stringOf(value: CelValue): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}

const SHOWN = 20;
const quoted = (text: string): string => JSON.stringify(text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`);

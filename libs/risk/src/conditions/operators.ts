import type { FeatureName } from '../features/catalogue.ts';
import type { CelValue, Run } from './compiled.ts';
import { ConditionFailure } from './condition-fault.ts';

type Truth = (features: Parameters<Run>[0]) => boolean;
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type Arithmetic = '+' | '-' | '*' | '/' | '%';

export const reading =
  (name: FeatureName): Run =>
  (f) =>
    f[name] as CelValue;

/** What CEL says of a logical operator whose left side fails: the right side may settle it nevertheless. */
export const absorbing =
  (settling: boolean, left: Truth, right: Truth): Truth =>
  (f) => {
    let first: boolean;
    try {
      first = left(f);
    } catch (failure) {
      if (right(f) === settling) return settling;
      throw failure;
    }
    return first === settling ? settling : right(f);
  };

/** A feature against a constant: what nearly all conditions are made of. */
export function comparedWith(op: Comparison, name: FeatureName, constant: CelValue): Truth {
  switch (op) {
    case '==':
      return (f) => f[name] === constant;
    case '!=':
      return (f) => f[name] !== constant;
    case '<':
      return (f) => f[name]! < constant;
    case '<=':
      return (f) => f[name]! <= constant;
    case '>':
      return (f) => f[name]! > constant;
    case '>=':
      return (f) => f[name]! >= constant;
  }
}

export function compared(op: Comparison, left: Run, right: Run): Truth {
  switch (op) {
    case '==':
      return (f) => left(f) === right(f);
    case '!=':
      return (f) => left(f) !== right(f);
    case '<':
      return (f) => left(f) < right(f);
    case '<=':
      return (f) => left(f) <= right(f);
    case '>':
      return (f) => left(f) > right(f);
    case '>=':
      return (f) => left(f) >= right(f);
  }
}

/** Of doubles and, for `+`, of texts. */
export function computed(op: Arithmetic, left: Run, right: Run): Run {
  type Numeric = (features: Parameters<Run>[0]) => number;
  const [a, b] = [left as Numeric, right as Numeric];
  switch (op) {
    case '+':
      return (f) => a(f) + b(f);
    case '-':
      return (f) => a(f) - b(f);
    case '*':
      return (f) => a(f) * b(f);
    case '/':
      return (f) => a(f) / b(f);
    case '%':
      return (f) => a(f) % b(f);
  }
}

/** Of whole numbers of 64 bits. */
export function wholeComputed(op: Arithmetic, left: Run, right: Run): Run {
  type Whole = (features: Parameters<Run>[0]) => bigint;
  const [a, b] = [left as Whole, right as Whole];
  switch (op) {
    case '+':
      return (f) => inRange(a(f) + b(f));
    case '-':
      return (f) => inRange(a(f) - b(f));
    case '*':
      return (f) => inRange(a(f) * b(f));
    case '/':
      return (f) => a(f) / divisor(b(f));
    case '%':
      return (f) => a(f) % divisor(b(f));
  }
}

function divisor(value: bigint): bigint {
  if (value === 0n) throw new ConditionFailure('division by zero');
  return value;
}

export function inRange(value: bigint): bigint {
  if (BigInt.asIntN(64, value) === value) return value;
  throw new ConditionFailure(`${value} is beyond 64 bits`);
}

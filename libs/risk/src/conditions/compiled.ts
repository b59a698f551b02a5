import type { Features } from '../features/catalogue.ts';

export type CelType = 'double' | 'int' | 'string' | 'bool';
/** int is a bigint, double a number. */
export type CelValue = number | bigint | string | boolean;
export type Run = (features: Features) => CelValue;

/** A part of a condition as a function of the features. */
export interface Compiled {
  readonly type: CelType;
  readonly run: Run;
  /** Whether `run` may throw a ConditionFailure. */
  readonly canFail: boolean;
}

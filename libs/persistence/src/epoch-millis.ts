import { type ValueTransformer } from 'typeorm';

/** For entity columns of type `timestamptz`: epoch milliseconds in the program, a moment in the database. */
export const epochMillis: ValueTransformer = {
  from: (value: Date | null) => value?.getTime() ?? null,
  to: (value: number | null | undefined) => (typeof value === 'number' ? new Date(value) : value),
};

/** For entity columns of type `bigint` whose numbers stay below 2⁵³. */
export const safeBigint: ValueTransformer = {
  from: (value: string | null) => (value === null ? null : Number(value)),
  to: (value: number | null | undefined) => value,
};

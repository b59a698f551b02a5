import { ProblemError } from '@watchpost/platform';
import { z } from 'zod';

/** Query of every list: how many, and from where on. */
export const pageQuery = z.object({
  cursor: z.string().max(64).optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/** A page of a list. `next` is null on the last one. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() });

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Numbers that a list goes on from, as a text that nobody should take apart. */
export const cursorOf = (...position: readonly number[]): string =>
  Buffer.from(position.join('.')).toString('base64url');

/** @throws ProblemError 400 where the cursor is none that this list has given */
export function positionOf(cursor: string, parts: number): readonly number[] {
  const position = Buffer.from(cursor, 'base64url').toString().split('.').map(Number);
  if (position.length === parts && position.every((part) => Number.isSafeInteger(part) && part >= 0)) return position;
  throw new ProblemError(400, 'cursor.invalid', 'The cursor is not one that this list has given.');
}

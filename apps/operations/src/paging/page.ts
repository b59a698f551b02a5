import { ProblemError } from '@watchpost/platform';
import { z } from 'zod';

/** Query of every list: how many, and from where on. */
export const pageQuery = z.object({
  cursor: z.string().max(400).optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/** A page of a list. `next` is null on the last one. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() });

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/**
 * Makes a page of what was read for it: one item more than asked for shows that another page follows.
 * @param keyOf what the next page goes on from
 */
export function page<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
  view: (row: Row) => Item,
): Page<Item> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = rows.length > limit && last !== undefined ? Buffer.from(keyOf(last)).toString('base64url') : null;
  return { items: items.map(view), next };
}

/** What the page goes on from; empty where it is the first. */
export const cursorText = (cursor: string | undefined): string =>
  cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();

/** The same where pages go on from a position. @throws ProblemError 400 where the cursor is none of ours */
export function cursorPosition(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  const position = Number(cursorText(cursor));
  if (Number.isSafeInteger(position) && position > 0) return position;
  throw new ProblemError(400, 'cursor.invalid', 'The cursor is not one that this list has given.');
}

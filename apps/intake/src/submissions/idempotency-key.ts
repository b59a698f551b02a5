import { ProblemError } from '@watchpost/platform';

/** Visible ASCII, as a structured-field string (quoted) or bare. */
const form = /^(?:"([\x20-\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x5b\x5d-\x7e]{1,255}))$/;

/**
 * The `Idempotency-Key` of a request; null where it has none.
 * @throws ProblemError 400 where it is not 1 to 255 visible ASCII characters
 */
export function idempotencyKeyOf(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const found = typeof header === 'string' ? form.exec(header.trim()) : null;
  if (found) return found[1] ?? found[2]!;
  throw new ProblemError(400, 'idempotency.key', 'Idempotency-Key has to be 1 to 255 visible ASCII characters, once.', {
    errors: [{ pointer: 'Idempotency-Key', detail: 'not a string of visible ASCII' }],
  });
}

/**
 * What makes two submissions of a partner the same one: the key it gave, else the bytes. Test mode is a world of its own: a file that was tried there
 * and is then sent for good is not the same submission.
 */
export const dedupeKeyOf = (idempotencyKey: string | null, digest: string): string =>
  idempotencyKey === null ? `digest:${digest}` : `key:${idempotencyKey}`;

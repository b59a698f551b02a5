import { type Queryable } from '../database.ts';

export interface IdempotentUse {
  /** Whose key it is: keys of different owners do not meet. */
  readonly owner: string;
  readonly key: string;
  /** Of method, path and body. */
  readonly fingerprint: string;
  readonly at: number;
}

export type PriorUse =
  | { readonly kind: 'first' }
  | { readonly kind: 'again'; readonly status: number; readonly answer: unknown }
  | { readonly kind: 'other-body' };

/** Claims a key inside the transaction that does the work; waits while another request with the same key is at work. */
export async function claimIdempotencyKey(
  tx: Queryable,
  { owner, key, fingerprint, at }: IdempotentUse,
): Promise<PriorUse> {
  const claimed = await tx.run(
    'insert into idempotency_keys (owner, key, fingerprint, used_at) values ($1, $2, $3, $4) on conflict do nothing',
    [owner, key, fingerprint, new Date(at)],
  );
  if (claimed === 1) return { kind: 'first' };
  const [row] = await tx.query<{ fingerprint: string; status: number; answer: unknown }>(
    'select fingerprint, status, answer from idempotency_keys where owner = $1 and key = $2',
    [owner, key],
  );
  if (row!.fingerprint !== fingerprint) return { kind: 'other-body' };
  return { kind: 'again', status: row!.status, answer: row!.answer };
}

export async function keepAnswer(
  tx: Queryable,
  { owner, key }: Pick<IdempotentUse, 'owner' | 'key'>,
  status: number,
  answer: unknown,
): Promise<void> {
  await tx.run('update idempotency_keys set status = $3, answer = $4 where owner = $1 and key = $2', [
    owner,
    key,
    status,
    JSON.stringify(answer),
  ]);
}

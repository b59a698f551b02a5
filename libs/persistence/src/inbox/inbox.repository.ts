import { type Queryable } from '../database.ts';

/**
 * Notes events as handled, in the transaction that has their effect.
 * @returns the ids that were not handled before: only these may have an effect. Waits for a transaction that is handling the same.
 */
export async function noteHandled(tx: Queryable, eventIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (eventIds.length === 0) return new Set();
  // Sorted, so that two transactions with the same ids wait for each other instead of dead-locking.
  const text = `insert into inbox (event_id) select distinct id from unnest($1::uuid[]) as id order by id
    on conflict do nothing returning event_id`;
  const rows = await tx.query<{ event_id: string }>({ name: 'inbox-note', text }, [eventIds]);
  return new Set(rows.map(({ event_id }) => event_id));
}

/** Forgets what was handled before a moment; keep at least as long as the topic keeps its records. */
export const forgetHandledBefore = (on: Queryable, before: Date): Promise<number> =>
  on.run('delete from inbox where handled_at < $1', [before]);

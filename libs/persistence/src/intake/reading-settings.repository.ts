import { type Queryable } from '../database.ts';

/**
 * Settings by which manifests are read, under the SHA-256 of their text: a partner's manifests share one row for as long as it does not change them. They
 * are few, one for each change, and are never dropped: a process need not ask whether those it has kept once are still there.
 */
export const keepReading = (on: Queryable, readingId: string, settings: string): Promise<number> =>
  on.run('insert into reading_settings (reading_id, settings) values ($1, $2) on conflict do nothing', [
    readingId,
    settings,
  ]);

/** Texts by their id; null among the ids asks for nothing. */
export async function readingsOf(
  on: Queryable,
  readingIds: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(readingIds)].filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const rows = await on.query<{ reading_id: string; settings: string }>(
    'select reading_id, settings from reading_settings where reading_id = any($1::text[])',
    [ids],
  );
  return new Map(rows.map(({ reading_id, settings }) => [reading_id, settings]));
}

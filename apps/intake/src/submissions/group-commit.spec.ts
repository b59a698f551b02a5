import { describe, expect, it } from '@jest/globals';
import { DatabaseUnavailableError, DataRefusedError, type intakeStore, type Queryable } from '@watchpost/persistence';
import { GroupCommit } from './group-commit.ts';

const manifest = (manifestId: string): intakeStore.NewManifest => ({
  manifestId,
  partner: 'p',
  testMode: false,
  dedupeKey: manifestId,
  digest: 'd',
  size: 1,
  chunks: 1,
  contentType: null,
  formatHint: null,
  readingId: null,
  traceparent: null,
  receivedAt: 0,
  receipt: 'r',
  body: Buffer.from(manifestId),
  chunkBytes: 1,
});

/** Answers statements as told, and notes which manifests came in each. */
function databaseThat(answer: (ids: readonly string[]) => readonly string[] | Error) {
  const groups: string[][] = [];
  const database: Queryable = {
    async query<Row extends object>(_statement: unknown, values: readonly unknown[] = []) {
      const ids = String(values[1]).replace(/[{}"]/g, '').split(',');
      groups.push(ids);
      await new Promise((resolve) => setTimeout(resolve, 5));
      const stored = answer(ids);
      if (stored instanceof Error) throw stored;
      return stored.map((manifest_id, at) => ({ manifest_id, sequence: String(at + 1) })) as unknown as Row[];
    },
    run: () => Promise.reject(new Error('not asked for')),
  };
  return { database, groups };
}

const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `m${at}`);

describe('manifests that arrive together', () => {
  it('share a transaction while one is under way, and a lone one does not wait', async () => {
    const { database, groups } = databaseThat((ids) => ids);
    const commit = new GroupCommit(database, () => undefined, { manifests: 64, bytes: 1_000, writers: 1 });
    const first = commit.store(manifest('lone'));
    await new Promise((resolve) => setTimeout(resolve, 1));
    await Promise.all([first, ...names(10).map((name) => commit.store(manifest(name)))]);
    expect(groups).toEqual([['lone'], names(10)]);
  });

  it('are told one by one which of them was there before', async () => {
    const { database } = databaseThat((ids) => ids.filter((id) => id !== 'm1'));
    const kept: string[] = [];
    const commit = new GroupCommit(database, (stored) => kept.push(...stored.map(({ manifestId }) => manifestId)));
    const sequences = await Promise.all(names(3).map((name) => commit.store(manifest(name))));
    expect(sequences[1]).toBeNull();
    expect(kept).toEqual(['m0', 'm2']);
  });

  it('are no more at once than the limits say', async () => {
    const { database, groups } = databaseThat((ids) => ids);
    const commit = new GroupCommit(database, () => undefined, { manifests: 3, bytes: 4, writers: 1 });
    await Promise.all(names(7).map((name) => commit.store(manifest(name))));
    expect(groups.map(({ length }) => length)).toEqual([2, 2, 2, 1]);
  });

  it('do not pay for one among them whose data is refused', async () => {
    const refused = new DataRefusedError('invalid byte sequence', '22021', null);
    const { database } = databaseThat((ids) => (ids.includes('m1') ? refused : ids));
    const commit = new GroupCommit(database, () => undefined);
    const ends = await Promise.allSettled(names(3).map((name) => commit.store(manifest(name))));
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('all hear it when the database is away, and the next ones are tried again', async () => {
    let isAway = true;
    const { database } = databaseThat((ids) => (isAway ? new DatabaseUnavailableError('away', null) : ids));
    const commit = new GroupCommit(database, () => undefined);
    const ends = await Promise.allSettled(names(2).map((name) => commit.store(manifest(name))));
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isAway = false;
    expect(await commit.store(manifest('later'))).toBe(1);
  });
});

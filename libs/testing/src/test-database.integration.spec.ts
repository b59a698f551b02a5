import { afterAll, describe, expect, it } from '@jest/globals';
import { createDatabase, withDatabase } from '@watchpost/persistence';
import { createTestDatabase, type TestDatabase, testServerUrl } from './test-database.ts';

describe('A test’s database', () => {
  const made: TestDatabase[] = [];
  const make = async (): Promise<TestDatabase> => {
    const database = await createTestDatabase();
    made.push(database);
    return database;
  };

  afterAll(async () => {
    await Promise.all(made.map((database) => database.drop()));
  });

  it('has every migration applied', async () => {
    const database = await createDatabase({ url: (await make()).url, service: 'scorer' });
    expect(await database.pendingMigrations()).toEqual([]);
    await database.close();
    // The first test of a run makes the template, which others may be waiting for as well.
  }, 180_000);

  it('is its own: what one test writes another does not see', async () => {
    const [one, other] = await Promise.all([make(), make()]);
    const first = await createDatabase({ url: one.url, service: 'targeting' });
    const second = await createDatabase({ url: other.url, service: 'targeting' });
    await first.run('create table scratch (n int)');
    const [found] = await second.query<{ present: boolean }>(`select to_regclass('scratch') is not null as present`);
    expect(found!.present).toBe(false);
    await Promise.all([first.close(), second.close()]);
  });

  it('is there at once, the template being made', async () => {
    await make();
    const times: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const startedAt = performance.now();
      await make();
      times.push(performance.now() - startedAt);
    }
    // 60 to 150 ms on an idle machine; room for a busy one.
    expect(Math.min(...times)).toBeLessThan(1000);
  });

  it('is gone when it is dropped', async () => {
    const { url, drop } = await createTestDatabase();
    await drop();
    await expect(createDatabase({ url, service: 'intake' })).rejects.toThrow();
    expect(withDatabase(testServerUrl(), 'x')).toContain('/x');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createScratchDatabase, type ScratchDatabase } from '@watchpost/persistence';
import { migrateElsewhere } from './migrate-elsewhere.ts';

describe('watchpost migrate', () => {
  const brokers = process.env['WATCHPOST_TEST_KAFKA_BROKERS']!;
  let database: ScratchDatabase;
  beforeAll(async () => {
    database = await createScratchDatabase(process.env['WATCHPOST_TEST_DATABASE_URL']!);
  });
  afterAll(() => database?.drop());

  it('finds nothing to apply in a database that is at this build', async () => {
    const done = await migrateElsewhere({ DATABASE_URL: database.url, WATCHPOST_KAFKA_BROKERS: brokers });
    expect(done.applied).toEqual([]);
  });

  it('says what to set where it is not told which engines', async () => {
    const failure = migrateElsewhere({ DATABASE_URL: database.url });
    await expect(failure).rejects.toMatchObject({ exitCode: 2 });
    await expect(failure).rejects.toThrow('set DATABASE_URL and WATCHPOST_KAFKA_BROKERS');
  });
});

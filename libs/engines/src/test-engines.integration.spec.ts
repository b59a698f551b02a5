import { describe, expect, it } from '@jest/globals';
import { kafkaAnswers, queryOnce } from './index.ts';

describe('the engines of a test run', () => {
  it('offer a broker that knows its groups', async () => {
    const brokers = process.env['WATCHPOST_TEST_KAFKA_BROKERS']!.split(',');
    expect(await kafkaAnswers({ brokers })).toBe(true);
  });

  it('offer a PostgreSQL 18 that writes through to the disk', async () => {
    const url = process.env['WATCHPOST_TEST_DATABASE_URL']!;
    const [row] = await queryOnce(
      url,
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
         current_setting('server_version_num')::int / 10000 as major, current_database() as database`,
    );
    expect(row).toEqual({ fsync: 'on', commit: 'on', major: 18, database: 'watchpost' });
  });
});

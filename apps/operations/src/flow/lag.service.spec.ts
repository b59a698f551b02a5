import { describe, expect, it } from '@jest/globals';
import { type LogAdmin, type LogRecord } from '@watchpost/messaging';
import { LagService } from './lag.service.ts';

const NOW = 1_795_500_000_000;

/** A log in which `scorer` is behind on three partitions of one topic; offsets 0 to 9 of the first were deleted unread. */
function lagging() {
  const asked = { positions: 0, heads: [] as string[] };
  const admin = {
    topics: async () => ['shipments.declared.v1'],
    positions: async (topics: readonly string[], group: string | null) => {
      asked.positions += 1;
      if (group !== 'scorer') return [];
      return topics.flatMap((topic) => [
        { topic, partition: 0, low: 10, high: 40, committed: 5 },
        { topic, partition: 1, low: 0, high: 20, committed: 20 },
        { topic, partition: 2, low: 0, high: 7, committed: null },
        { topic, partition: 3, low: 0, high: 101, committed: 100 },
      ]);
    },
    read: async (_topic: string, partition: number, offset: number): Promise<LogRecord[]> => {
      asked.heads.push(`${partition}@${offset}`);
      return [{ timestamp: NOW - 1_000 * (partition + 1) } as LogRecord];
    },
  };
  return { admin: admin as unknown as LogAdmin, asked };
}

describe('Lag', () => {
  it('counts what is still there and not committed, and reads heads only where most of it waits', async () => {
    const { admin, asked } = lagging();
    const lag = await new LagService(admin, { now: () => NOW }).lag();
    expect(lag).toContainEqual({
      service: 'scorer',
      topic: 'shipments.declared.v1',
      records: 30 + 7 + 1,
      oldestSeconds: 3,
    });
    expect(asked.heads.sort()).toEqual(['0@10', '2@0']);
  });

  it('is asked of the log once for all who look within two seconds', async () => {
    let now = NOW;
    const { admin, asked } = lagging();
    const service = new LagService(admin, { now: () => now });
    await Promise.all([service.lag(), service.lag()]);
    await service.lag();
    const once = asked.positions;
    now += 2_000;
    await service.lag();
    expect(asked.positions).toBe(2 * once);
  });

  it('is unknown where the log fails, and asked again the next time', async () => {
    const { admin } = lagging();
    let away = true;
    const topics = async () => {
      if (away) throw new Error('away');
      return admin.topics();
    };
    const service = new LagService({ ...admin, topics } as LogAdmin, { now: () => NOW });
    expect(await service.lag()).toBeNull();
    away = false;
    expect(await service.lag()).not.toBeNull();
  });

  it('is unknown where the log does not answer in time', async () => {
    const { admin } = lagging();
    const service = new LagService({ ...admin, topics: () => new Promise(() => undefined) } as LogAdmin, {
      now: () => NOW,
    });
    const before = performance.now();
    expect(await service.lag()).toBeNull();
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

import { describe, expect, it } from '@jest/globals';
import { type LogRecord } from '@watchpost/messaging';
import { firstOffsetAfter } from './log-search.ts';

/** A partition whose record at an offset is from that second; some offsets hold nothing. */
function logOf(offsets: readonly number[]) {
  const read = async (topic: string, partition: number, offset: number, limit: number): Promise<LogRecord[]> =>
    offsets
      .filter((each) => each >= offset)
      .slice(0, limit)
      .map((each) => ({ topic, partition, offset: each, timestamp: each * 1000 }) as LogRecord);
  return { read };
}

const stretch = { topic: 't', partition: 0, low: 0, high: 10 };
const all = Array.from({ length: 10 }, (_, offset) => offset);

describe('The first offset after a moment', () => {
  it.each([
    ['lies before everything', -1, 0],
    ['lies between two records', 3_500, 4],
    ['is that of a record', 4_000, 4],
    ['lies behind everything', 99_000, 10],
  ])('is found where it %s', async (_where, at, offset) => {
    expect(await firstOffsetAfter(logOf(all), stretch, at)).toBe(offset);
  });

  it('is found where offsets are missing', async () => {
    const log = logOf([0, 1, 7, 8]);
    const found = await firstOffsetAfter(log, stretch, 5_000);
    expect((await log.read('t', 0, found, 1))[0]!.offset).toBe(7);
  });

  it('of an empty partition is its end', async () => {
    expect(await firstOffsetAfter(logOf([]), { ...stretch, low: 5, high: 5 }, 0)).toBe(5);
  });
});

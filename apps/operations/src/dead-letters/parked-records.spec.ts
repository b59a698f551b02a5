import { describe, expect, it } from '@jest/globals';
import { type LogAdmin, type LogRecord } from '@watchpost/messaging';
import { type operationsStore } from '@watchpost/persistence';
import { recordsOf } from './parked-records.ts';

const letter = (offset: number, topic = 'a.dlq'): operationsStore.DeadLetterEntity =>
  ({ topic, partition: 0, offset, position: offset + 1 }) as operationsStore.DeadLetterEntity;

/** A log that has every offset but those below `low`, and notes what was asked of it. */
function logWith(low: number) {
  const asked: [string, number, number][] = [];
  const read = async (topic: string, partition: number, offset: number, limit: number): Promise<LogRecord[]> => {
    asked.push([topic, offset, limit]);
    const from = Math.max(offset, low);
    return Array.from({ length: limit }, (_, at) => ({ topic, partition, offset: from + at }) as LogRecord);
  };
  return { admin: { read } as unknown as LogAdmin, asked };
}

async function all(admin: LogAdmin, letters: readonly operationsStore.DeadLetterEntity[]) {
  const found = [];
  for await (const slice of recordsOf(admin, letters)) found.push(...slice);
  return found;
}

describe('The records of dead letters', () => {
  it('come in the order of the letters, neighbours in one read', async () => {
    const { admin, asked } = logWith(0);
    const found = await all(admin, [letter(5), letter(3), letter(4), letter(0, 'b.dlq')]);
    expect(found.map(({ record }) => [record!.topic, record!.offset])).toEqual([
      ['a.dlq', 5],
      ['a.dlq', 3],
      ['a.dlq', 4],
      ['b.dlq', 0],
    ]);
    expect(asked).toEqual([
      ['a.dlq', 3, 3],
      ['b.dlq', 0, 1],
    ]);
  });

  it('are not read across wide gaps', async () => {
    const { admin, asked } = logWith(0);
    await all(admin, [letter(0), letter(1_000_000)]);
    expect(asked).toEqual([
      ['a.dlq', 0, 1],
      ['a.dlq', 1_000_000, 1],
    ]);
  });

  it('are null where the log has dropped them, and never another record', async () => {
    const { admin } = logWith(10);
    const found = await all(admin, [letter(8), letter(9), letter(10)]);
    expect(found.map(({ record }) => record?.offset ?? null)).toEqual([null, null, 10]);
  });
});

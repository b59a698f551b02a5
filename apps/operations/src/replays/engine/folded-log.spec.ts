import { beforeAll, describe, expect, it } from '@jest/globals';
import { catalogueIds, createCodec, topics } from '@watchpost/contracts';
import type { LogRecord } from '@watchpost/messaging';
import { entitySaltOf } from '@watchpost/risk';
import { ArrayLog } from '../../../test/array-log.ts';
import { decided, shippedScenario } from '../../../test/assessed-log.ts';
import { recomputing } from './deciders.ts';
import { FoldedLog } from './folded-log.ts';
import { Judge } from './judge.ts';
import { Tally } from './tally.ts';

const TOPIC = topics.shipmentsAssessed.name;
const scenario = shippedScenario();
const codec = createCodec(catalogueIds());
const salt = entitySaltOf('a test');
const log = new ArrayLog();

const parcel = (serial: number) => ({
  serial,
  description: "Children's atlas, hardcover",
  hs: '490199',
  at: Date.parse('2026-11-20T10:00:00Z') + serial * 1_000,
});

/** Three parcels and a cancellation; then, as by a scorer that stopped before it committed, the last three of them again; then a new one. */
beforeAll(async () => {
  const records = [1, 2, 3].map((serial) => decided(parcel(serial), scenario, codec));
  const cancelled = decided({ ...parcel(4), function: 'cancel' }, scenario, codec);
  const fresh = decided(parcel(5), scenario, codec);
  await log.send([...records, cancelled, ...records.slice(1), cancelled, fresh]);
});

const records = (): readonly LogRecord[] => log.topicRecords.get(TOPIC)!;

const foldedFrom = (next: number): Promise<FoldedLog> => {
  const position = { partition: 0, first: 0, next, end: records().length };
  return FoldedLog.fold([position], scenario, { admin: log, codec, salt }, new AbortController().signal);
};

/** What the lines from an offset on were counted as, by a worker that begins there. */
async function recomputedFrom(next: number): Promise<Record<string, number>> {
  const bench = { replayId: '019e0000-0000-7000-8000-00000000000a', scope: {}, scenario, codec };
  const judge = new Judge(bench, recomputing(scenario, await foldedFrom(next)));
  const tally = new Tally();
  await codec.prepare(records().map(({ value }) => value));
  for (const record of records().slice(next)) judge.take(record, tally);
  const lines = tally.take().filter(({ kind }) => kind === 'lines');
  return Object.fromEntries(lines.map(({ key, count }) => [key, count]));
}

describe('A log that is folded anew', () => {
  it('knows every record by its first place, and nothing of its repeats', async () => {
    const folded = await foldedFrom(0);
    const seen = records().map((record) => folded.of(record)?.sightings.consignor?.in90Days);
    expect(seen).toEqual([0, 1, 2, expect.any(Number), undefined, undefined, undefined, 3]);
  });

  it('counts history from before the place where a replay goes on', async () => {
    const folded = await foldedFrom(7);
    expect(folded.of(records()[7]!)?.sightings.consignor?.in90Days).toBe(3);
  });

  it('has each line counted once by a replay that went on between a record and its repeat', async () => {
    const whole = await recomputedFrom(0);
    expect(whole).toMatchObject({ cancellations: 1, repeated: 3 });
    // Left to decide are two of the repeats, then all three, and the new one.
    expect(await recomputedFrom(5)).toEqual({ repeated: 2, unchanged: 1 });
    expect(await recomputedFrom(4)).toEqual({ repeated: 3, unchanged: 1 });
  });
});

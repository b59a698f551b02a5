import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { timeOrderedId } from '@watchpost/domain';
import { randomBytes } from 'node:crypto';
import { createDatabase, type Database } from '../database.ts';
import { createScratchDatabase, type ScratchDatabase } from '../scratch-database.ts';
import {
  addQuality,
  forgetCountedBefore,
  forgetQualityBefore,
  type ManifestOfQuality,
  qualityCodes,
  qualityDays,
  QUALITY_KNOWN_DAYS,
} from './quality.repository.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 24, 12);

const manifest = (change: Partial<ManifestOfQuality> = {}): ManifestOfQuality => ({
  manifestId: timeOrderedId(NOW, randomBytes(10)),
  partner: 'post',
  testMode: false,
  receivedAt: NOW,
  lines: 10,
  loss: 1_200,
  codes: [
    { code: 'a', lines: 1, gain: 1_000 },
    { code: 'b', lines: 1, gain: 200 },
  ],
  ...change,
});
const period = { partner: 'post', testMode: false, from: '2026-11-01', to: '2026-11-30' };

// Both services that keep it have it from the same migration.
describe.each(['intake', 'operations'] as const)('Quality kept by %s', (service) => {
  let scratch: ScratchDatabase;
  let database: Database;

  beforeAll(async () => {
    scratch = await createScratchDatabase(process.env['WATCHPOST_TEST_DATABASE_URL']!);
    database = await createDatabase({ url: scratch.url, service, poolSize: 4 });
  });
  afterAll(async () => {
    await database?.close();
    await scratch?.drop();
  });
  beforeEach(async () => {
    await database.run('truncate quality_manifests, quality_days, quality_codes');
  });

  it('adds up by day and code, and apart from test mode and from others', async () => {
    await addQuality(
      database,
      [
        manifest(),
        manifest({ loss: 0, codes: [] }),
        manifest({ receivedAt: NOW - DAY, codes: [{ code: 'a', lines: 3, gain: 600 }] }),
        manifest({ testMode: true }),
        manifest({ partner: 'other' }),
      ],
      NOW,
    );
    expect(await qualityDays(database, period)).toEqual([
      { day: '2026-11-23', manifests: 1, lines: 10, loss: 1_200 },
      { day: '2026-11-24', manifests: 2, lines: 20, loss: 1_200 },
    ]);
    expect(await qualityCodes(database, period)).toEqual([
      { code: 'a', lines: 4, gain: 1_600 },
      { code: 'b', lines: 1, gain: 200 },
    ]);
    expect(await qualityCodes(database, { ...period, to: '2026-11-23' })).toEqual([{ code: 'a', lines: 3, gain: 600 }]);
    expect(await qualityDays(database, { ...period, testMode: true })).toHaveLength(1);
  });

  it('counts a manifest once, however often it is told of, by whomever at the same time', async () => {
    const told = [manifest(), manifest()];
    expect(await addQuality(database, [...told, told[0]!], NOW)).toBe(2);
    const again = await Promise.all([1, 2, 3].map(() => addQuality(database, [...told, manifest()], NOW)));
    expect(again).toEqual([1, 1, 1]);
    expect(await qualityDays(database, period)).toEqual([{ day: '2026-11-24', manifests: 5, lines: 50, loss: 6_000 }]);
  });

  it('does not count what comes after it is forgotten which manifests are counted', async () => {
    const old = manifest({ receivedAt: NOW - QUALITY_KNOWN_DAYS * DAY });
    expect(await addQuality(database, [old], NOW)).toBe(1);
    expect(await forgetCountedBefore(database, new Date(NOW + DAY - QUALITY_KNOWN_DAYS * DAY))).toBe(1);
    expect(await addQuality(database, [old], NOW + DAY)).toBe(0);
    expect(await qualityDays(database, { ...period, from: '2026-10-01' })).toMatchObject([{ manifests: 1 }]);
  });

  it('forgets days, with their codes, and keeps the day itself', async () => {
    await addQuality(database, [manifest(), manifest({ receivedAt: NOW - DAY })], NOW);
    expect(await forgetQualityBefore(database, new Date(NOW))).toBe(1);
    expect(await qualityDays(database, period)).toMatchObject([{ day: '2026-11-24' }]);
    expect(await qualityCodes(database, period)).toMatchObject([
      { code: 'a', lines: 1 },
      { code: 'b', lines: 1 },
    ]);
  });
});

import { type CodeTotal, type QualityTotals } from '@watchpost/domain';
import { bulkRows, columns } from '../bulk.ts';
import { type Database, type Queryable } from '../database.ts';
import { dayOf } from './day.ts';

const DAY_MS = 86_400_000;
/** Days for which it is known which manifests are counted. A report that is older than that is not counted any more. */
export const QUALITY_KNOWN_DAYS = 35;

/** Quality of one manifest. */
export interface ManifestOfQuality extends QualityTotals {
  readonly manifestId: string;
  readonly partner: string;
  readonly testMode: boolean;
  /** Epoch milliseconds; the day (UTC) is what it counts for. */
  readonly receivedAt: number;
}

/** A day of a partner, by ISO date. */
export interface QualityDay {
  readonly day: string;
  readonly manifests: number;
  readonly lines: number;
  readonly loss: number;
}

/** What a partner sent from one day to another, both within. */
export interface QualityPeriod {
  readonly partner: string;
  readonly testMode: boolean;
  /** ISO dates. */
  readonly from: string;
  readonly to: string;
}

/**
 * Adds manifests to the days they were received on, each once, in one statement: it is part of what every manifest costs. Rows are written in the same order
 * always, so that two writers never wait for each other in a circle.
 * @returns how many were added
 */
export async function addQuality(
  database: Database,
  manifests: readonly ManifestOfQuality[],
  now: number,
): Promise<number> {
  const oldest = dayOf(now - QUALITY_KNOWN_DAYS * DAY_MS);
  const each = new Map(manifests.map((manifest) => [manifest.manifestId, manifest]));
  const counted = [...each.values()].filter(({ receivedAt }) => dayOf(receivedAt) >= oldest);
  if (counted.length === 0) return 0;
  const told = bulkRows({
    manifest_id: columns.uuid(counted, ({ manifestId }) => manifestId),
    partner: columns.text(counted, ({ partner }) => partner),
    test_mode: columns.boolean(counted, ({ testMode }) => testMode),
    day: { type: 'date', values: counted.map(({ receivedAt }) => dayOf(receivedAt)) },
    lines: columns.bigint(counted, ({ lines }) => lines),
    loss: columns.bigint(counted, ({ loss }) => loss),
  });
  const codes = counted.flatMap(({ manifestId, codes: own }) => own.map((code) => ({ manifestId, ...code })));
  const coded = bulkRows(
    {
      manifest_id: columns.uuid(codes, ({ manifestId }) => manifestId),
      code: columns.text(codes, ({ code }) => code),
      lines: columns.bigint(codes, ({ lines }) => lines),
      gain: columns.bigint(codes, ({ gain }) => gain),
    },
    told.next,
  );
  const text = `with told as (select * from ${told.from}),
    fresh as (
      insert into quality_manifests (manifest_id, day) select manifest_id, day from told order by manifest_id
      on conflict do nothing returning manifest_id
    ),
    days as (
      insert into quality_days (partner, test_mode, day, manifests, lines, loss)
      select partner, test_mode, day, count(*), sum(lines), sum(loss) from told join fresh using (manifest_id)
      group by partner, test_mode, day order by partner, test_mode, day
      on conflict (partner, test_mode, day) do update set manifests = quality_days.manifests + excluded.manifests,
        lines = quality_days.lines + excluded.lines, loss = quality_days.loss + excluded.loss
    ),
    codes as (
      insert into quality_codes (partner, test_mode, day, code, lines, gain)
      select partner, test_mode, day, code, sum(coded.lines), sum(gain)
      from (select * from ${coded.from}) as coded join told using (manifest_id) join fresh using (manifest_id)
      group by partner, test_mode, day, code order by partner, test_mode, day, code
      on conflict (partner, test_mode, day, code) do update set lines = quality_codes.lines + excluded.lines,
        gain = quality_codes.gain + excluded.gain
    )
    select count(*)::int as added from fresh`;
  const [row] = await database.query<{ added: number }>({ name: 'quality-add', text }, [
    ...told.values,
    ...coded.values,
  ]);
  return row!.added;
}

/** Days on which something came, in order. */
export async function qualityDays(on: Queryable, period: QualityPeriod): Promise<readonly QualityDay[]> {
  const rows = await on.query<{ day: string; manifests: string; lines: string; loss: string }>(
    `select day::text, manifests, lines, loss from quality_days
     where partner = $1 and test_mode = $2 and day between $3::date and $4::date order by day`,
    [period.partner, period.testMode, period.from, period.to],
  );
  return rows.map(({ day, ...row }) => ({
    day,
    manifests: Number(row.manifests),
    lines: Number(row.lines),
    loss: Number(row.loss),
  }));
}

/** Each code over the whole period. */
export async function qualityCodes(on: Queryable, period: QualityPeriod): Promise<readonly CodeTotal[]> {
  const rows = await on.query<{ code: string; lines: string; gain: string }>(
    `select code, sum(lines) as lines, sum(gain) as gain from quality_codes
     where partner = $1 and test_mode = $2 and day between $3::date and $4::date group by code order by code`,
    [period.partner, period.testMode, period.from, period.to],
  );
  return rows.map(({ code, lines, gain }) => ({ code, lines: Number(lines), gain: Number(gain) }));
}

/** @returns how many days of partners were forgotten */
export async function forgetQualityBefore(database: Database, before: Date): Promise<number> {
  const day = dayOf(before.getTime());
  await database.run('delete from quality_codes where day < $1::date', [day]);
  return database.run('delete from quality_days where day < $1::date', [day]);
}

/** Which manifests are counted, from before the days for which that is known. @returns how many */
export const forgetCountedBefore = (database: Database, before: Date): Promise<number> =>
  database.run('delete from quality_manifests where day < $1::date', [dayOf(before.getTime())]);

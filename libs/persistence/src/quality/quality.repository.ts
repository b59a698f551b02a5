import { type CodeTotal, type QualityTotals } from '@watchpost/domain';
import { bulkRows, columns } from '../bulk.ts';
import { type Database, type Queryable, type Transaction, withTransaction } from '../database.ts';

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

/** Adds manifests to the days they were received on, each once, in one transaction. @returns how many were added */
export async function addQuality(
  database: Database,
  manifests: readonly ManifestOfQuality[],
  now: number,
): Promise<number> {
  const oldest = now - QUALITY_KNOWN_DAYS * DAY_MS;
  const each = new Map(manifests.map((manifest) => [manifest.manifestId, manifest]));
  const counted = [...each.values()].filter(({ receivedAt }) => dayOf(receivedAt) >= dayOf(oldest));
  if (counted.length === 0) return 0;
  return withTransaction(database, async (tx) => {
    const fresh = await noteFresh(tx, counted);
    const added = counted.filter(({ manifestId }) => fresh.has(manifestId));
    await addDays(tx, added);
    await addCodes(tx, added);
    return added.length;
  });
}

async function noteFresh(tx: Transaction, manifests: readonly ManifestOfQuality[]): Promise<ReadonlySet<string>> {
  const rows = bulkRows({
    manifest_id: columns.uuid(manifests, ({ manifestId }) => manifestId),
    day: dates(manifests, ({ receivedAt }) => dayOf(receivedAt)),
  });
  const noted = await tx.query<{ manifest_id: string }>(
    `insert into quality_manifests (${rows.names}) select ${rows.names} from ${rows.from} order by manifest_id
     on conflict do nothing returning manifest_id`,
    rows.values,
  );
  return new Set(noted.map(({ manifest_id }) => manifest_id));
}

interface Cell {
  readonly partner: string;
  readonly testMode: boolean;
  readonly day: string;
}

const keyOf = ({ partner, testMode, day }: Cell): string => `${partner}\u001f${testMode}\u001f${day}`;
const cellOf = ({ partner, testMode, receivedAt }: ManifestOfQuality): Cell => ({
  partner,
  testMode,
  day: dayOf(receivedAt),
});

/** Always in the same order, so that two writers never wait for each other in a circle. */
const sorted = <T>(cells: ReadonlyMap<string, T>): readonly T[] =>
  [...cells].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, cell]) => cell);

async function addDays(tx: Transaction, manifests: readonly ManifestOfQuality[]): Promise<void> {
  if (manifests.length === 0) return;
  const cells = new Map<string, Cell & { manifests: number; lines: number; loss: number }>();
  for (const manifest of manifests) {
    const cell = cellOf(manifest);
    const before = cells.get(keyOf(cell)) ?? { manifests: 0, lines: 0, loss: 0 };
    cells.set(keyOf(cell), {
      ...cell,
      manifests: before.manifests + 1,
      lines: before.lines + manifest.lines,
      loss: before.loss + manifest.loss,
    });
  }
  const items = sorted(cells);
  const rows = bulkRows({
    ...cellColumns(items),
    manifests: columns.bigint(items, (item) => item.manifests),
    lines: columns.bigint(items, (item) => item.lines),
    loss: columns.bigint(items, (item) => item.loss),
  });
  await tx.run(
    `insert into quality_days (${rows.names}) select ${rows.names} from ${rows.from}
     on conflict (partner, test_mode, day) do update set manifests = quality_days.manifests + excluded.manifests,
       lines = quality_days.lines + excluded.lines, loss = quality_days.loss + excluded.loss`,
    rows.values,
  );
}

async function addCodes(tx: Transaction, manifests: readonly ManifestOfQuality[]): Promise<void> {
  const cells = new Map<string, Cell & { code: string; lines: number; gain: number }>();
  for (const manifest of manifests) {
    for (const { code, lines, gain } of manifest.codes) {
      const cell = cellOf(manifest);
      const key = `${keyOf(cell)}\u001f${code}`;
      const before = cells.get(key) ?? { lines: 0, gain: 0 };
      cells.set(key, { ...cell, code, lines: before.lines + lines, gain: before.gain + gain });
    }
  }
  if (cells.size === 0) return;
  const items = sorted(cells);
  const rows = bulkRows({
    ...cellColumns(items),
    code: columns.text(items, ({ code }) => code),
    lines: columns.bigint(items, ({ lines }) => lines),
    gain: columns.bigint(items, ({ gain }) => gain),
  });
  await tx.run(
    `insert into quality_codes (${rows.names}) select ${rows.names} from ${rows.from}
     on conflict (partner, test_mode, day, code) do update set lines = quality_codes.lines + excluded.lines,
       gain = quality_codes.gain + excluded.gain`,
    rows.values,
  );
}

const dates = <Item>(items: readonly Item[], of: (item: Item) => string) => ({ type: 'date', values: items.map(of) });

const cellColumns = (items: readonly Cell[]) => ({
  partner: columns.text(items, ({ partner }) => partner),
  test_mode: columns.boolean(items, ({ testMode }) => testMode),
  day: dates(items, ({ day }) => day),
});

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

/** ISO date, UTC. */
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

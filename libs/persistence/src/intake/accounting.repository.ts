import { bulkRows, columns } from '../bulk.ts';
import { type Database, type Queryable, withTransaction } from '../database.ts';
import { mergeOutcomes, type SegmentChange, settledIn } from './line-outcomes.ts';

/** The normalizer's report of one slice, as it was published, with what is asked of it most. */
export interface NewSlice {
  readonly manifestId: string;
  readonly slice: number;
  readonly last: boolean;
  /** null where it has no lines. */
  readonly firstOrdinal: number | null;
  readonly lastOrdinal: number | null;
  readonly lines: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly format: string;
  readonly confidence: number;
  readonly messages: number;
  /** Epoch milliseconds. */
  readonly processedAt: number;
  /** The record's value: Avro in Confluent framing. */
  readonly value: Buffer;
}

/**
 * Keeps slices; one that is there already stays as it is. Once the last and all before it are there, the manifest knows how many lines it has.
 */
export async function storeSlices(database: Database, slices: readonly NewSlice[]): Promise<void> {
  if (slices.length === 0) return;
  const starts: number[] = [];
  let total = 0;
  for (const { value } of slices) {
    starts.push(total + 1);
    total += value.length;
  }
  const rows = bulkRows(
    {
      manifest_id: columns.uuid(slices, ({ manifestId }) => manifestId),
      slice: columns.int(slices, ({ slice }) => slice),
      last: columns.boolean(slices, ({ last }) => last),
      first_ordinal: columns.int(slices, ({ firstOrdinal }) => firstOrdinal),
      last_ordinal: columns.int(slices, ({ lastOrdinal }) => lastOrdinal),
      lines: columns.int(slices, ({ lines }) => lines),
      errors: columns.int(slices, ({ errors }) => errors),
      warnings: columns.int(slices, ({ warnings }) => warnings),
      infos: columns.int(slices, ({ infos }) => infos),
      value_start: { type: 'int', values: starts },
      value_length: columns.int(slices, ({ value }) => value.length),
    },
    2,
  );
  const value = Buffer.concat(
    slices.map((slice) => slice.value),
    total,
  );
  const text = `insert into manifest_slices (manifest_id, slice, last, first_ordinal, last_ordinal, lines, errors, warnings, infos, value)
    select manifest_id, slice, last, first_ordinal, last_ordinal, lines, errors, warnings, infos,
      substring($1::bytea from value_start for value_length)
    from ${rows.from} order by manifest_id, slice on conflict (manifest_id, slice) do nothing`;
  await withTransaction(database, async (tx) => {
    await tx.run({ name: 'manifest-slices-store', text }, [value, ...rows.values]);
    await updateManifests(tx, slices);
  });
}

async function updateManifests(tx: Queryable, slices: readonly NewSlice[]): Promise<void> {
  // Of several slices of one manifest the latest speaks for it: its count of messages is the complete one.
  const latest = [
    ...new Map([...slices].sort((a, b) => a.slice - b.slice).map((slice) => [slice.manifestId, slice])).values(),
  ];
  latest.sort((a, b) => (a.manifestId < b.manifestId ? -1 : 1));
  const rows = bulkRows({
    manifest_id: columns.uuid(latest, ({ manifestId }) => manifestId),
    format: columns.text(latest, ({ format }) => format),
    confidence: columns.double(latest, ({ confidence }) => confidence),
    messages: columns.int(latest, ({ messages }) => messages),
    processed_at: columns.time(latest, ({ processedAt }) => processedAt),
  });
  const text = `with given as materialized (select * from ${rows.from}),
    locked as materialized (
      select manifest_id from manifests where manifest_id in (select manifest_id from given) order by manifest_id for update),
    sums as (
      select manifest_id, count(*) as slices, max(slice) + 1 as expected, bool_or(last) as ended, sum(lines)::int as lines,
        sum(errors)::int as errors, sum(warnings)::int as warnings, sum(infos)::int as infos
      from manifest_slices join locked using (manifest_id) group by manifest_id)
    update manifests set format = given.format, confidence = given.confidence,
      messages = greatest(manifests.messages, given.messages), errors = sums.errors, warnings = sums.warnings, infos = sums.infos,
      lines = case when ended and slices = expected then sums.lines end,
      processed_at = case when ended and slices = expected then coalesce(manifests.processed_at, given.processed_at) end,
      dead_code = null, dead_reason = null
    from given join sums using (manifest_id) where manifests.manifest_id = given.manifest_id`;
  await tx.run({ name: 'manifests-processed', text }, rows.values);
}

/** Merges what a batch says about lines into what is known. In its own transaction; idempotent, in any order. */
export async function mergeSegments(database: Database, changes: readonly SegmentChange[]): Promise<void> {
  if (changes.length === 0) return;
  await withTransaction(database, async (tx) => {
    let known = await lockSegments(tx, changes);
    if (known.size < changes.length) {
      await addSegments(
        tx,
        changes.filter((change) => !known.has(nameOf(change))),
      );
      known = await lockSegments(tx, changes);
    }
    await saveSegments(tx, changes, known);
  });
}

const nameOf = ({ manifestId, segment }: Pick<SegmentChange, 'manifestId' | 'segment'>): string =>
  `${manifestId}/${segment}`;

const segmentRows = (changes: readonly SegmentChange[], first = 1) =>
  bulkRows(
    {
      manifest_id: columns.uuid(changes, ({ manifestId }) => manifestId),
      segment: columns.int(changes, ({ segment }) => segment),
    },
    first,
  );

async function lockSegments(tx: Queryable, changes: readonly SegmentChange[]): Promise<Map<string, Buffer>> {
  const rows = segmentRows(changes);
  const text = `select segments.manifest_id, segments.segment, segments.outcomes
    from ${rows.from} join manifest_line_segments as segments using (manifest_id, segment)
    order by segments.manifest_id, segments.segment for update of segments`;
  const found = await tx.query<{ manifest_id: string; segment: number; outcomes: Buffer }>(
    { name: 'segments-lock', text },
    rows.values,
  );
  return new Map(
    found.map(({ manifest_id, segment, outcomes }) => [nameOf({ manifestId: manifest_id, segment }), outcomes]),
  );
}

async function addSegments(tx: Queryable, changes: readonly SegmentChange[]): Promise<void> {
  const rows = segmentRows(changes);
  const text = `insert into manifest_line_segments (manifest_id, segment, outcomes, settled)
    select manifest_id, segment, '', 0 from ${rows.from} order by manifest_id, segment on conflict do nothing`;
  await tx.run({ name: 'segments-add', text }, rows.values);
}

async function saveSegments(
  tx: Queryable,
  changes: readonly SegmentChange[],
  known: ReadonlyMap<string, Buffer>,
): Promise<void> {
  const merged: { change: SegmentChange; outcomes: Buffer; start: number }[] = [];
  let total = 0;
  for (const change of changes) {
    const before = known.get(nameOf(change))!;
    const outcomes = mergeOutcomes(before, change.outcomes);
    if (outcomes.equals(before)) continue;
    merged.push({ change, outcomes, start: total + 1 });
    total += outcomes.length;
  }
  if (merged.length === 0) return;
  const rows = bulkRows(
    {
      manifest_id: columns.uuid(merged, ({ change }) => change.manifestId),
      segment: columns.int(merged, ({ change }) => change.segment),
      start: columns.int(merged, ({ start }) => start),
      length: columns.int(merged, ({ outcomes }) => outcomes.length),
      settled: columns.int(merged, ({ outcomes }) => settledIn(outcomes)),
    },
    2,
  );
  const text = `update manifest_line_segments as segments
    set outcomes = substring($1::bytea from rows.start for rows.length), settled = rows.settled
    from ${rows.from} where segments.manifest_id = rows.manifest_id and segments.segment = rows.segment`;
  const value = Buffer.concat(
    merged.map(({ outcomes }) => outcomes),
    total,
  );
  await tx.run({ name: 'segments-save', text }, [value, ...rows.values]);
}

/**
 * Notes which of these manifests have an outcome for every line now. Run it after what was merged is committed, in a statement of its own:
 * of two that merge at the same time the later one then sees both.
 * @returns ids of those that were completed by this call
 */
export async function completeManifests(
  on: Queryable,
  manifestIds: readonly string[],
  now: number,
): Promise<readonly string[]> {
  if (manifestIds.length === 0) return [];
  const text = `update manifests set completed_at = $2, republish_at = null
    where manifest_id = any($1::uuid[]) and completed_at is null and lines is not null
      and lines <= (select coalesce(sum(settled), 0) from manifest_line_segments as segments
        where segments.manifest_id = manifests.manifest_id)
    returning manifest_id`;
  const rows = await on.query<{ manifest_id: string }>({ name: 'manifests-complete', text }, [
    manifestIds,
    new Date(now),
  ]);
  return rows.map(({ manifest_id }) => manifest_id);
}

export interface DeadManifest {
  readonly manifestId: string;
  readonly code: string;
  readonly reason: string;
}

/** Notes manifests that the normalizer could not handle as a whole. They wait for a redrive, not for another publication. */
export async function markDeadManifests(on: Queryable, dead: readonly DeadManifest[]): Promise<void> {
  if (dead.length === 0) return;
  const rows = bulkRows({
    manifest_id: columns.uuid(dead, ({ manifestId }) => manifestId),
    code: columns.text(dead, ({ code }) => code),
    reason: columns.text(dead, ({ reason }) => reason),
  });
  await on.run(
    `update manifests set dead_code = rows.code, dead_reason = rows.reason, republish_at = null
     from ${rows.from} where manifests.manifest_id = rows.manifest_id and lines is null`,
    rows.values,
  );
}

export interface StoredSlice {
  readonly slice: number;
  readonly firstOrdinal: number | null;
  readonly lastOrdinal: number | null;
  readonly value: Buffer;
}

interface SliceRow {
  readonly slice: number;
  readonly first_ordinal: number | null;
  readonly last_ordinal: number | null;
  readonly value: Buffer;
}

const sliceOf = (row: SliceRow): StoredSlice => ({
  slice: row.slice,
  firstOrdinal: row.first_ordinal,
  lastOrdinal: row.last_ordinal,
  value: row.value,
});

/** Slices with lines after an ordinal, in order. */
export async function slicesAfterLine(
  on: Queryable,
  manifestId: string,
  ordinal: number,
  limit: number,
): Promise<readonly StoredSlice[]> {
  const rows = await on.query<SliceRow>(
    `select slice, first_ordinal, last_ordinal, value from manifest_slices
     where manifest_id = $1 and last_ordinal > $2 order by slice limit $3`,
    [manifestId, ordinal, limit],
  );
  return rows.map(sliceOf);
}

/** Slices with findings, from one on, in order. */
export async function slicesWithFindings(
  on: Queryable,
  manifestId: string,
  from: number,
  limit: number,
): Promise<readonly StoredSlice[]> {
  const rows = await on.query<SliceRow>(
    `select slice, first_ordinal, last_ordinal, value from manifest_slices
     where manifest_id = $1 and slice >= $2 and errors + warnings + infos > 0 order by slice limit $3`,
    [manifestId, from, limit],
  );
  return rows.map(sliceOf);
}

/** Outcome bytes by segment, of a stretch of segments. */
export async function readSegments(
  on: Queryable,
  manifestId: string,
  from = 0,
  to = 0x7fffffff,
): Promise<ReadonlyMap<number, Buffer>> {
  const rows = await on.query<{ segment: number; outcomes: Buffer }>(
    'select segment, outcomes from manifest_line_segments where manifest_id = $1 and segment between $2 and $3',
    [manifestId, from, to],
  );
  return new Map(rows.map(({ segment, outcomes }) => [segment, outcomes]));
}

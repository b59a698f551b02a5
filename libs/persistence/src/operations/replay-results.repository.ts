import { bulkRows, columns } from '../bulk.ts';
import { type Database, type Queryable, type Transaction, withTransaction } from '../database.ts';

/** How often something was seen; `sum` and `largest` of what can be measured about it, else 0. */
export interface ReplayCount {
  readonly kind: string;
  readonly key: string;
  readonly count: number;
  readonly sum: number;
  readonly largest: number;
}

/** A decision as it was, or as it would be. */
export interface ReplayedDecision {
  readonly band: string;
  readonly recommendation: string;
  readonly score: number;
}

export interface ReplayReason {
  readonly factor: string;
  readonly outcome: string;
  readonly value: string | null;
  readonly weight: number;
  readonly text: string;
  readonly rule: string;
}

/** A field of a line that was read again; texts. */
export interface ReplayedField {
  readonly field: string;
  readonly old: string | null;
  readonly new: string | null;
}

/**
 * One line that came out otherwise. `decision`: another band or recommendation; `bytes`: not the bytes that were stored; `reading`: a line that is read
 * otherwise, and decided as before; `appeared`, `vanished`: a line that was, or is, rejected by its reader.
 */
export interface ReplayChange {
  /** Where in the log; of `reread`, which stretch, and a number that grows with manifest and line. */
  readonly partition: number;
  readonly offset: number;
  readonly what: 'decision' | 'bytes' | 'reading' | 'appeared' | 'vanished';
  /** Of the decision that was not published: UUIDv5 with the replay's id as its run. */
  readonly eventId: string;
  readonly assessmentId: string | null;
  readonly shipmentId: string;
  readonly itemId: string | null;
  readonly partner: string;
  readonly manifestId: string;
  readonly ordinal: number;
  readonly old: ReplayedDecision | null;
  readonly new: ReplayedDecision | null;
  /** `+rule outcome`, `-rule outcome` and `~rule outcome`. */
  readonly rules: readonly string[];
  /** Reasons that differ; of `bytes`, the fields; of what was read again, the fields as they were and are read. */
  readonly detail: {
    readonly old: readonly ReplayReason[];
    readonly new: readonly ReplayReason[];
    readonly fields?: readonly string[];
    readonly reading?: readonly ReplayedField[];
  };
}

/** What a worker has found out about one stretch. */
export interface ReplayStep {
  readonly partition: number;
  readonly from: number;
  readonly next: number;
  /** Records or lines that are done with it. */
  readonly done: number;
  readonly counts: readonly ReplayCount[];
  readonly changes: readonly ReplayChange[];
}

/** `stop`: the results are kept, and no more are wanted. `lost`: the replay is somebody else's by now, and nothing was kept. */
export type StepAnswer = 'go-on' | 'stop' | 'lost';

/** What the results of one step are kept with: position and results change together, so nothing is counted twice or left out, whoever is killed when. */
export function commitStep(
  database: Database,
  replayId: string,
  worker: string,
  step: ReplayStep,
): Promise<StepAnswer> {
  return withTransaction(database, async (tx) => {
    const [held] = await tx.query<{ state: string }>(
      `update replays set done = done + $3, progressed_at = now(), fruitless_starts = 0
       where replay_id = $1 and worker = $2 and state in ('running', 'paused') returning state`,
      [replayId, worker, step.done],
    );
    if (!held) return 'lost';
    const moved = await tx.run(
      'update replay_positions set next_offset = $4 where replay_id = $1 and partition = $2 and next_offset = $3',
      [replayId, step.partition, step.from, step.next],
    );
    if (moved === 0) throw new Error(`partition ${step.partition} of replay ${replayId} is not at ${step.from}`);
    await addCounts(tx, replayId, step.counts);
    await insertChanges(tx, replayId, step.changes);
    return held.state === 'running' ? 'go-on' : 'stop';
  });
}

async function addCounts(tx: Transaction, replayId: string, counts: readonly ReplayCount[]): Promise<void> {
  if (counts.length === 0) return;
  const rows = bulkRows(
    {
      kind: columns.text(counts, ({ kind }) => kind),
      key: columns.text(counts, ({ key }) => key),
      count: columns.bigint(counts, ({ count }) => count),
      sum: columns.double(counts, ({ sum }) => sum),
      largest: columns.double(counts, ({ largest }) => largest),
    },
    2,
  );
  await tx.run(
    `insert into replay_counts as known (replay_id, kind, key, count, sum, largest)
     select $1, kind, key, count, sum, largest from ${rows.from} order by kind, key
     on conflict (replay_id, kind, key) do update set count = known.count + excluded.count, sum = known.sum + excluded.sum,
       largest = greatest(known.largest, excluded.largest)`,
    [replayId, ...rows.values],
  );
}

async function insertChanges(tx: Transaction, replayId: string, changes: readonly ReplayChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = bulkRows(
    {
      partition: columns.int(changes, ({ partition }) => partition),
      offset_: columns.bigint(changes, ({ offset }) => offset),
      what: columns.text(changes, ({ what }) => what),
      event_id: columns.uuid(changes, ({ eventId }) => eventId),
      assessment_id: columns.uuid(changes, ({ assessmentId }) => assessmentId),
      shipment_id: columns.uuid(changes, ({ shipmentId }) => shipmentId),
      item_id: columns.text(changes, ({ itemId }) => itemId),
      partner: columns.text(changes, ({ partner }) => partner),
      manifest_id: columns.uuid(changes, ({ manifestId }) => manifestId),
      ordinal: columns.int(changes, ({ ordinal }) => ordinal),
      old_band: columns.text(changes, (change) => change.old?.band ?? null),
      old_recommendation: columns.text(changes, (change) => change.old?.recommendation ?? null),
      old_score: columns.double(changes, (change) => change.old?.score ?? null),
      new_band: columns.text(changes, (change) => change.new?.band ?? null),
      new_recommendation: columns.text(changes, (change) => change.new?.recommendation ?? null),
      new_score: columns.double(changes, (change) => change.new?.score ?? null),
      rules: columns.json(changes, ({ rules }) => rules),
      detail: columns.json(changes, ({ detail }) => detail),
    },
    2,
  );
  await tx.run(
    `insert into replay_changes (replay_id, partition, "offset", what, event_id, assessment_id, shipment_id, item_id, partner, manifest_id, ordinal,
       old_band, old_recommendation, old_score, new_band, new_recommendation, new_score, rules, detail)
     select $1, partition, offset_, what, event_id, assessment_id, shipment_id, item_id, partner, manifest_id, ordinal,
       old_band, old_recommendation, old_score, new_band, new_recommendation, new_score,
       array(select jsonb_array_elements_text(rows.rules)), detail
     from ${rows.from}`,
    [replayId, ...rows.values],
  );
}

export async function replayCounts(db: Queryable, replayId: string): Promise<ReplayCount[]> {
  const rows = await db.query<Omit<ReplayCount, 'count'> & { readonly count: string }>(
    'select kind, key, count, sum, largest from replay_counts where replay_id = $1 order by kind, count desc, key',
    [replayId],
  );
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** Lines that are kept with what they came out as. */
export async function countChanges(db: Queryable, replayId: string): Promise<number> {
  const [row] = await db.query<{ kept: string }>('select count(*) as kept from replay_changes where replay_id = $1', [
    replayId,
  ]);
  return Number(row!.kept);
}

export interface ChangeFilter {
  readonly what?: string | undefined;
  /** `+rule outcome` or another sign, or the rule alone. */
  readonly rule?: string | undefined;
  readonly oldBand?: string | undefined;
  readonly newBand?: string | undefined;
}

interface FoundChange {
  partition: number;
  offset: string;
  what: ReplayChange['what'];
  event_id: string;
  assessment_id: string | null;
  shipment_id: string;
  item_id: string | null;
  partner: string;
  manifest_id: string;
  ordinal: number;
  old_band: string | null;
  old_recommendation: string | null;
  old_score: number | null;
  new_band: string | null;
  new_recommendation: string | null;
  new_score: number | null;
  rules: string[];
  detail: ReplayChange['detail'];
}

/** Where a page of changes goes on. */
export interface ChangePlace {
  readonly partition: number;
  readonly offset: number;
}

const filtered = `replay_id = $1 and ($2::text is null or what = $2) and ($3::text is null or old_band = $3) and ($4::text is null or new_band = $4)
  and ($5::text is null or exists (select from unnest(rules) as rule where rule = $5 or split_part(substr(rule, 2), ' ', 1) = $5))`;

const filterValues = (replayId: string, { what, oldBand, newBand, rule }: ChangeFilter): unknown[] => [
  replayId,
  what ?? null,
  oldBand ?? null,
  newBand ?? null,
  rule ?? null,
];

/** In the order of the log, from after a place on. */
export async function listChanges(
  db: Queryable,
  replayId: string,
  filter: ChangeFilter,
  after: ChangePlace | null,
  limit: number,
): Promise<ReplayChange[]> {
  const rows = await db.query<FoundChange>(
    `select * from replay_changes where ${filtered} and (partition, "offset") > ($6, $7) order by partition, "offset" limit $8`,
    [...filterValues(replayId, filter), after?.partition ?? -1, after?.offset ?? -1, limit],
  );
  return rows.map(changeOf);
}

/** Those whose score moved most. */
export async function strikingChanges(db: Queryable, replayId: string, limit: number): Promise<ReplayChange[]> {
  const rows = await db.query<FoundChange>(
    `select * from replay_changes where ${filtered}
     order by abs(coalesce(new_score, 0) - coalesce(old_score, 0)) desc, partition, "offset" limit $6`,
    [...filterValues(replayId, {}), limit],
  );
  return rows.map(changeOf);
}

const changeOf = (row: FoundChange): ReplayChange => ({
  partition: row.partition,
  offset: Number(row.offset),
  what: row.what,
  eventId: row.event_id,
  assessmentId: row.assessment_id,
  shipmentId: row.shipment_id,
  itemId: row.item_id,
  partner: row.partner,
  manifestId: row.manifest_id,
  ordinal: row.ordinal,
  old: decisionOf(row.old_band, row.old_recommendation, row.old_score),
  new: decisionOf(row.new_band, row.new_recommendation, row.new_score),
  rules: row.rules,
  detail: row.detail,
});

const decisionOf = (
  band: string | null,
  recommendation: string | null,
  score: number | null,
): ReplayedDecision | null =>
  band === null || recommendation === null || score === null ? null : { band, recommendation, score };

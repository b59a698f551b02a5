import { bulkRows, columns } from '../bulk.ts';
import { type Database, type Queryable, type Transaction } from '../database.ts';
import { type LetterClosing, type WentAhead } from './dead-letter.entity.ts';

/** Their records are no longer in the log: they wait for nothing. */
export async function markGone(database: Database, positions: readonly number[], at: number): Promise<void> {
  await database.run(
    `update dead_letters set gone_at = $2, closed_as = 'gone', closed_at = $2
     where position = any($1::bigint[]) and gone_at is null`,
    [positions, new Date(at)],
  );
}

export interface Closing {
  readonly position: number;
  readonly as: LetterClosing;
  /** How its line ended; null where it did not. */
  readonly outcome: string | null;
  /** In words. */
  readonly by: string;
}

/** Closes what is open. @returns positions of those that this call closed */
export async function closeLetters(tx: Transaction, closings: readonly Closing[], at: number): Promise<Set<number>> {
  if (closings.length === 0) return new Set();
  const rows = bulkRows(
    {
      position: columns.bigint(closings, ({ position }) => position),
      closed_as: columns.text(closings, (closing) => closing.as),
      outcome: columns.text(closings, ({ outcome }) => outcome),
      closed_by: columns.text(closings, ({ by }) => by),
    },
    2,
  );
  const closed = await tx.query<{ position: string }>(
    `update dead_letters as letter set closed_as = rows.closed_as, closed_at = $1, outcome = rows.outcome, closed_by = rows.closed_by
     from ${rows.from} where letter.position = rows.position and letter.closed_as is null returning letter.position`,
    [new Date(at), ...rows.values],
  );
  return new Set(closed.map(({ position }) => Number(position)));
}

/** A line that has ended, as the headers of its assessment say it. */
export interface EndedLine {
  readonly manifestId: string;
  readonly ordinal: number;
  readonly shipmentId: string;
  readonly partner: string;
  readonly outcome: string;
  readonly testMode: boolean;
}

/** An open letter of the scorer that a line which has ended says something about. */
export interface TouchedLetter {
  readonly position: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly originTopic: string;
  readonly service: string;
  readonly partner: string | null;
  readonly manifestId: string | null;
  readonly ordinal: number | null;
  readonly shipmentId: string | null;
  /** Version it states; null where it cannot be decoded. */
  readonly version: { readonly issuedAt: number; readonly sequence: number; readonly ordinal: number } | null;
  /** Index of the line in what was given. */
  readonly line: number;
}

/** Whether any dead letter of this topic and service is open: asked for every batch, answered by an index. */
export async function anyOpenLetter(on: Queryable, topic: string, service: string): Promise<boolean> {
  const [row] = await on.query<{ any: boolean }>(
    {
      name: 'dead-letters-any-open',
      text: `select exists(select from dead_letters where closed_as is null and origin_topic = $1 and service = $2) as any`,
    },
    [topic, service],
  );
  return row!.any;
}

/** Open letters about the same line, or about the same shipment in the same mode, as one of these lines; by line, then by letter. */
export async function lettersTouchedBy(
  on: Queryable,
  origin: { readonly topic: string; readonly service: string },
  lines: readonly EndedLine[],
): Promise<TouchedLetter[]> {
  const rows = bulkRows(
    {
      line: { type: 'int', values: lines.map((_, at) => at) },
      manifest_id: columns.text(lines, ({ manifestId }) => manifestId),
      ordinal: columns.int(lines, ({ ordinal }) => ordinal),
      shipment_id: columns.uuid(lines, ({ shipmentId }) => shipmentId),
      test_mode: columns.boolean(lines, ({ testMode }) => testMode),
    },
    3,
  );
  const found = await on.query<
    Omit<TouchedLetter, 'position' | 'offset' | 'version'> & {
      position: string;
      offset: string;
      issued_at: string | null;
      sequence: string | null;
      version_ordinal: number | null;
    }
  >(
    `select distinct rows.line, letter.position, letter.topic, letter.partition, letter."offset", letter.origin_topic as "originTopic",
       letter.service, letter.partner, letter.manifest_id as "manifestId", letter.ordinal, letter.shipment_id as "shipmentId",
       letter.issued_at, letter.sequence, letter.version_ordinal
     from ${rows.from} join dead_letters as letter on letter.closed_as is null and letter.origin_topic = $1 and letter.service = $2
       and letter.test_mode = rows.test_mode and (letter.shipment_id = rows.shipment_id or letter.manifest_id = rows.manifest_id and letter.ordinal = rows.ordinal)
     order by rows.line, letter.position`,
    [origin.topic, origin.service, ...rows.values],
  );
  return found.map(({ issued_at, sequence, version_ordinal, ...row }) => ({
    ...row,
    position: Number(row.position),
    offset: Number(row.offset),
    version:
      issued_at === null || sequence === null || version_ordinal === null
        ? null
        : { issuedAt: Number(issued_at), sequence: Number(sequence), ordinal: version_ordinal },
  }));
}

/** Notes what went ahead of letters that stay open. */
export async function noteWentAhead(tx: Transaction, ahead: ReadonlyMap<number, WentAhead>): Promise<void> {
  if (ahead.size === 0) return;
  const letters = [...ahead];
  const rows = bulkRows({
    position: columns.bigint(letters, ([position]) => position),
    ahead: columns.json(letters, ([, line]) => line),
  });
  await tx.run(
    `update dead_letters as letter set ahead = rows.ahead from ${rows.from} where letter.position = rows.position and letter.closed_as is null`,
    rows.values,
  );
}

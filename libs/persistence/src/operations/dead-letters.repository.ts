import { In, type SelectQueryBuilder } from 'typeorm';
import { bulkRows, columns } from '../bulk.ts';
import { type Database, type Transaction, withTransaction } from '../database.ts';
import { lockPositions } from './audit.repository.ts';
import { DeadLetterEntity, type LetterClosing } from './dead-letter.entity.ts';

/** What is known of a dead letter when it is parked. */
export type NewDeadLetter = Omit<
  DeadLetterEntity,
  | 'position'
  | 'redriveId'
  | 'redrivenAt'
  | 'goneAt'
  | 'againOf'
  | 'ahead'
  | 'closedAs'
  | 'closedAt'
  | 'outcome'
  | 'closedBy'
> & {
  /** Dead letter whose redrive this one is; null where it is none. */
  readonly again: DeadLetterPlace | null;
};

/** Notes where dead letters lie; one that is known already is left as it is. */
export async function noteDeadLetters(database: Database, letters: readonly NewDeadLetter[]): Promise<void> {
  if (letters.length === 0) return;
  const rows = bulkRows({
    topic: columns.text(letters, ({ topic }) => topic),
    partition: columns.int(letters, ({ partition }) => partition),
    log_offset: columns.bigint(letters, ({ offset }) => offset),
    origin_topic: columns.text(letters, ({ originTopic }) => originTopic),
    service: columns.text(letters, ({ service }) => service),
    code: columns.text(letters, ({ code }) => code),
    reason: columns.text(letters, ({ reason }) => reason),
    stage: columns.text(letters, ({ stage }) => stage),
    place: columns.text(letters, ({ place }) => place),
    partner: columns.text(letters, ({ partner }) => partner),
    manifest_id: columns.text(letters, ({ manifestId }) => manifestId),
    ordinal: columns.int(letters, ({ ordinal }) => ordinal),
    attempts: columns.int(letters, ({ attempts }) => attempts),
    first_failed_at: columns.time(letters, ({ firstFailedAt }) => firstFailedAt),
    parked_at: columns.time(letters, ({ parkedAt }) => parkedAt),
    bytes: columns.int(letters, ({ bytes }) => bytes),
    key: columns.text(letters, ({ key }) => key),
    shipment_id: columns.uuid(letters, ({ shipmentId }) => shipmentId),
    issued_at: columns.bigint(letters, ({ issuedAt }) => issuedAt),
    sequence: columns.bigint(letters, ({ sequence }) => sequence),
    version_ordinal: columns.int(letters, ({ versionOrdinal }) => versionOrdinal),
    test_mode: columns.boolean(letters, ({ testMode }) => testMode),
    again_topic: columns.text(letters, ({ again }) => again?.topic ?? null),
    again_partition: columns.int(letters, ({ again }) => again?.partition ?? null),
    again_offset: columns.bigint(letters, ({ again }) => again?.offset ?? null),
  });
  await withTransaction(database, async (tx) => {
    await lockPositions(tx, 'dead_letters');
    await tx.run(
      `insert into dead_letters (position, topic, partition, "offset", origin_topic, service, code, reason, stage, place,
         partner, manifest_id, ordinal, attempts, first_failed_at, parked_at, bytes, key, shipment_id, issued_at, sequence,
         version_ordinal, test_mode, again_of)
       select (select coalesce(max(position), 0) from dead_letters) + row_number() over (order by topic, partition, log_offset),
         topic, partition, log_offset, origin_topic, service, code, reason, stage, place, partner, manifest_id, ordinal, attempts,
         first_failed_at, parked_at, bytes, key, shipment_id, issued_at, sequence, version_ordinal, test_mode,
         (select before.position from dead_letters as before where before.topic = rows.again_topic
           and before.partition = rows.again_partition and before."offset" = rows.again_offset)
       from ${rows.from}
       where not exists (select from dead_letters as known where known.topic = rows.topic
         and known.partition = rows.partition and known."offset" = rows.log_offset)`,
      rows.values,
    );
    await closeThoseDeadAgain(tx, letters);
  });
}

/** A redrive that was parked anew says so for the letter it was, whatever was thought to have become of it. */
async function closeThoseDeadAgain(tx: Transaction, letters: readonly NewDeadLetter[]): Promise<void> {
  const again = letters.filter(({ again: before }) => before !== null);
  if (again.length === 0) return;
  const rows = bulkRows({
    topic: columns.text(again, ({ topic }) => topic),
    partition: columns.int(again, ({ partition }) => partition),
    log_offset: columns.bigint(again, ({ offset }) => offset),
  });
  await tx.run(
    `update dead_letters as before set closed_as = 'dead-again', closed_at = later.parked_at, outcome = null,
       closed_by = later.topic || ':' || later.partition || ':' || later."offset"
     from ${rows.from} join dead_letters as later
       on later.topic = rows.topic and later.partition = rows.partition and later."offset" = rows.log_offset
     where before.position = later.again_of and (before.closed_as is null or before.closed_as = 'healed' and before.outcome is null)`,
    rows.values,
  );
}

export interface DeadLetterFilter {
  readonly topic?: string | undefined;
  readonly service?: string | undefined;
  readonly code?: string | undefined;
  readonly stage?: string | undefined;
  readonly partner?: string | undefined;
  readonly manifestId?: string | undefined;
  readonly key?: string | undefined;
  readonly state?: LetterState | undefined;
}

/**
 * `waiting` for somebody to do something; `redriven` was sent back and has neither been handled nor parked anew, as far as is known; otherwise how it ended.
 * `open` is either of the first two.
 */
export type LetterState = 'open' | 'waiting' | 'redriven' | LetterClosing;

export const stateOfLetter = (letter: Pick<DeadLetterEntity, 'closedAs' | 'redrivenAt'>): LetterState =>
  letter.closedAs ?? (letter.redrivenAt === null ? 'waiting' : 'redriven');

/** Where a dead letter lies. */
export interface DeadLetterPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** Newest first, from before `before` on. */
export const listDeadLetters = (
  database: Database,
  filter: DeadLetterFilter,
  before: number | null,
  limit: number,
): Promise<DeadLetterEntity[]> => {
  const query = filtered(database, filter).orderBy('letter.position', 'DESC');
  if (before !== null) query.andWhere('letter.position < :before', { before });
  return query.limit(limit).getMany();
};

/** In the order in which they were parked, so that redriven ones of a key keep it. */
export const selectDeadLetters = (
  database: Database,
  filter: DeadLetterFilter,
  limit: number,
): Promise<DeadLetterEntity[]> => filtered(database, filter).orderBy('letter.position', 'ASC').limit(limit).getMany();

export const findDeadLetter = (database: Database, place: DeadLetterPlace): Promise<DeadLetterEntity | null> =>
  database.source.manager.findOneBy(DeadLetterEntity, {
    topic: place.topic,
    partition: place.partition,
    offset: place.offset,
  });

/** Those of them that there are, in the order in which they were parked. */
export async function findDeadLetters(
  database: Database,
  places: readonly DeadLetterPlace[],
): Promise<DeadLetterEntity[]> {
  if (places.length === 0) return [];
  const rows = bulkRows({
    topic: columns.text(places, ({ topic }) => topic),
    partition: columns.int(places, ({ partition }) => partition),
    log_offset: columns.bigint(places, ({ offset }) => offset),
  });
  const found = await database.query<{ position: string }>(
    `select position from dead_letters as letter join ${rows.from}
       on letter.topic = rows.topic and letter.partition = rows.partition and letter."offset" = rows.log_offset`,
    rows.values,
  );
  const positions = found.map(({ position }) => Number(position));
  return database.source.manager.find(DeadLetterEntity, {
    where: { position: In(positions) },
    order: { position: 'ASC' },
  });
}

/** Those that agree with a filter, as `letter`. */
export function filtered(database: Database, filter: DeadLetterFilter): SelectQueryBuilder<DeadLetterEntity> {
  const query = database.source.manager.createQueryBuilder(DeadLetterEntity, 'letter');
  const exact = { originTopic: filter.topic, service: filter.service, code: filter.code, stage: filter.stage };
  const { partner, manifestId, key, state } = filter;
  for (const [column, value] of Object.entries({ ...exact, partner, manifestId, key })) {
    if (value !== undefined) query.andWhere(`letter.${column} = :${column}`, { [column]: value });
  }
  if (state === undefined) return query;
  if (state === 'open') return query.andWhere('letter.closedAs is null');
  if (state === 'waiting') return query.andWhere('letter.redrivenAt is null and letter.closedAs is null');
  if (state === 'redriven') return query.andWhere('letter.redrivenAt is not null and letter.closedAs is null');
  return query.andWhere('letter.closedAs = :state', { state });
}

import { In, type SelectQueryBuilder } from 'typeorm';
import { bulkRows, columns } from '../bulk.ts';
import { type Database, type Transaction, withTransaction } from '../database.ts';
import { lockPositions } from './audit.repository.ts';
import { DeadLetterEntity } from './dead-letter.entity.ts';

export type NewDeadLetter = Omit<DeadLetterEntity, 'position' | 'redriveId' | 'redrivenAt' | 'goneAt'>;

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
  });
  await withTransaction(database, async (tx) => {
    await lockPositions(tx, 'dead_letters');
    await tx.run(
      `insert into dead_letters (position, topic, partition, "offset", origin_topic, service, code, reason, stage, place,
         partner, manifest_id, ordinal, attempts, first_failed_at, parked_at, bytes)
       select (select coalesce(max(position), 0) from dead_letters) + row_number() over (order by topic, partition, log_offset),
         ${rows.names}
       from ${rows.from}
       where not exists (select from dead_letters as known where known.topic = rows.topic
         and known.partition = rows.partition and known."offset" = rows.log_offset)`,
      rows.values,
    );
  });
}

export interface DeadLetterFilter {
  readonly topic?: string | undefined;
  readonly service?: string | undefined;
  readonly code?: string | undefined;
  readonly stage?: string | undefined;
  readonly partner?: string | undefined;
  readonly manifestId?: string | undefined;
  /** `waiting` was not redriven, and its record is still there as far as is known. */
  readonly state?: 'waiting' | 'redriven' | 'gone' | undefined;
}

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

export async function markRedriven(
  tx: Transaction,
  positions: readonly number[],
  redrive: { readonly id: string; readonly at: number },
): Promise<void> {
  await tx.run('update dead_letters set redrive_id = $2, redriven_at = $3 where position = any($1::bigint[])', [
    positions,
    redrive.id,
    new Date(redrive.at),
  ]);
}

/** Their records are no longer in the log: they wait for nothing. */
export async function markGone(database: Database, positions: readonly number[], at: number): Promise<void> {
  await database.run('update dead_letters set gone_at = $2 where position = any($1::bigint[]) and gone_at is null', [
    positions,
    new Date(at),
  ]);
}

export interface DeadLetterCount {
  readonly topic: string;
  readonly service: string;
  readonly code: string;
  readonly stage: string;
  readonly waiting: number;
  /** Epoch milliseconds. */
  readonly oldestAt: number;
}

/** What is waiting, by where and why. */
export async function countDeadLetters(database: Database): Promise<DeadLetterCount[]> {
  const rows = await database.query<Omit<DeadLetterCount, 'oldestAt'> & { oldest: Date }>(
    `select origin_topic as topic, service, code, stage, count(*)::int as waiting, min(parked_at) as oldest
     from dead_letters where redriven_at is null and gone_at is null
     group by origin_topic, service, code, stage order by waiting desc, topic, service, code, stage`,
  );
  return rows.map(({ oldest, ...row }) => ({ ...row, oldestAt: oldest.getTime() }));
}

function filtered(database: Database, filter: DeadLetterFilter): SelectQueryBuilder<DeadLetterEntity> {
  const query = database.source.manager.createQueryBuilder(DeadLetterEntity, 'letter');
  const exact = { originTopic: filter.topic, service: filter.service, code: filter.code, stage: filter.stage };
  for (const [column, value] of Object.entries({ ...exact, partner: filter.partner, manifestId: filter.manifestId })) {
    if (value !== undefined) query.andWhere(`letter.${column} = :${column}`, { [column]: value });
  }
  if (filter.state === 'waiting') query.andWhere('letter.redrivenAt is null and letter.goneAt is null');
  if (filter.state === 'redriven') query.andWhere('letter.redrivenAt is not null');
  if (filter.state === 'gone') query.andWhere('letter.goneAt is not null');
  return query;
}

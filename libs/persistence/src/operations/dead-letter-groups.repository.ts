import { type Database } from '../database.ts';
import { type WentAhead } from './dead-letter.entity.ts';
import { type DeadLetterFilter, filtered } from './dead-letters.repository.ts';

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
     from dead_letters where redriven_at is null and closed_as is null
     group by origin_topic, service, code, stage order by waiting desc, topic, service, code, stage`,
  );
  return rows.map(({ oldest, ...row }) => ({ ...row, oldestAt: oldest.getTime() }));
}

/** Dead letters that failed for one reason, at one stage of one service, and came from one partner. */
export interface DeadLetterGroup {
  readonly topic: string;
  readonly service: string;
  readonly code: string;
  readonly stage: string;
  readonly partner: string | null;
  readonly letters: number;
  readonly waiting: number;
  readonly redriven: number;
  readonly closed: number;
  /** When the first and the last of them were parked, epoch milliseconds. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** The last one, `topic:partition:offset`, and what it says. */
  readonly example: string;
  readonly reason: string;
}

interface GroupRow extends Omit<DeadLetterGroup, 'firstAt' | 'lastAt'> {
  readonly first: Date;
  readonly last: Date;
}

/** Most letters first. */
export async function groupDeadLetters(
  database: Database,
  filter: DeadLetterFilter,
  limit: number,
): Promise<DeadLetterGroup[]> {
  const grouping = 'letter.originTopic, letter.service, letter.code, letter.stage, letter.partner';
  const rows = await filtered(database, filter)
    .select('letter.originTopic', 'topic')
    .addSelect('letter.service', 'service')
    .addSelect('letter.code', 'code')
    .addSelect('letter.stage', 'stage')
    .addSelect('letter.partner', 'partner')
    .addSelect('count(*)::int', 'letters')
    .addSelect('(count(*) filter (where letter.closedAs is null and letter.redrivenAt is null))::int', 'waiting')
    .addSelect('(count(*) filter (where letter.closedAs is null and letter.redrivenAt is not null))::int', 'redriven')
    .addSelect('(count(*) filter (where letter.closedAs is not null))::int', 'closed')
    .addSelect('min(letter.parkedAt)', 'first')
    .addSelect('max(letter.parkedAt)', 'last')
    .addSelect(
      `(array_agg(letter.topic || ':' || letter.partition || ':' || letter.offset order by letter.position desc))[1]`,
      'example',
    )
    .addSelect('(array_agg(letter.reason order by letter.position desc))[1]', 'reason')
    .groupBy(grouping)
    .orderBy('letters', 'DESC')
    .addOrderBy('letter.service')
    .addOrderBy('letter.code')
    .limit(limit)
    .getRawMany<GroupRow>();
  return rows.map(({ first, last, ...row }) => ({ ...row, firstAt: first.getTime(), lastAt: last.getTime() }));
}

/** A key of which records are parked. */
export interface ParkedKey {
  readonly topic: string;
  readonly service: string;
  readonly key: string;
  readonly shipmentId: string | null;
  readonly partners: readonly string[];
  /** Parked and open, in the order in which they were parked: each waits for somebody, and later records of the key do not wait for it. */
  readonly waiting: number;
  readonly redriven: number;
  /** Epoch milliseconds. */
  readonly oldestAt: number;
  readonly letters: readonly { readonly topic: string; readonly partition: number; readonly offset: number }[];
  /** The last record of the key that went ahead of them and does not close them. */
  readonly ahead: WentAhead | null;
  /** Letters of the key that were closed since a later version had gone ahead. */
  readonly superseded: number;
}

/** The longest parked first. */
export async function parkedKeys(
  database: Database,
  which: { readonly key?: string | undefined; readonly after: number; readonly limit: number },
): Promise<(ParkedKey & { readonly position: number })[]> {
  const rows = await database.query<
    Omit<ParkedKey, 'oldestAt' | 'letters'> & {
      readonly oldest: Date;
      readonly position: string;
      readonly letters: { topic: string; partition: number; offset: number }[];
    }
  >(
    `select origin_topic as topic, service, key, min(shipment_id::text)::uuid as "shipmentId",
       coalesce(array_agg(distinct partner) filter (where partner is not null), '{}') as partners,
       (count(*) filter (where redriven_at is null))::int as waiting,
       (count(*) filter (where redriven_at is not null))::int as redriven,
       min(parked_at) as oldest, min(position) as position,
       jsonb_agg(jsonb_build_object('topic', topic, 'partition', partition, 'offset', "offset") order by position) as letters,
       (array_agg(ahead order by position desc) filter (where ahead is not null))[1] as ahead,
       (select count(*)::int from dead_letters as closed where closed.origin_topic = letter.origin_topic
         and closed.service = letter.service and closed.key = letter.key and closed.closed_as = 'superseded') as superseded
     from dead_letters as letter
     where closed_as is null and key is not null and ($1::text is null or key = $1)
     group by origin_topic, service, key having min(position) > $2 order by min(position) limit $3`,
    [which.key ?? null, which.after, which.limit],
  );
  return rows.map(({ oldest, position, ...row }) => ({
    ...row,
    oldestAt: oldest.getTime(),
    position: Number(position),
  }));
}

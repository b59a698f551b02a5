import { bulkRows, columns } from '../bulk.ts';
import { type Queryable } from '../database.ts';
import { type OutboxMessage, type WaitingMessage } from './outbox-message.ts';
import { type PayloadMemory } from './payload-memory.ts';

/** How many later messages go first for each turn a message waits. */
const TURN_STRIDE = 16;

/** Writes messages into the outbox; part of the transaction that has the effect they tell of. One statement. */
export async function appendToOutbox(tx: Queryable, messages: readonly OutboxMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const rows = bulkRows({
    id: columns.uuid(messages, ({ id }) => id),
    aggregatetype: columns.text(messages, ({ aggregateType }) => aggregateType),
    aggregateid: columns.text(messages, ({ aggregateId }) => aggregateId),
    type: columns.text(messages, ({ type }) => type),
    topic: columns.text(messages, ({ topic }) => topic),
    payload: columns.bytea(messages, ({ payload }) => payload),
    headers: columns.json(messages, ({ headers }) => headers),
    turn: columns.int(messages, ({ turn }) => turn ?? 0),
  });
  const text = `insert into outbox (id, position, aggregatetype, aggregateid, type, topic, payload, headers)
    select id, nextval('outbox_position') + turn * ${TURN_STRIDE}, aggregatetype, aggregateid, type, topic, payload, headers
    from ${rows.from} on conflict (id) do nothing`;
  await tx.run({ name: 'outbox-append', text }, rows.values);
}

export interface OutboxLimits {
  readonly rows: number;
  /** Bytes of payload; at least one message is claimed whatever its size. */
  readonly bytes: number;
}

interface OutboxRow {
  readonly id: string;
  readonly aggregatetype: string;
  readonly aggregateid: string;
  readonly type: string;
  readonly topic: string;
  readonly payload: Buffer | null;
  readonly headers: Record<string, string>;
  readonly created_at: Date;
}

/** The next messages in order. Claims nothing by itself: the caller is the one that leads. */
export async function nextOfOutbox(
  on: Queryable,
  limits: OutboxLimits,
  memory: PayloadMemory | null,
): Promise<readonly WaitingMessage[]> {
  const text = `select id, aggregatetype, aggregateid, type, topic, headers, created_at,
      case when id = any($3::uuid[]) then null else payload end as payload
    from (
      select waiting.*, sum(octet_length(payload)) over (order by position) - octet_length(payload) as bytes_before
      from (select * from outbox where refused is null order by position limit $1) as waiting
    ) as measured
    where bytes_before < $2 order by position`;
  const known = memory?.snapshot() ?? new Map<string, Buffer>();
  const rows = await on.query<OutboxRow>({ name: 'outbox-next', text }, [limits.rows, limits.bytes, [...known.keys()]]);
  return rows.map((row) => ({
    id: row.id,
    aggregateType: row.aggregatetype,
    aggregateId: row.aggregateid,
    type: row.type,
    topic: row.topic,
    payload: row.payload ?? known.get(row.id)!,
    headers: row.headers,
    createdAt: row.created_at,
  }));
}

/** What was sent goes, in one statement. */
export async function removeFromOutbox(on: Queryable, ids: readonly string[]): Promise<void> {
  await on.run({ name: 'outbox-remove', text: 'delete from outbox where id = any($1::uuid[])' }, [ids]);
}

/** Sets a message aside that the log will never take, so that it holds up no other; it stays readable with the reason. */
export async function setAsideInOutbox(on: Queryable, ids: readonly string[], reason: string): Promise<void> {
  await on.run('update outbox set refused = $2 where id = any($1::uuid[])', [ids, reason]);
}

export interface OutboxDepth {
  readonly waiting: number;
  readonly refused: number;
  /** When the oldest waiting message was written; null where none waits. */
  readonly oldestAt: Date | null;
}

export async function depthOfOutbox(on: Queryable): Promise<OutboxDepth> {
  const [row] = await on.query<{ waiting: number; refused: number; oldest: Date | null }>(`select
    (count(*) filter (where refused is null))::int as waiting, (count(*) filter (where refused is not null))::int as refused,
    min(created_at) filter (where refused is null) as oldest from outbox`);
  return { waiting: row!.waiting, refused: row!.refused, oldestAt: row!.oldest };
}

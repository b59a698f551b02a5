import { IsNull } from 'typeorm';
import { bulkRows, columns } from '../bulk.ts';
import { type Database, type Queryable, type Transaction } from '../database.ts';
import { WebhookEntity } from './webhook.entity.ts';

export async function insertWebhook(database: Database, webhook: WebhookEntity): Promise<void> {
  await database.source.manager.insert(WebhookEntity, webhook);
}

export const listWebhooks = (database: Database, owner: string): Promise<WebhookEntity[]> =>
  database.source.manager.find(WebhookEntity, { where: { owner }, order: { createdAt: 'ASC', webhookId: 'ASC' } });

export const findWebhook = (database: Database, owner: string, webhookId: string): Promise<WebhookEntity | null> =>
  database.source.manager.findOneBy(WebhookEntity, { owner, webhookId });

/** @returns false where there is none */
export async function deleteWebhook(database: Database, owner: string, webhookId: string): Promise<boolean> {
  return ((await database.source.manager.delete(WebhookEntity, { owner, webhookId })).affected ?? 0) > 0;
}

/** It is not called any more, and what was waiting for it is dropped: the port reads it by cursor. */
export async function disableWebhook(tx: Transaction, webhookId: string, reason: string): Promise<void> {
  await tx.manager.update(
    WebhookEntity,
    { webhookId, disabledReason: IsNull() },
    { active: false, disabledReason: reason },
  );
  await tx.run('delete from webhook_deliveries where webhook_id = $1', [webhookId]);
}

export async function noteWebhookSuccess(tx: Queryable, webhookId: string, at: number): Promise<void> {
  await tx.run('update webhooks set last_success_at = $2, failures_in_a_row = 0 where webhook_id = $1', [
    webhookId,
    new Date(at),
  ]);
}

export async function noteWebhookFailure(tx: Queryable, webhookId: string, at: number, failure: string): Promise<void> {
  await tx.run(
    `update webhooks set last_failure_at = $2, last_failure = $3, failures_in_a_row = failures_in_a_row + 1
      where webhook_id = $1`,
    [webhookId, new Date(at), failure],
  );
}

/**
 * Queues alerts for every active webhook that may see them. A revision takes the place of an older one that is still waiting, and begins its tries
 * anew. @returns how many are queued
 */
export function queueDeliveries(
  tx: Queryable,
  alerts: readonly { readonly alertId: string; readonly port: string; readonly revision: number }[],
  at: number,
): Promise<number> {
  if (alerts.length === 0) return Promise.resolve(0);
  const rows = bulkRows({
    alert_id: columns.uuid(alerts, ({ alertId }) => alertId),
    port: columns.text(alerts, ({ port }) => port),
    revision: columns.int(alerts, ({ revision }) => revision),
  });
  return tx.run(
    `insert into webhook_deliveries (delivery_id, webhook_id, alert_id, revision, next_attempt_at, created_at)
      select gen_random_uuid(), w.webhook_id, rows.alert_id, rows.revision, $${rows.next}, $${rows.next}
      from ${rows.from} join webhooks w on w.active and w.owner in (rows.port, '*') and (w.port is null or w.port = rows.port)
      on conflict (webhook_id, alert_id) do update set delivery_id = excluded.delivery_id, revision = excluded.revision,
        attempts = 0, next_attempt_at = excluded.next_attempt_at, claimed_until = null, gave_up = false
        where webhook_deliveries.revision < excluded.revision`,
    [...rows.values, new Date(at)],
  );
}

export interface ClaimedDelivery {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly url: string;
  readonly secret: string;
  readonly alertId: string;
  readonly revision: number;
  /** This one included. */
  readonly attempts: number;
}

interface ClaimedRow {
  readonly delivery_id: string;
  readonly webhook_id: string;
  readonly url: string;
  readonly secret: string;
  readonly alert_id: string;
  readonly revision: number;
  readonly attempts: number;
}

/**
 * Takes deliveries that are due, for as long as `until`: no other replica takes them before, and if this one dies they are due again then.
 */
export async function claimDeliveries(
  on: Queryable,
  now: number,
  until: number,
  limit: number,
): Promise<readonly ClaimedDelivery[]> {
  const rows = await on.query<ClaimedRow>(
    {
      name: 'port-gateway-claim-deliveries',
      text: `update webhook_deliveries d set claimed_until = $2, attempts = d.attempts + 1
        from webhooks w where w.webhook_id = d.webhook_id and d.delivery_id in (
          select delivery_id from webhook_deliveries
          where not gave_up and next_attempt_at <= $1 and (claimed_until is null or claimed_until <= $1)
          order by next_attempt_at limit $3 for update skip locked)
        returning d.delivery_id, d.webhook_id, w.url, w.secret, d.alert_id, d.revision, d.attempts`,
    },
    [new Date(now), new Date(until), limit],
  );
  return rows.map((row) => ({
    deliveryId: row.delivery_id,
    webhookId: row.webhook_id,
    url: row.url,
    secret: row.secret,
    alertId: row.alert_id,
    revision: row.revision,
    attempts: row.attempts,
  }));
}

/** @returns false where a newer revision has taken its place in the meantime */
export async function deliveryDone(tx: Queryable, deliveryId: string): Promise<boolean> {
  return (await tx.run('delete from webhook_deliveries where delivery_id = $1', [deliveryId])) === 1;
}

/** @param at when to try again; null to give up, which leaves the row to be seen */
export async function deliveryFailed(tx: Queryable, deliveryId: string, at: number | null): Promise<void> {
  await tx.run(
    `update webhook_deliveries set claimed_until = null, gave_up = $2::timestamptz is null,
      next_attempt_at = coalesce($2, next_attempt_at) where delivery_id = $1`,
    [deliveryId, at === null ? null : new Date(at)],
  );
}

export interface DeliveryCounts {
  readonly waiting: number;
  readonly gaveUp: number;
}

export async function deliveryCounts(
  on: Queryable,
  webhookIds: readonly string[],
): Promise<ReadonlyMap<string, DeliveryCounts>> {
  const rows = await on.query<{ webhook_id: string; waiting: number; gave_up: number }>(
    `select webhook_id, (count(*) filter (where not gave_up))::int as waiting, (count(*) filter (where gave_up))::int as gave_up
      from webhook_deliveries where webhook_id = any($1::uuid[]) group by webhook_id`,
    [webhookIds],
  );
  return new Map(rows.map(({ webhook_id, waiting, gave_up }) => [webhook_id, { waiting, gaveUp: gave_up }]));
}

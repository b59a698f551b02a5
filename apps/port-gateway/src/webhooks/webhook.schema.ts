import { type portGatewayStore } from '@watchpost/persistence';
import { z } from 'zod';

export const newWebhook = z.strictObject({
  url: z.string().min(1).max(2_000).describe('https; redirects are not followed.'),
  port: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('For keys of a service that runs every port: only this port’s alerts.'),
  description: z.string().trim().min(1).max(500).nullable().default(null),
});

const moment = z.iso.datetime().nullable();

export const webhookView = z.object({
  webhookId: z.uuid(),
  url: z.string(),
  port: z.string().nullable().describe('null: every port of the key.'),
  description: z.string().nullable(),
  active: z.boolean(),
  disabledReason: z.string().nullable(),
  createdAt: z.iso.datetime(),
  lastSuccessAt: moment,
  lastFailureAt: moment,
  lastFailure: z.string().nullable(),
  failuresInARow: z.int(),
  waiting: z.int().describe('Alerts that are waiting for a try.'),
  gaveUp: z.int().describe('Alerts that were tried in vain to the end; read them by cursor.'),
});
export type WebhookView = z.output<typeof webhookView>;

export const createdWebhook = webhookView.extend({
  secret: z.string().describe('Signs every delivery (Standard Webhooks 1.0). Shown this once.'),
});
export type CreatedWebhook = z.output<typeof createdWebhook>;

export const webhookList = z.object({ items: z.array(webhookView) });

export const webhookTest = z.object({
  delivered: z.boolean(),
  status: z.int().nullable().describe('null: there was no answer.'),
  detail: z.string(),
});
export type WebhookTest = z.output<typeof webhookTest>;

const isoOrNull = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

export const viewOfWebhook = (
  webhook: portGatewayStore.WebhookEntity,
  counts: portGatewayStore.DeliveryCounts = { waiting: 0, gaveUp: 0 },
): WebhookView => ({
  webhookId: webhook.webhookId,
  url: webhook.url,
  port: webhook.port,
  description: webhook.description,
  active: webhook.active,
  disabledReason: webhook.disabledReason,
  createdAt: new Date(webhook.createdAt).toISOString(),
  lastSuccessAt: isoOrNull(webhook.lastSuccessAt),
  lastFailureAt: isoOrNull(webhook.lastFailureAt),
  lastFailure: webhook.lastFailure,
  failuresInARow: webhook.failuresInARow,
  ...counts,
});

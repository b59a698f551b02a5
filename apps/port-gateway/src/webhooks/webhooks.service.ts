import { Inject, Injectable } from '@nestjs/common';
import { type Clock, timeOrderedId } from '@watchpost/domain';
import { DATABASE, type Database, portGatewayStore } from '@watchpost/persistence';
import { CLOCK, ProblemError } from '@watchpost/platform';
import { type Principal } from '@watchpost/security';
import { randomBytes, randomUUID } from 'node:crypto';
import { PORT_GATEWAY_CONFIG, type PortGatewayConfig } from '../configuration.ts';
import { actorOf, reachOf } from '../keys/reach.ts';
import { checkedUrl, type WebhookReach } from './webhook-address.ts';
import { pingOf } from './webhook-message.ts';
import { type CreatedWebhook, viewOfWebhook, type WebhookTest, type WebhookView } from './webhook.schema.ts';
import { callWebhook } from './webhook-sender.ts';

export interface WantedWebhook {
  readonly url: string;
  readonly port?: string | undefined;
  readonly description: string | null;
}

const MOST_WEBHOOKS = 50;

@Injectable()
export class WebhooksService {
  readonly #reach: WebhookReach;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(PORT_GATEWAY_CONFIG) config: Pick<PortGatewayConfig, 'WATCHPOST_WEBHOOK_ALLOW_LOOPBACK'>,
  ) {
    this.#reach = config.WATCHPOST_WEBHOOK_ALLOW_LOOPBACK ? 'loopback' : 'public';
  }

  /** From the next alert on; what is there already is read by cursor. */
  async create(wanted: WantedWebhook, principal: Principal): Promise<CreatedWebhook> {
    const port = reachOf(principal, wanted.port);
    const url = checkedUrl(wanted.url, this.#reach);
    if ((await portGatewayStore.listWebhooks(this.database, principal.id)).length >= MOST_WEBHOOKS) {
      throw new ProblemError(409, 'webhook.too-many', `There are ${MOST_WEBHOOKS} webhooks already; delete one.`);
    }
    const now = this.clock.now();
    const webhook: portGatewayStore.WebhookEntity = {
      webhookId: timeOrderedId(now, randomBytes(10)),
      owner: principal.id,
      port: port === principal.id ? null : port,
      url,
      secret: `whsec_${randomBytes(32).toString('base64')}`,
      description: wanted.description,
      active: true,
      disabledReason: null,
      createdAt: now,
      createdBy: actorOf(principal),
      lastSuccessAt: null,
      lastFailureAt: null,
      lastFailure: null,
      failuresInARow: 0,
    };
    await portGatewayStore.insertWebhook(this.database, webhook);
    return { ...viewOfWebhook(webhook), secret: webhook.secret };
  }

  async list({ id }: Principal): Promise<WebhookView[]> {
    const webhooks = await portGatewayStore.listWebhooks(this.database, id);
    const counts = await portGatewayStore.deliveryCounts(
      this.database,
      webhooks.map(({ webhookId }) => webhookId),
    );
    return webhooks.map((webhook) => viewOfWebhook(webhook, counts.get(webhook.webhookId)));
  }

  async delete(webhookId: string, { id }: Principal): Promise<void> {
    if (!(await portGatewayStore.deleteWebhook(this.database, id, webhookId))) throw unknownWebhook();
  }

  /** Calls it once, now, whether or not it is active. */
  async test(webhookId: string, { id }: Principal): Promise<WebhookTest> {
    const webhook = await portGatewayStore.findWebhook(this.database, id, webhookId);
    if (webhook === null) throw unknownWebhook();
    const at = this.clock.now();
    const { url, secret } = webhook;
    const messageId = `msg_${randomUUID()}`;
    const call = { url, secret, messageId, at, body: pingOf(at), traceparent: null };
    const answer = await callWebhook(call, this.#reach);
    if (answer.kind === 'accepted')
      return { delivered: true, status: answer.status, detail: `answered ${answer.status}` };
    if (answer.kind === 'gone') return { delivered: false, status: 410, detail: 'answered 410: it wants no more' };
    return { delivered: false, status: answer.status, detail: answer.detail };
  }
}

const unknownWebhook = (): ProblemError =>
  new ProblemError(404, 'webhook.unknown', 'There is no such webhook of this key.');

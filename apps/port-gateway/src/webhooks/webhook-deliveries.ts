import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Clock } from '@watchpost/domain';
import { DATABASE, type Database, OutboxRelay, portGatewayStore, withTransaction } from '@watchpost/persistence';
import { CLOCK, crashPoint, LOGGER, type Logger, METRICS, type Metrics } from '@watchpost/platform';
import { PORT_GATEWAY_CONFIG, type PortGatewayConfig } from '../configuration.ts';
import { AlertSignal } from '../issuing/alert-signal.ts';
import { StepWriter } from '../steps/step-writer.ts';
import { nextAttempt } from './retry-schedule.ts';
import { messageOf } from './webhook-message.ts';
import { callWebhook, type WebhookAnswer } from './webhook-sender.ts';

type Delivery = portGatewayStore.ClaimedDelivery;

const AT_ONCE = 16;
const LOOK_AGAIN_MS = 1_000;
/**
 * Longer than a call may take, so that nobody else takes up what is still on its way; not by much, since what a replica that died had taken up waits for
 * as long.
 */
const CLAIM_MS = 20_000;

/** Sends queued alerts to webhooks. Several replicas share the queue without doubling: who claims a delivery has it for twenty seconds. */
@Injectable()
export class WebhookDeliveries implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #stop = new AbortController();
  #loop: Promise<void> | null = null;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
    @Inject(PORT_GATEWAY_CONFIG) private readonly config: Pick<PortGatewayConfig, 'WATCHPOST_WEBHOOK_ALLOW_LOOPBACK'>,
    private readonly signal: AlertSignal,
    private readonly writer: StepWriter,
    private readonly relay: OutboxRelay,
  ) {}

  onApplicationBootstrap(): void {
    this.#loop ??= this.#run();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const sent = await this.#sendDue().catch((error: unknown) => {
        this.logger.warn({ err: error }, 'webhooks: looking for deliveries failed, trying again');
        return 0;
      });
      if (sent < AT_ONCE) await this.signal.wait(LOOK_AGAIN_MS, this.#stop.signal);
    }
  }

  async #sendDue(): Promise<number> {
    const now = this.clock.now();
    const claimed = await portGatewayStore.claimDeliveries(this.database, now, now + CLAIM_MS, AT_ONCE);
    await Promise.all(claimed.map((delivery) => this.#send(delivery)));
    return claimed.length;
  }

  async #send(delivery: Delivery): Promise<void> {
    const [alert] = await portGatewayStore.findPortAlerts(this.database, [delivery.alertId]);
    if (alert === undefined) return;
    const reach = this.config.WATCHPOST_WEBHOOK_ALLOW_LOOPBACK ? 'loopback' : 'public';
    const { url, secret, deliveryId } = delivery;
    const answer = await callWebhook(
      {
        url,
        secret,
        messageId: `msg_${deliveryId}`,
        at: this.clock.now(),
        body: messageOf(alert),
        traceparent: alert.event.traceparent,
      },
      reach,
      this.#stop.signal,
    );
    // The service is going: whether it arrived is not known, so it is due again when the claim ends.
    if (answer.kind === 'failed' && this.#stop.signal.aborted) return;
    this.#count(answer);
    if (answer.kind === 'accepted') crashPoint('port-gateway.after-call-before-mark');
    if (answer.kind === 'accepted') return this.#accepted(delivery, answer.status);
    if (answer.kind === 'gone') return this.#gone(delivery);
    return this.#failed(delivery, answer);
  }

  async #accepted(delivery: Delivery, status: number): Promise<void> {
    const now = this.clock.now();
    await withTransaction(this.database, async (tx) => {
      await portGatewayStore.deliveryDone(tx, delivery.deliveryId);
      await portGatewayStore.noteWebhookSuccess(tx, delivery.webhookId, now);
      const [alert] = await portGatewayStore.lockPortAlerts(tx, [delivery.alertId]);
      if (alert?.state !== 'ISSUED') return;
      const evidence = { via: 'webhook', webhook: delivery.webhookId, status: String(status) };
      const by = `webhook:${delivery.webhookId}`;
      await this.writer.write(tx, [
        { alert, steps: ['DELIVERED'], at: now, recordedAt: now, by, evidence, traceparent: null },
      ]);
    });
    this.relay.nudge();
  }

  async #gone({ webhookId }: Delivery): Promise<void> {
    await withTransaction(this.database, (tx) =>
      portGatewayStore.disableWebhook(tx, webhookId, 'answered 410: it wants no more'),
    );
    this.logger.info({ webhookId }, 'webhook disabled: it answered 410');
  }

  async #failed(
    delivery: Delivery,
    { detail, retryAfterMs }: Extract<WebhookAnswer, { kind: 'failed' }>,
  ): Promise<void> {
    const now = this.clock.now();
    const again = nextAttempt(now, delivery.attempts, retryAfterMs, Math.random());
    await withTransaction(this.database, async (tx) => {
      await portGatewayStore.deliveryFailed(tx, delivery.deliveryId, again);
      await portGatewayStore.noteWebhookFailure(tx, delivery.webhookId, now, detail);
    });
    const { webhookId, alertId, attempts } = delivery;
    if (again === null) this.logger.error({ webhookId, alertId, attempts, detail }, 'webhook: given up');
  }

  #count({ kind }: WebhookAnswer): void {
    this.metrics.counter('watchpost_webhook_attempts_total', 'Calls of webhooks', ['answer']).inc({ answer: kind });
  }
}

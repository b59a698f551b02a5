import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { callPatiently, type Door } from '../http-client.ts';
import { type PortAlert } from './alert.ts';

/** What port-gateway answers when a webhook is made; the secret is shown this once. */
interface MadeWebhook {
  readonly webhookId: string;
  readonly secret: string;
}

const DESCRIPTION = 'simulator';
const LARGEST_BODY = 1024 * 1024;

/** Takes alerts at a door of its own: makes a webhook, checks each signature, takes it away again at the end. */
export async function receive(door: Door, take: (alert: PortAlert) => void, signal: AbortSignal): Promise<void> {
  let webhook: Webhook | null = null;
  const server = createServer((request, response) => {
    answer(request, response, webhook, take).catch(() => response.writeHead(400).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`;
    await takeAwayLeftOver(door, signal);
    const body = { url, description: DESCRIPTION };
    const made = await callPatiently<MadeWebhook>(door, { method: 'POST', path: '/v1/webhooks', body }, signal);
    if (made.status >= 400) throw new Error(`the webhook was refused: ${made.status} ${JSON.stringify(made.body)}`);
    webhook = new Webhook(made.body.secret);
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    await takeAway(door, made.body);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** What a simulator that was killed has left behind points nowhere. */
async function takeAwayLeftOver(door: Door, signal: AbortSignal): Promise<void> {
  const known = await callPatiently<{ items: (MadeWebhook & { description: string | null })[] }>(
    door,
    { path: '/v1/webhooks' },
    signal,
  );
  const ours = (known.body?.items ?? []).filter(({ description }) => description === DESCRIPTION);
  for (const webhook of ours) await takeAway(door, webhook);
}

async function takeAway(door: Door, { webhookId }: MadeWebhook): Promise<void> {
  const call = { method: 'DELETE', path: `/v1/webhooks/${webhookId}` } as const;
  await callPatiently(door, call, AbortSignal.timeout(2_000)).catch(() => undefined);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  webhook: Webhook | null,
  take: (alert: PortAlert) => void,
): Promise<void> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > LARGEST_BODY) throw new Error('the body is too large');
    chunks.push(chunk as Buffer);
  }
  if (webhook === null) {
    response.writeHead(503).end();
    return;
  }
  // Throws where the signature or its time is wrong.
  const event = webhook.verify(Buffer.concat(chunks), request.headers as Record<string, string>) as {
    readonly data?: PortAlert;
  } & Partial<PortAlert>;
  const alert = event.data ?? event;
  if (alert.alertId !== undefined) take(alert as PortAlert);
  response.writeHead(204).end();
}

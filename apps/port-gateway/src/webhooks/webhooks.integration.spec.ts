import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { alert, idOf } from '../../test/alerts.ts';
import { pause, type RunningGateway, runGateway, until } from '../../test/running-gateway.ts';
import { type CreatedWebhook, type WebhookTest, type WebhookView } from './webhook.schema.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A port's own server, which answers as the test says. */
class Receiver {
  readonly received: Received[] = [];
  answer: (response: ServerResponse) => void = (response) => response.writeHead(204).end();
  readonly #server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      this.received.push({ headers: request.headers, body });
      this.answer(response);
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

let gateway: RunningGateway;
let receiver: Receiver;
let url: string;
beforeEach(async () => {
  gateway = await runGateway();
  receiver = new Receiver();
  url = await receiver.listen();
});
afterEach(async () => {
  await gateway.stop();
  receiver.close();
});

const create = async (body: object = {}, key?: string): Promise<CreatedWebhook> => {
  const answer = await gateway.call<CreatedWebhook>('POST', '/v1/webhooks', {
    body: { url, ...body },
    ...(key === undefined ? {} : { key }),
  });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
};
const list = async (): Promise<WebhookView[]> =>
  (await gateway.call<{ items: WebhookView[] }>('GET', '/v1/webhooks')).body.items;
const verified = (secret: string, { headers, body }: Received) =>
  new Webhook(secret).verify(body, headers as Record<string, string>) as {
    type: string;
    data: { alertId: string; revision: number };
  };

describe('A webhook', () => {
  beforeEach(() => {
    // Signatures are checked against the machine's clock by the receiver's library.
    gateway.clock.at = Date.now();
  });

  it('gets each alert signed, and the alert is delivered when it has answered', async () => {
    const { secret, webhookId } = await create();
    await gateway.issues(alert(1));
    await until(() => receiver.received.length === 1);
    const [call] = receiver.received;
    expect(verified(secret, call!)).toMatchObject({
      type: 'alert.issued',
      data: { alertId: idOf(1), action: 'HOLD', state: 'ISSUED' },
    });
    expect(() => verified(`whsec_${Buffer.alloc(32).toString('base64')}`, call!)).toThrow();
    await until(() => gateway.progressed().length === 1);
    expect(gateway.progressed()[0]).toMatchObject({
      step: 'DELIVERED',
      by: `webhook:${webhookId}`,
      evidence: { via: 'webhook', webhook: webhookId, status: '204' },
    });
  });

  it('shows its secret once', async () => {
    const { secret } = await create({ description: 'hall 4' });
    expect(secret).toMatch(/^whsec_/u);
    const text = JSON.stringify(await list());
    expect(text).toContain('hall 4');
    expect(text).not.toContain(secret);
  });

  it('is told of revisions and endings by their kind', async () => {
    const { secret } = await create();
    await gateway.issues(alert(1));
    await until(() => receiver.received.length === 1);
    await gateway.issues(alert(1, { revision: 2, action: 'RFS' }));
    await until(() => receiver.received.length === 2);
    await gateway.issues(alert(1, { revision: 3, state: 'CANCELLED' }));
    await until(() => receiver.received.length === 3);
    expect(receiver.received.map((call) => verified(secret, call).type)).toEqual([
      'alert.issued',
      'alert.revised',
      'alert.cancelled',
    ]);
  });

  it('that fails is tried again later, under the same id, and nothing counts as delivered before', async () => {
    await create();
    receiver.answer = (response) => response.writeHead(503).end();
    await gateway.issues(alert(1));
    await until(async () => (await list())[0]!.failuresInARow === 1);
    expect(gateway.progressed()).toEqual([]);
    receiver.answer = (response) => response.writeHead(200).end('ok');
    await pause(1_200);
    expect(receiver.received).toHaveLength(1);
    gateway.clock.at += 6_500;
    await until(() => receiver.received.length === 2);
    expect(receiver.received[1]!.headers['webhook-id']).toBe(receiver.received[0]!.headers['webhook-id']);
    await until(() => gateway.progressed().length === 1);
    expect((await list())[0]).toMatchObject({ failuresInARow: 0, waiting: 0, lastFailure: 'answered 503' });
  });

  it('that asks for patience is given it', async () => {
    await create();
    receiver.answer = (response) => response.writeHead(429, { 'retry-after': '600' }).end();
    await gateway.issues(alert(1));
    await until(async () => (await list())[0]!.failuresInARow === 1);
    gateway.clock.at += 599_000;
    await pause(1_200);
    expect(receiver.received).toHaveLength(1);
    gateway.clock.at += 2_000;
    await until(() => receiver.received.length === 2);
  });

  it('that answers 410 is called no more, and says why', async () => {
    await create();
    receiver.answer = (response) => response.writeHead(410).end();
    await gateway.issues(alert(1));
    await until(async () => !(await list())[0]!.active);
    const calls = receiver.received.length;
    await gateway.issues(alert(2));
    await pause(1_200);
    expect(receiver.received).toHaveLength(calls);
    expect((await list())[0]).toMatchObject({
      active: false,
      disabledReason: 'answered 410: it wants no more',
      waiting: 0,
    });
    expect(gateway.progressed()).toEqual([]);
  });

  it('is not followed where it redirects', async () => {
    await create();
    receiver.answer = (response) => response.writeHead(307, { location: 'http://169.254.169.254/' }).end();
    await gateway.issues(alert(1));
    await until(async () => (await list())[0]!.failuresInARow === 1);
    expect((await list())[0]!.lastFailure).toBe('answered 307; redirects are not followed');
  });

  it('that does not stop talking, or cannot be reached, harms nobody', async () => {
    await create();
    receiver.answer = (response) => {
      response.writeHead(200);
      const talk = (): boolean => response.write('x'.repeat(65_536));
      response.on('drain', talk);
      talk();
    };
    await gateway.issues(alert(1));
    await until(() => gateway.progressed().length === 1);
    receiver.close();
    await gateway.issues(alert(2));
    await until(async () => (await list())[0]!.failuresInARow === 1);
    expect((await list())[0]!.lastFailure).toContain('ECONNREFUSED');
  });

  it('is called once for an alert, however many replicas there are', async () => {
    const replicas = [await gateway.replica(), await gateway.replica()];
    await create();
    await gateway.issues(...Array.from({ length: 40 }, (_, index) => alert(index + 1)));
    await until(() => receiver.received.length >= 40);
    await pause(500);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(ids).toHaveLength(40);
    expect(new Set(ids).size).toBe(40);
    await Promise.all(replicas.map((replica) => replica.stop()));
  });

  it('of a port gets that port’s alerts; of every port all, or one port’s if it says so', async () => {
    const jfk = await create();
    const all = await create({}, gateway.keys.all);
    const lax = await create({ port: 'lax' }, gateway.keys.all);
    await gateway.issues(alert(1), alert(2, { port: 'lax' }));
    await until(() => receiver.received.length === 4);
    await pause(200);
    const got = ({ secret }: CreatedWebhook): string[] =>
      receiver.received
        .filter((call) => {
          try {
            return verified(secret, call) !== undefined;
          } catch {
            return false;
          }
        })
        .map(({ body }) => (JSON.parse(body) as { data: { alertId: string } }).data.alertId)
        .toSorted();
    expect(got(jfk)).toEqual([idOf(1)]);
    expect(got(all)).toEqual([idOf(1), idOf(2)].toSorted());
    expect(got(lax)).toEqual([idOf(2)]);
  });

  it('can be tried with a ping, deleted, and is nobody else’s business', async () => {
    const { webhookId, secret } = await create();
    const tested = await gateway.call<WebhookTest>('POST', `/v1/webhooks/${webhookId}/test`);
    expect(tested.body).toEqual({ delivered: true, status: 204, detail: 'answered 204' });
    expect(verified(secret, receiver.received[0]!).type).toBe('ping');
    for (const [method, path] of [
      ['DELETE', `/v1/webhooks/${webhookId}`],
      ['POST', `/v1/webhooks/${webhookId}/test`],
    ]) {
      expect(await gateway.call(method!, path!, { key: gateway.keys.lax })).toMatchObject({
        status: 404,
        body: { code: 'webhook.unknown' },
      });
    }
    expect((await gateway.call('DELETE', `/v1/webhooks/${webhookId}`)).status).toBe(204);
    expect(await list()).toEqual([]);
    await gateway.issues(alert(1));
    await pause(300);
    expect(receiver.received).toHaveLength(1);
  });

  it.each(['http://port.example/', 'https://10.0.0.1/', 'https://user@port.example/', 'nonsense'])(
    'may not have the address %s',
    async (bad) => {
      expect(await gateway.call('POST', '/v1/webhooks', { body: { url: bad } })).toMatchObject({
        status: 422,
        body: { code: 'webhook.address', errors: [expect.objectContaining({ pointer: '/url' })] },
      });
    },
  );
});

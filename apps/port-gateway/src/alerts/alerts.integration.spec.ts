import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { topics } from '@watchpost/contracts';
import { alert, idOf } from '../../test/alerts.ts';
import { NOW, type RunningGateway, runGateway } from '../../test/running-gateway.ts';
import { type AlertDetail, type AlertView } from './alert.schema.ts';

interface Page {
  readonly items: AlertView[];
  readonly next: string;
}

let gateway: RunningGateway;
beforeEach(async () => {
  gateway = await runGateway();
});
afterEach(async () => {
  await gateway.stop();
});

const page = async (query = '', key?: string): Promise<Page> => {
  const { status, body } = await gateway.call<Page>('GET', `/v1/alerts${query}`, key === undefined ? {} : { key });
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
};
const ack = (number: number): Promise<{ status: number }> =>
  gateway.call('POST', `/v1/alerts/${idOf(number)}/steps`, {
    body: { step: 'ACKNOWLEDGED', at: new Date(NOW).toISOString() },
  });

describe('Alerts by cursor', () => {
  it('come in the port’s gap-free sequence, page by page, and go on where the reader was', async () => {
    await gateway.issues(...[1, 2, 3, 4, 5].map((number) => alert(number)));
    const first = await page('?limit=2');
    expect(first.items.map(({ sequence, alertId }) => [sequence, alertId])).toEqual([
      [1, idOf(1)],
      [2, idOf(2)],
    ]);
    const second = await page(`?limit=10&cursor=${first.next}`);
    expect(second.items.map(({ sequence }) => sequence)).toEqual([3, 4, 5]);
    const nothing = await page(`?cursor=${second.next}`);
    expect(nothing).toEqual({ items: [], next: second.next });
    await gateway.issues(alert(6));
    expect((await page(`?cursor=${nothing.next}`)).items.map(({ sequence }) => sequence)).toEqual([6]);
  });

  it('say what a port needs to act, with times in UTC and the steps that are possible', async () => {
    await gateway.issues(alert(1));
    expect((await page()).items[0]).toMatchObject({
      alertId: idOf(1),
      action: 'HOLD',
      state: 'ISSUED',
      possible: ['ACKNOWLEDGED'],
      issuedAt: '2026-11-24T09:30:00.000Z',
      location: { leavesAt: '2026-11-25T09:30:00.000Z' },
      reasons: [{ text: 'Names a press', rule: 'press-words@1' }],
    });
  });

  it('count as delivered when the cursor has moved past them, and not before', async () => {
    await gateway.issues(alert(1), alert(2), alert(3));
    const { next } = await page('?limit=2');
    expect(gateway.progressed()).toEqual([]);
    await page(`?cursor=${next}`);
    await gateway.settled();
    expect(gateway.progressed().map(({ alertId, step, evidence }) => [alertId, step, evidence])).toEqual([
      [idOf(1), 'DELIVERED', { via: 'cursor' }],
      [idOf(2), 'DELIVERED', { via: 'cursor' }],
    ]);
    await page(`?cursor=${next}`);
    await gateway.settled();
    expect(gateway.progressed()).toHaveLength(2);
  });

  it('by state are found by what they stand at, and tell nothing of those left out', async () => {
    await gateway.issues(alert(1), alert(2), alert(3));
    await ack(2);
    const { items, next } = await page('?state=ACKNOWLEDGED');
    expect(items.map(({ alertId }) => alertId)).toEqual([idOf(2)]);
    await page(`?state=ACKNOWLEDGED&cursor=${next}`);
    await gateway.settled();
    expect(gateway.progressed().map(({ step }) => step)).toEqual(['ACKNOWLEDGED']);
    expect((await gateway.call('GET', `/v1/alerts?cursor=${next}`)).body).toMatchObject({ code: 'cursor.invalid' });
  });

  it('of all ports come to a key of every port in one list, each port in its order, new ports too', async () => {
    await gateway.issues(alert(1), alert(2, { port: 'lax' }));
    gateway.clock.at += 1000;
    await gateway.issues(alert(3), alert(4, { port: 'lax' }));
    const first = await page('?limit=3', gateway.keys.all);
    expect(first.items.map(({ port, sequence }) => [port, sequence])).toEqual([
      ['jfk', 1],
      ['lax', 1],
      ['jfk', 2],
    ]);
    await gateway.issues(alert(5, { port: 'mia' }));
    expect((await page(`?cursor=${first.next}`, gateway.keys.all)).items.map(({ port }) => port)).toEqual([
      'lax',
      'mia',
    ]);
    expect((await page('?port=lax', gateway.keys.all)).items.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  it('from before what was forgotten are answered with 410; without a cursor there is what is left', async () => {
    await gateway.issues(alert(1), alert(2), alert(3));
    const { next } = await page('?limit=1');
    await gateway.issues(alert(2, { revision: 2, state: 'CANCELLED' }), alert(4));
    gateway.clock.at += 3 * 86_400_000;
    expect(await gateway.forget()).toBe(1);
    const expired = await gateway.call('GET', `/v1/alerts?cursor=${next}`);
    expect(expired).toMatchObject({ status: 410, body: { code: 'cursor.expired' } });
    expect((await page()).items.map(({ alertId }) => alertId)).toEqual([idOf(1), idOf(3), idOf(4)]);
  });

  it.each([
    'nonsense',
    Buffer.from('{"p":{"jfk":99}}').toString('base64url'),
    Buffer.from('{"p":{"lax":1}}').toString('base64url'),
  ])('refuse a cursor that this list never gave (%s)', async (cursor) => {
    await gateway.issues(alert(1), alert(2, { port: 'lax' }));
    expect(await gateway.call('GET', `/v1/alerts?cursor=${cursor}`)).toMatchObject({
      status: 400,
      body: { code: 'cursor.invalid' },
    });
  });
});

describe('A revision', () => {
  it('takes a new place in the sequence and leaves the port’s steps as they are', async () => {
    await gateway.issues(alert(1), alert(2));
    await ack(1);
    await gateway.issues(alert(1, { revision: 2, action: 'RFS' }));
    expect(
      (await page()).items.map(({ alertId, sequence, revision, state, action }) => [
        alertId,
        sequence,
        revision,
        state,
        action,
      ]),
    ).toEqual([
      [idOf(2), 2, 1, 'ISSUED', 'HOLD'],
      [idOf(1), 3, 2, 'ACKNOWLEDGED', 'RFS'],
    ]);
  });

  it('that comes again, or after a newer one, changes nothing', async () => {
    await gateway.issues(alert(1), alert(1, { revision: 3, action: 'RFS' }), alert(1, { revision: 2 }));
    await gateway.log.rewind('port-gateway');
    await gateway.settled();
    expect((await page()).items).toEqual([expect.objectContaining({ revision: 3, action: 'RFS', sequence: 2 })]);
  });

  it.each(['SUPERSEDED', 'CANCELLED', 'EXPIRED'] as const)(
    'that ends the alert (%s) ends it, for good',
    async (state) => {
      await gateway.issues(alert(1), alert(1, { revision: 2, state }));
      expect((await page()).items).toEqual([expect.objectContaining({ state, possible: [], sequence: 2 })]);
      expect(await ack(1)).toMatchObject({ status: 409, body: { code: 'alert.step-not-possible', possible: [] } });
    },
  );

  it('that would end an alert whose item is in the officers’ hands is recorded only', async () => {
    await gateway.issues(alert(1));
    for (const step of ['ACKNOWLEDGED', 'LOCATED', 'PRESENTED']) {
      await gateway.call('POST', `/v1/alerts/${idOf(1)}/steps`, { body: { step, at: new Date(NOW).toISOString() } });
    }
    await gateway.issues(alert(1, { revision: 2, state: 'CANCELLED' }));
    const { body } = await gateway.call<AlertDetail>('GET', `/v1/alerts/${idOf(1)}`);
    expect(body).toMatchObject({ state: 'PRESENTED', sequence: 1, possible: ['EXAMINED'] });
    expect(body.steps.at(-1)).toMatchObject({ step: 'CANCELLED', recordedOnly: true, by: 'targeting' });
  });
});

describe('Keys', () => {
  it.each([
    ['no key', {}, 401, 'key.missing'],
    ['a key that nobody knows', { authorization: 'Bearer wp_port_unknown' }, 401, 'key.unknown'],
  ])('refuse %s', async (_what, headers, status, code) => {
    const response = await fetch(`${gateway.url}/v1/alerts`, { headers: headers as Record<string, string> });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ code });
  });

  it('of one port see nothing of another: its alerts are as if they were not there', async () => {
    await gateway.issues(alert(1));
    const { lax } = gateway.keys;
    expect((await page('', lax)).items).toEqual([]);
    expect(await gateway.call('GET', `/v1/alerts/${idOf(1)}`, { key: lax })).toMatchObject({
      status: 404,
      body: { code: 'alert.unknown' },
    });
    const body = { step: 'ACKNOWLEDGED', at: new Date(NOW).toISOString() };
    expect(await gateway.call('POST', `/v1/alerts/${idOf(1)}/steps`, { key: lax, body })).toMatchObject({
      status: 404,
    });
    expect(await gateway.call('GET', '/v1/alerts?port=jfk', { key: lax })).toMatchObject({ status: 403 });
  });

  it('that may only read may not report', async () => {
    await gateway.issues(alert(1));
    expect((await page('', gateway.keys.reader)).items).toHaveLength(1);
    const body = { step: 'ACKNOWLEDGED', at: new Date(NOW).toISOString() };
    expect(await gateway.call('POST', `/v1/alerts/${idOf(1)}/steps`, { key: gateway.keys.reader, body })).toMatchObject(
      {
        status: 403,
        body: { code: 'key.scope' },
      },
    );
  });
});

it('The OpenAPI document has every path, and steps carry the alert’s trace', async () => {
  const document = (await (await fetch(`${gateway.url}/openapi.json`)).json()) as { openapi: string; paths: object };
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining([
      '/v1/alerts',
      '/v1/alerts/stream',
      '/v1/alerts/{alert}',
      '/v1/alerts/{alert}/steps',
      '/v1/alerts/{alert}/inspections',
      '/v1/webhooks',
      '/v1/webhooks/{webhook}',
      '/v1/webhooks/{webhook}/test',
    ]),
  );
  await gateway.issues(alert(1));
  const { next } = await page();
  await page(`?cursor=${next}`);
  await gateway.settled();
  const [record] = gateway.log.records(topics.alertsProgressed.name);
  expect(record!.headers).toMatchObject({
    ce_source: 'port-gateway',
    wp_outcome: 'DELIVERED',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  });
});

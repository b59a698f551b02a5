import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { alert, idOf } from '../../test/alerts.ts';
import { type Answer, NOW, type RunningGateway, runGateway } from '../../test/running-gateway.ts';

let gateway: RunningGateway;
beforeEach(async () => {
  gateway = await runGateway();
  await gateway.issues(alert(1));
});
afterEach(async () => {
  await gateway.stop();
});

const at = new Date(NOW).toISOString();
const report = (
  step: string,
  more: object = {},
  headers: Record<string, string> = {},
): Promise<Answer<Record<string, unknown>>> =>
  gateway.call('POST', `/v1/alerts/${idOf(1)}/steps`, { body: { step, at, ...more }, headers });

describe('A step', () => {
  it('moves the alert, is published with who, when and the evidence, and says what is possible next', async () => {
    const answer = await report('ACKNOWLEDGED', { evidence: { officer: 'A-17' } });
    expect(answer).toMatchObject({
      status: 200,
      body: { state: 'ACKNOWLEDGED', possible: ['LOCATED', 'NOT_LOCATED', 'ALREADY_GONE'] },
    });
    await gateway.settled();
    expect(gateway.progressed()).toEqual([
      expect.objectContaining({
        alertId: idOf(1),
        step: 'ACKNOWLEDGED',
        at: NOW,
        by: 'port:jfk/jfk',
        evidence: { officer: 'A-17' },
        revision: 1,
      }),
    ]);
  });

  it('that is not possible is refused with those that are, and changes nothing', async () => {
    const answer = await report('EXAMINED');
    expect(answer).toMatchObject({
      status: 409,
      body: {
        code: 'alert.step-not-possible',
        state: 'ISSUED',
        possible: ['ACKNOWLEDGED'],
        detail: 'EXAMINED is not possible from ISSUED; possible: ACKNOWLEDGED.',
      },
    });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    await gateway.settled();
    expect(gateway.progressed()).toEqual([]);
  });

  it('under the same Idempotency-Key gets the first answer, however the alert stands by now', async () => {
    const headers = { 'idempotency-key': 'k-1' };
    const first = await report('ACKNOWLEDGED', {}, headers);
    await report('LOCATED');
    expect((await report('ACKNOWLEDGED', {}, headers)).body).toEqual(first.body);
    expect(await report('NOT_LOCATED', {}, headers)).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key.reused' },
    });
    await gateway.settled();
    expect(gateway.progressed().map(({ step }) => step)).toEqual(['ACKNOWLEDGED', 'LOCATED']);
  });

  it('under one key from many at once is done once', async () => {
    const headers = { 'idempotency-key': 'k-2' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => report('ACKNOWLEDGED', {}, headers)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    await gateway.settled();
    expect(gateway.progressed()).toHaveLength(1);
  });

  it('that was refused does not use up its key', async () => {
    const headers = { 'idempotency-key': 'k-3' };
    expect((await report('LOCATED', {}, headers)).status).toBe(409);
    await report('ACKNOWLEDGED');
    expect((await report('LOCATED', {}, headers)).status).toBe(200);
  });

  it('said again without a key is taken as said once; at another time it is refused', async () => {
    await report('ACKNOWLEDGED');
    expect(await report('ACKNOWLEDGED')).toMatchObject({ status: 200, body: { state: 'ACKNOWLEDGED' } });
    expect(await report('ACKNOWLEDGED', { at: new Date(NOW - 1000).toISOString() })).toMatchObject({ status: 409 });
    await gateway.settled();
    expect(gateway.progressed()).toHaveLength(1);
  });

  it('for a revision that a newer one has replaced is refused', async () => {
    await gateway.issues(alert(1, { revision: 2, action: 'RFS' }));
    expect(await report('ACKNOWLEDGED', { revision: 1 })).toMatchObject({
      status: 409,
      body: { code: 'alert.revised', revision: 2, possible: ['ACKNOWLEDGED'] },
    });
    expect(await report('ACKNOWLEDGED', { revision: 2 })).toMatchObject({ status: 200 });
  });

  it.each([
    ['a step there is not', { step: 'SHREDDED' }, '/step'],
    ['a delivery, which nobody reports', { step: 'DELIVERED' }, '/step'],
    ['no time', { at: undefined }, '/at'],
    ['a time without an offset', { at: '2026-11-24T09:30:00' }, '/at'],
    ['a time to come', { at: new Date(NOW + 3_600_000).toISOString() }, '/at'],
    ['a time before the alert', { at: '0001-01-01T00:00:00Z' }, '/at'],
    ['a time more than five minutes before the alert', { at: new Date(NOW - 300_001).toISOString() }, '/at'],
    ['evidence that is no text', { evidence: { bin: 7 } }, '/evidence/bin'],
    ['a member nobody knows', { officer: 'A-17' }, ''],
  ])('with %s is refused, pointing at it', async (_what, more, pointer) => {
    expect(await report('ACKNOWLEDGED', more)).toMatchObject({
      status: 422,
      body: { code: 'request.invalid', errors: [expect.objectContaining({ pointer })] },
    });
  });

  it('may be five minutes before the alert by a clock that is behind', async () => {
    expect(await report('ACKNOWLEDGED', { at: new Date(NOW - 300_000).toISOString() })).toMatchObject({ status: 200 });
  });

  it('taken before a revision came is taken all the same', async () => {
    gateway.clock.at = NOW + 3_600_000;
    await gateway.issues(alert(1, { revision: 2, issuedAt: NOW + 3_600_000 }));
    expect(await report('ACKNOWLEDGED')).toMatchObject({ status: 200 });
  });

  it('of an alert that nobody knows is an error', async () => {
    const unknown = await gateway.call('POST', `/v1/alerts/${idOf(99)}/steps`, { body: { step: 'ACKNOWLEDGED', at } });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'alert.unknown' } });
  });

  it('by two officers at once is taken from one', async () => {
    await report('ACKNOWLEDGED');
    const answers = await Promise.all([report('LOCATED'), report('ALREADY_GONE')]);
    const statuses = answers.map(({ status }) => status);
    // LOCATED may be followed by ALREADY_GONE, but never the other way round.
    expect([
      [200, 200],
      [200, 409],
      [409, 200],
    ]).toContainEqual(statuses);
    await gateway.settled();
    expect(gateway.progressed().filter(({ step }) => step !== 'ACKNOWLEDGED')).toHaveLength(
      statuses.filter((status) => status === 200).length,
    );
  });
});

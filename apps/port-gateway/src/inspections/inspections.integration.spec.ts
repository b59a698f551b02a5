import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { alert, idOf } from '../../test/alerts.ts';
import { type Answer, NOW, type RunningGateway, runGateway } from '../../test/running-gateway.ts';
import { type AlertDetail } from '../alerts/alert.schema.ts';
import { type ReportedInspection } from './inspection.schema.ts';

let gateway: RunningGateway;
beforeEach(async () => {
  gateway = await runGateway();
  await gateway.issues(alert(1));
});
afterEach(async () => {
  await gateway.stop();
});

const at = new Date(NOW).toISOString();
const beforeIssue = new Date(NOW - 5 * 60_000 - 1).toISOString();
const raman = {
  method: 'RAMAN',
  device: 'TruNarc',
  serial: 'T-1',
  library: 'TruNarc 1.12',
  reading: 'fentanyl HCl',
  throughPackaging: true,
};
const fentanyl = { substance: 'fentanyl', cas: '437-38-7', score: 0.93 };

const report = (
  body: object = {},
  given: { number?: number; headers?: Record<string, string> } = {},
): Promise<Answer<ReportedInspection & Record<string, unknown>>> =>
  gateway.call('POST', `/v1/alerts/${idOf(given.number ?? 1)}/inspections`, {
    body: { at, outcome: 'PRESUMPTIVE_POSITIVE', methods: [raman], identifications: [fentanyl], ...body },
    headers: given.headers ?? {},
  });
const detail = async (): Promise<AlertDetail> => (await gateway.call<AlertDetail>('GET', `/v1/alerts/${idOf(1)}`)).body;

describe('An inspection result', () => {
  it('is published with its device readings, and says that the item was found and examined', async () => {
    const answer = await report({ observed: { description: 'white powder', netMassKg: 0.1, form: 'powder' } });
    expect(answer).toMatchObject({
      status: 201,
      body: { state: 'EXAMINED', outcome: 'PRESUMPTIVE_POSITIVE', alertId: idOf(1) },
    });
    await gateway.settled();
    expect(gateway.inspected()).toEqual([
      expect.objectContaining({
        inspectionId: answer.body.inspectionId,
        alertId: idOf(1),
        port: 'jfk',
        methods: [raman],
        identifications: [fentanyl],
        observed: { description: 'white powder', hs: null, netMassKg: 0.1, count: null, form: 'powder' },
        endedAt: NOW,
        by: 'port:jfk/jfk',
      }),
    ]);
    expect(gateway.progressed().map(({ step, evidence }) => [step, evidence['inspection']])).toEqual(
      ['ACKNOWLEDGED', 'LOCATED', 'PRESENTED', 'EXAMINED'].map((step) => [step, answer.body.inspectionId]),
    );
  });

  it('moves the alert on by its disposition', async () => {
    expect(await report({ disposition: 'SENT_TO_LAB' })).toMatchObject({ status: 201, body: { state: 'SENT_TO_LAB' } });
    const laboratory = { methods: [{ method: 'LABORATORY' }], outcome: 'CONFIRMED', laboratoryCase: 'L-77' };
    expect(await report({ ...laboratory, disposition: 'SEIZED' })).toMatchObject({
      status: 201,
      body: { state: 'SEIZED', possible: [] },
    });
  });

  it('with a disposition that is not possible any more is refused with what is', async () => {
    await report({ disposition: 'RELEASED' });
    expect(await report({ disposition: 'SEIZED', outcome: 'INCONCLUSIVE' })).toMatchObject({
      status: 409,
      body: { code: 'alert.step-not-possible', state: 'RELEASED', possible: [] },
    });
    expect((await detail()).inspections).toHaveLength(1);
  });

  it('of a laboratory supersedes that of a device, and what a device says later does not override it', async () => {
    const first = await report();
    const laboratory = { methods: [{ method: 'LABORATORY' }], outcome: 'NEGATIVE', identifications: [] };
    const second = await report(laboratory);
    await report({ outcome: 'INCONCLUSIVE' });
    await gateway.settled();
    expect(gateway.inspected().map(({ corrects }) => corrects)).toEqual([null, first.body.inspectionId, null]);
    expect(await detail()).toMatchObject({
      result: 'NEGATIVE',
      inspections: [{ supersededBy: second.body.inspectionId }, { supersededBy: null }, { supersededBy: null }],
    });
  });

  it('corrects the one it names, and none of another alert', async () => {
    await gateway.issues(alert(2));
    const first = await report();
    const elsewhere = await report({ corrects: first.body.inspectionId }, { number: 2 });
    expect(elsewhere).toMatchObject({
      status: 422,
      body: { code: 'inspection.unknown', errors: [{ pointer: '/corrects' }] },
    });
    expect((await report({ corrects: first.body.inspectionId, outcome: 'NEGATIVE', identifications: [] })).status).toBe(
      201,
    );
    expect((await detail()).result).toBe('NEGATIVE');
  });

  it('that comes again, with a key or without, is taken once', async () => {
    const first = await report({}, { headers: { 'idempotency-key': 'i-1' } });
    expect((await report({}, { headers: { 'idempotency-key': 'i-1' } })).body).toEqual(first.body);
    const second = await report({ outcome: 'INCONCLUSIVE' });
    expect((await report({ outcome: 'INCONCLUSIVE' })).body.inspectionId).toBe(second.body.inspectionId);
    await gateway.settled();
    expect(gateway.inspected()).toHaveLength(2);
  });

  it('of an alert that nobody knows is an error, and is not taken', async () => {
    expect(await report({}, { number: 99 })).toMatchObject({ status: 404, body: { code: 'alert.unknown' } });
    await gateway.settled();
    expect(gateway.inspected()).toEqual([]);
  });

  it('of an alert that was superseded meanwhile is kept and moves nothing', async () => {
    await gateway.issues(alert(1, { revision: 2, state: 'SUPERSEDED' }));
    expect(await report({ disposition: 'SEIZED' })).toMatchObject({ status: 201, body: { state: 'SUPERSEDED' } });
    await gateway.settled();
    expect(gateway.inspected()).toEqual([expect.objectContaining({ disposition: 'SEIZED' })]);
    expect(gateway.progressed()).toEqual([]);
  });

  it.each([
    [
      'a CAS number whose check digit is wrong',
      { identifications: [{ ...fentanyl, cas: '437-38-6' }] },
      '/identifications/0/cas',
    ],
    ['a score above one', { identifications: [{ ...fentanyl, score: 93 }] }, '/identifications/0/score'],
    ['a method there is not', { methods: [{ method: 'CRYSTAL_BALL' }] }, '/methods/0/method'],
    ['no method', { methods: [] }, '/methods'],
    ['an end to come', { at: new Date(NOW + 3_600_000).toISOString() }, '/at'],
    ['an end before its alert', { at: '0001-01-01T00:00:00Z' }, '/at'],
    ['an end by its other name before its alert', { at: undefined, endedAt: beforeIssue }, '/endedAt'],
    ['a start before its alert', { startedAt: beforeIssue }, '/startedAt'],
    ['a start after its end', { startedAt: new Date(NOW + 1).toISOString() }, '/startedAt'],
    ['a confirmation of nothing', { outcome: 'CONFIRMED', identifications: [] }, '/identifications'],
    ['an HS code with letters', { observed: { hs: '29ab' } }, '/observed/hs'],
    ['a negative mass', { observed: { netMassKg: -1 } }, '/observed/netMassKg'],
    ['two ends', { endedAt: at }, '/at'],
  ])('with %s is refused, pointing at it', async (_what, body, pointer) => {
    expect(await report(body)).toMatchObject({ status: 422, body: { errors: [expect.objectContaining({ pointer })] } });
  });
});

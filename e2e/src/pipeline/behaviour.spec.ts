import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { topics } from '@watchpost/contracts';
import { checkOutcomes } from '@watchpost/testing';
import { parcel, precursor, s10, tracking } from '../manifests.ts';
import { Pipeline } from './pipeline.ts';

const KOREA = 'kr-post';
const CHINA = 'cn-post';
const ITEM = s10('LX', 300_001, 'CN');

/** How the services behave together when records come twice, late, in another order, or from two sides. */
describe('The pipeline', () => {
  let pipeline: Pipeline;

  beforeEach(async () => {
    pipeline = await Pipeline.start();
    await pipeline.admit(KOREA);
    await pipeline.admit(CHINA);
  }, 60_000);
  afterEach(() => pipeline.close());

  const assessed = () => pipeline.driver.events(topics.shipmentsAssessed);
  const issued = () => pipeline.driver.events(topics.alertsIssued);
  const everyLineHasOneOutcome = async (): Promise<void> => {
    const outcomes = [...(await pipeline.outcomes(KOREA)), ...(await pipeline.outcomes(CHINA))];
    expect(checkOutcomes(pipeline.journal, outcomes)).toEqual([]);
  };

  it('gives every line one outcome, and the port the alert', async () => {
    await pipeline.submit(KOREA, [
      parcel({ itemId: s10('RA', 300_010, 'KR') }),
      { ...parcel({ itemId: s10('RA', 300_011, 'KR') }), pieces: -1 },
      precursor(ITEM),
      tracking(s10('RA', 300_010, 'KR'), 'EMC', '2026-11-21T08:00:00Z', 'KRSELA'),
    ]);
    const outcomes = await pipeline.outcomes(KOREA);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['ASSESSED', 'REJECTED', 'ASSESSED', 'RECORDED']);
    await everyLineHasOneOutcome();
    expect(await pipeline.alerts()).toMatchObject([{ itemId: ITEM, action: 'HOLD', revision: 1 }]);
  });

  it.each(['intake', 'normalizer', 'scorer', 'targeting', 'port-gateway'])(
    'has every effect once when everything is delivered to %s again',
    async (service) => {
      await pipeline.submit(KOREA, [parcel({ itemId: s10('RA', 300_020, 'KR') }), precursor(ITEM)]);
      const before = { outcomes: await pipeline.outcomes(KOREA), alerts: await pipeline.alerts() };
      const ids = new Set(assessed().map(({ assessmentId }) => assessmentId));
      await pipeline.driver.redeliver(service);
      await pipeline.driver.pump();
      expect({ outcomes: await pipeline.outcomes(KOREA), alerts: await pipeline.alerts() }).toEqual(before);
      expect(new Set(assessed().map(({ assessmentId }) => assessmentId))).toEqual(ids);
      expect(new Set(issued().map(({ alertId, revision }) => `${alertId}/${revision}`)).size).toBe(1);
      await everyLineHasOneOutcome();
    },
  );

  it('takes outcomes that overtake the manifest’s own account', async () => {
    await pipeline.submit(KOREA, [parcel({ itemId: s10('RA', 300_030, 'KR') })]);
    const [early] = pipeline.driver.records(topics.shipmentsAssessed);
    await pipeline.driver.stopService('normalizer');
    const { body } = await pipeline.submit(KOREA, [parcel({ itemId: s10('RA', 300_031, 'KR') })]);
    const { topic, key, value, headers } = early!;
    await pipeline.driver.publish({
      topic,
      key,
      value,
      headers: { ...headers, wp_manifest: String(body['manifestId']), wp_ordinal: '1' },
    });
    await pipeline.driver.pump();
    await pipeline.driver.startService('normalizer');
    await pipeline.driver.pump();
    await everyLineHasOneOutcome();
  });

  it('lets an older version that comes after a newer one change nothing', async () => {
    await pipeline.submit(KOREA, [precursor(ITEM, { issuedAt: '2026-11-20T12:00:00Z' })]);
    const alerts = await pipeline.alerts();
    await pipeline.submit(KOREA, [parcel({ itemId: ITEM, issuedAt: '2026-11-20T11:00:00Z' })]);
    expect((await pipeline.outcomes(KOREA)).map(({ outcome }) => outcome)).toEqual(['ASSESSED', 'SUPERSEDED']);
    expect(await pipeline.alerts()).toEqual(alerts);
    await everyLineHasOneOutcome();
  });

  it('withdraws or revises an alert when a newer version changes the decision', async () => {
    await pipeline.submit(KOREA, [precursor(ITEM, { issuedAt: '2026-11-20T10:00:00Z' })]);
    const [first] = issued();
    await pipeline.submit(KOREA, [parcel({ itemId: ITEM, issuedAt: '2026-11-20T11:00:00Z', function: 'amend' })]);
    const later = issued().at(-1)!;
    expect(later.alertId).toBe(first!.alertId);
    expect(later.revision).toBe(2);
    expect(later.state).not.toBe('ISSUED');
    await everyLineHasOneOutcome();
  });

  it('keeps what two partners say of one item side by side', async () => {
    await pipeline.submit(KOREA, [precursor(ITEM)]);
    await pipeline.submit(CHINA, [parcel({ itemId: ITEM, issuedAt: '2026-11-21T10:00:00Z' })]);
    const views = assessed().map(({ declared, outcome, band }) => [declared.partner, outcome, band]);
    expect(views[0]![0]).toBe(KOREA);
    expect(views[1]).toEqual([CHINA, 'ASSESSED', expect.any(String)]);
    expect(new Set(assessed().map(({ declared }) => declared.shipmentId)).size).toBe(1);
    const open = (await pipeline.alerts()).filter(({ itemId }) => itemId === ITEM);
    expect(new Set(open.map(({ alertId }) => alertId)).size).toBe(1);
    expect(issued().at(-1)!.state).toBe('ISSUED');
    await everyLineHasOneOutcome();
  });

  it('does not let one partner cancel what another declared', async () => {
    await pipeline.submit(KOREA, [precursor(ITEM)]);
    await pipeline.submit(CHINA, [parcel({ itemId: ITEM, issuedAt: '2026-11-21T10:00:00Z', function: 'cancel' })]);
    expect(issued().filter(({ state }) => state !== 'ISSUED')).toEqual([]);
    await everyLineHasOneOutcome();
  });

  it('answers a key that is used again with the first answer, or with 422 for another body', async () => {
    const headers = { 'idempotency-key': 'k-1' };
    const lines = [precursor(ITEM)];
    const first = await pipeline.submit(KOREA, lines, headers);
    const again = await pipeline.submit(KOREA, lines, headers);
    expect([again.status, again.body['manifestId']]).toEqual([first.status, first.body['manifestId']]);
    const other = await pipeline.submit(KOREA, [parcel({ itemId: ITEM })], headers);
    expect(other.status).toBe(422);
    expect(assessed()).toHaveLength(1);
    await everyLineHasOneOutcome();
  });

  it('lets nothing of a partner in test mode reach a port', async () => {
    await pipeline.admit('trial-post', { testMode: true });
    await pipeline.submit('trial-post', [precursor(ITEM)]);
    expect(assessed()).toMatchObject([{ outcome: 'ASSESSED', declared: { testMode: true } }]);
    expect(issued()).toEqual([]);
    expect(await pipeline.alerts()).toEqual([]);
    expect(checkOutcomes(pipeline.journal, await pipeline.outcomes('trial-post'))).toEqual([]);
  });

  it('takes manifests while the log is away, and catches up when it is back', async () => {
    pipeline.driver.goAway();
    const answer = await pipeline.push(KOREA, `${JSON.stringify(precursor(ITEM))}\n`);
    expect(answer.status).toBe(202);
    pipeline.journal.accepted(String(answer.body['manifestId']), 1);
    pipeline.driver.comeBack();
    await pipeline.driver.pump();
    await everyLineHasOneOutcome();
    expect(await pipeline.alerts()).toHaveLength(1);
  });

  it('goes on from where a service was stopped in the middle', async () => {
    for (const service of ['scorer', 'targeting', 'normalizer']) {
      await pipeline.driver.stopService(service);
      await pipeline.submit(KOREA, [precursor(s10('LX', 300_100 + service.length, 'CN'))]);
      await pipeline.driver.startService(service);
      await pipeline.driver.pump();
    }
    await everyLineHasOneOutcome();
    expect(await pipeline.alerts()).toHaveLength(3);
  });

  it('parks a record that nobody can read and goes on with the others', async () => {
    await pipeline.driver.publish({ topic: topics.shipmentsDeclared.name, key: 'x', value: Buffer.from('not framed') });
    await pipeline.submit(KOREA, [precursor(ITEM)]);
    const letters = pipeline.driver.records(`${topics.shipmentsDeclared.name}.scorer.dlq`);
    expect(letters.map(({ headers }) => headers['wp_dlq_code'])).toEqual(['avro.frame']);
    await everyLineHasOneOutcome();
  });
});

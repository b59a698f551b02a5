import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createDatabase, type Database, withTransaction } from '../database.ts';
import { createScratchDatabase, type ScratchDatabase } from '../scratch-database.ts';
import { appendAudit, listAudit } from './audit.repository.ts';
import { insertKey, keysOf, revokeKey } from './access-keys.repository.ts';
import { countDeadLetters } from './dead-letter-groups.repository.ts';
import { listDeadLetters, type NewDeadLetter, noteDeadLetters, selectDeadLetters } from './dead-letters.repository.ts';
import {
  type AlertFact,
  effectiveness,
  type InspectionFact,
  noteAlerts,
  noteInspections,
  noteSteps,
} from './effectiveness.repository.ts';
import { countOnce, flowTotals, forgetFlowBefore, type FlowRecord } from './flow.repository.ts';
import { beginRedrive, markRedriven } from './redrives.repository.ts';
import { insertPartner, lockPartner, listPartners, savePartner } from './partners.repository.ts';
import { type PartnerEntity } from './partner.entity.ts';

let scratch: ScratchDatabase;
let database: Database;

beforeAll(async () => {
  scratch = await createScratchDatabase(process.env['WATCHPOST_TEST_DATABASE_URL']!);
  database = await createDatabase({ url: scratch.url, service: 'operations', poolSize: 8 });
});
afterAll(async () => {
  await database?.close();
  await scratch?.drop();
});
beforeEach(async () => {
  await database.run(
    'truncate partners, ports, access_keys, flow_positions, flow_totals, flow_counts, dead_letters, alert_facts, inspection_facts',
  );
});

const NOW = Date.UTC(2026, 10, 24, 12);

const partner: PartnerEntity = {
  partner: 'royal-mail',
  version: 1,
  name: 'Royal Mail',
  country: 'GB',
  active: true,
  testMode: false,
  formatHint: null,
  mapping: null,
  findingCosts: null,
  requestsPerMinute: 600,
  bytesPerMinute: 6_000_000_000,
  changedAt: NOW,
  changedBy: 'operator:ada',
};

describe('Partners', () => {
  it('are inserted once, and read as they were written', async () => {
    const insert = () => withTransaction(database, (tx) => insertPartner(tx, partner));
    expect(await insert()).toBe(true);
    expect(await insert()).toBe(false);
    expect(await listPartners(database, '', 10)).toEqual([partner]);
  });

  it('get their versions one after the other, however many change one at once', async () => {
    await withTransaction(database, (tx) => insertPartner(tx, partner));
    const change = () =>
      withTransaction(database, async (tx) => {
        const before = await lockPartner(tx, 'royal-mail');
        await savePartner(tx, { ...before!, version: before!.version + 1 });
      });
    await Promise.all(Array.from({ length: 6 }, change));
    expect((await listPartners(database, '', 10))[0]!.version).toBe(7);
  });

  it('are listed from a name on', async () => {
    for (const name of ['a-post', 'b-post', 'c-post']) {
      await withTransaction(database, (tx) => insertPartner(tx, { ...partner, partner: name }));
    }
    expect((await listPartners(database, 'a-post', 1)).map((one) => one.partner)).toEqual(['b-post']);
  });
});

describe('Keys', () => {
  it('are revoked once, and only by their owner', async () => {
    const key = {
      keyId: 'k1',
      ownerKind: 'partner' as const,
      owner: 'royal-mail',
      hash: 'a'.repeat(64),
      scopes: ['manifests:write'],
      description: null,
      createdAt: NOW,
      createdBy: 'operator:ada',
      expiresAt: null,
      revokedAt: null,
    };
    const owner = { ownerKind: 'partner' as const, owner: 'royal-mail' };
    await withTransaction(database, (tx) => insertKey(tx, key));
    await withTransaction(database, async (tx) => {
      expect(await revokeKey(tx, { ...owner, owner: 'someone-else' }, 'k1', NOW)).toBe(false);
      expect(await revokeKey(tx, owner, 'k1', NOW + 5)).toBe(true);
      expect(await revokeKey(tx, owner, 'k1', NOW + 9)).toBe(false);
    });
    expect(await keysOf(database, owner)).toEqual([{ ...key, revokedAt: NOW + 5 }]);
  });
});

describe('The audit log', () => {
  const entry = (action: string) => ({ at: NOW, who: 'operator:ada', action, subject: 'royal-mail', detail: { n: 1 } });

  it('numbers entries without gaps, a roll-back and many writers notwithstanding', async () => {
    const failing = withTransaction(database, async (tx) => {
      await appendAudit(tx, entry('lost'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await Promise.all(
      Array.from({ length: 8 }, () => withTransaction(database, (tx) => appendAudit(tx, entry('kept')))),
    );
    const entries = await listAudit(database, {}, null, 20);
    expect(entries.map(({ position }) => position)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    expect(await listAudit(database, { action: 'kept' }, 3, 1)).toEqual([{ ...entry('kept'), position: 2 }]);
  });

  it('refuses to be changed', async () => {
    await expect(database.run(`update audit set who = 'nobody'`)).rejects.toThrow(/append-only/);
    await expect(database.run('delete from audit')).rejects.toThrow(/append-only/);
    await expect(database.run('truncate audit')).rejects.toThrow(/append-only/);
  });
});

describe('Counts of the flow', () => {
  const record = (partition: number, offset: number, detail = 'ASSESSED'): FlowRecord => ({
    partition,
    offset,
    timestamp: NOW + offset,
    counts: [{ stage: 'assessed', detail, count: 1 }],
  });
  const total = async (detail: string) =>
    (await flowTotals(database, NOW)).find((one) => one.detail === detail)?.count ?? 0;

  it('count a record once, however often its batch comes', async () => {
    await countOnce(database, 't', [record(0, 0), record(0, 1), record(1, 0)]);
    await countOnce(database, 't', [record(0, 0), record(0, 1), record(0, 2), record(1, 0)]);
    expect(await total('ASSESSED')).toBe(4);
  });

  it('count a batch once that two members handle at the same time', async () => {
    const batch = Array.from({ length: 500 }, (_, i) => record(i % 3, Math.floor(i / 3)));
    await Promise.all([countOnce(database, 't', batch), countOnce(database, 't', [...batch].reverse())]);
    expect(await total('ASSESSED')).toBe(500);
  });

  it('keep totals when old buckets are forgotten', async () => {
    await countOnce(database, 't', [record(0, 0), { ...record(0, 1), timestamp: NOW + 60_000 }]);
    expect(await forgetFlowBefore(database, NOW + 30_000)).toBe(1);
    expect(await flowTotals(database, NOW)).toEqual([{ stage: 'assessed', detail: 'ASSESSED', count: 2, recent: 1 }]);
  });
});

describe('Dead letters', () => {
  const letter = (offset: number, more: Partial<NewDeadLetter> = {}): NewDeadLetter => ({
    topic: 'shipments.declared.v1.scorer.dlq',
    partition: 0,
    offset,
    originTopic: 'shipments.declared.v1',
    service: 'scorer',
    code: 'avro.frame',
    reason: 'the value is not in Confluent framing',
    stage: 'decode',
    place: null,
    partner: 'royal-mail',
    manifestId: null,
    ordinal: 4,
    attempts: 1,
    firstFailedAt: NOW,
    parkedAt: NOW + offset,
    bytes: 12,
    key: null,
    shipmentId: null,
    issuedAt: null,
    sequence: null,
    versionOrdinal: null,
    testMode: false,
    again: null,
    ...more,
  });

  it('are noted once and numbered without gaps', async () => {
    await Promise.all([
      noteDeadLetters(database, [letter(0), letter(1)]),
      noteDeadLetters(database, [letter(1), letter(2)]),
    ]);
    const listed = await listDeadLetters(database, {}, null, 10);
    expect(listed.map(({ position }) => position)).toEqual([3, 2, 1]);
    expect(listed.map(({ offset }) => offset).sort()).toEqual([0, 1, 2]);
    expect(listed[0]).toMatchObject({ firstFailedAt: NOW, redrivenAt: null, ordinal: 4 });
  });

  it('are found by what is wrong with them and by whether they were redriven', async () => {
    await noteDeadLetters(database, [letter(0), letter(1, { code: 'handler.failed', partner: null }), letter(2)]);
    expect(await listDeadLetters(database, { code: 'handler.failed' }, null, 10)).toHaveLength(1);
    const waiting = await selectDeadLetters(database, { partner: 'royal-mail', state: 'waiting' }, 10);
    expect(waiting.map(({ offset }) => offset)).toEqual([0, 2]);
    const id = randomUUID();
    await withTransaction(database, async (tx) => {
      const why = { who: 'ada', reason: null, filter: null, rate: null, selected: 1 };
      await beginRedrive(tx, { id, kind: 'redriven', at: NOW, ...why });
      await markRedriven(tx, [waiting[0]!.position], { id, at: NOW });
    });
    expect(await selectDeadLetters(database, { state: 'waiting' }, 10)).toHaveLength(2);
    expect(await countDeadLetters(database)).toEqual([
      expect.objectContaining({ topic: 'shipments.declared.v1', service: 'scorer', code: 'avro.frame', waiting: 1 }),
      expect.objectContaining({ code: 'handler.failed', waiting: 1 }),
    ]);
  });
});

describe('Effectiveness', () => {
  const window = { from: NOW, to: NOW + 1_000_000 };
  const alert = (more: Partial<AlertFact> = {}): AlertFact => ({
    alertId: randomUUID(),
    port: 'jfk',
    revision: 1,
    issuedAt: NOW,
    method: 'rule',
    probability: 1,
    scenario: 'fentanyl@1',
    band: 'high',
    rules: ['hs-family@1', 'new-consignor@1'],
    withdrawn: false,
    ...more,
  });
  const inspection = (alertId: string, outcome: string, more: Partial<InspectionFact> = {}): InspectionFact => ({
    inspectionId: randomUUID(),
    alertId,
    outcome,
    laboratory: false,
    endedAt: NOW + 10,
    reportedAt: NOW + 20,
    corrects: null,
    ...more,
  });
  const all = async () => (await effectiveness(database, 'all', window))[0];

  it('counts what comes twice once, by rule and by method', async () => {
    const byRule = alert();
    const byChance = alert({ method: 'random', probability: 0.1, rules: [] });
    const result = inspection(byRule.alertId, 'CONFIRMED');
    for (let again = 0; again < 2; again += 1) {
      await noteAlerts(database, [byRule, byChance]);
      await noteSteps(database, [{ alertId: byRule.alertId, step: 'ACKNOWLEDGED', at: NOW + 5 }]);
      await noteInspections(database, [result]);
    }
    const found = { targeted: 1, acknowledged: 1, examined: 1, found: 1, confirmed: 1, withdrawn: 0 };
    const nothing = { targeted: 1, acknowledged: 0, examined: 0, found: 0, confirmed: 0, withdrawn: 0 };
    expect(await effectiveness(database, 'method', window)).toEqual([
      { group: 'random', ...nothing },
      { group: 'rule', ...found },
    ]);
    expect(await effectiveness(database, 'rule', window)).toEqual([
      { group: 'hs-family@1', ...found },
      { group: 'new-consignor@1', ...found },
    ]);
  });

  it('does not care which of alert, step and result came first', async () => {
    const one = alert();
    await noteInspections(database, [inspection(one.alertId, 'NEGATIVE')]);
    await noteSteps(database, [{ alertId: one.alertId, step: 'EXAMINED', at: NOW + 9 }]);
    expect(await all()).toBeUndefined();
    await noteAlerts(database, [one]);
    expect(await all()).toMatchObject({ targeted: 1, examined: 1, found: 0 });
  });

  it('takes the laboratory at its word, before or after the device', async () => {
    const one = alert();
    await noteAlerts(database, [one]);
    await noteInspections(database, [inspection(one.alertId, 'PRESUMPTIVE_POSITIVE')]);
    expect(await all()).toMatchObject({ found: 1, confirmed: 0 });
    await noteInspections(database, [inspection(one.alertId, 'NEGATIVE', { laboratory: true, endedAt: NOW + 500 })]);
    expect(await all()).toMatchObject({ found: 0, examined: 1 });
    await noteInspections(database, [inspection(one.alertId, 'PRESUMPTIVE_POSITIVE', { endedAt: NOW + 900 })]);
    expect(await all()).toMatchObject({ found: 0 });
  });

  it('leaves out a result that was corrected', async () => {
    const one = alert();
    const wrong = inspection(one.alertId, 'CONFIRMED', { endedAt: NOW + 900 });
    await noteAlerts(database, [one]);
    await noteInspections(database, [wrong, inspection(one.alertId, 'NEGATIVE', { corrects: wrong.inspectionId })]);
    expect(await all()).toMatchObject({ found: 0, examined: 1 });
  });

  it('keeps when an alert was first issued, and its newest revision', async () => {
    const first = alert();
    const revised = { ...first, revision: 2, issuedAt: NOW + 2_000_000, band: 'very-high' };
    await noteAlerts(database, [revised]);
    await noteAlerts(database, [first]);
    expect(await effectiveness(database, 'band', window)).toEqual([
      expect.objectContaining({ group: 'very-high', targeted: 1 }),
    ]);
    await noteAlerts(database, [{ ...revised, revision: 3, withdrawn: true }]);
    expect(await all()).toMatchObject({ targeted: 1, withdrawn: 1 });
  });
});

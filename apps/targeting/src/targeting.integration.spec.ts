import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type PortChanged, topics } from '@watchpost/contracts';
import { targetingStore, withTransaction } from '@watchpost/persistence';
import {
  assessed,
  assessedRecord,
  type Declaration,
  HOUR,
  inspection,
  NOW,
  port,
  recordOf,
  scan,
  shipmentOfItem,
  step,
} from '../test/events.ts';
import { runTargeting, type RunningTargeting } from '../test/running-targeting.ts';

let targeting: RunningTargeting;

const assess = (...declarations: Declaration[]): Promise<void> =>
  targeting.hears(...declarations.map((each) => assessedRecord(targeting.codec, assessed(each))));
const track = (...scans: ReturnType<typeof scan>[]): Promise<void> =>
  targeting.hears(...scans.map((each) => recordOf(targeting.codec, topics.trackingObserved, each)));
const progress = (...steps: ReturnType<typeof step>[]): Promise<void> =>
  targeting.hears(...steps.map((each) => recordOf(targeting.codec, topics.alertsProgressed, each)));
const open = async (...ports: ReturnType<typeof port>[]): Promise<void> =>
  targeting.hears(...ports.map((each) => recordOf(targeting.codec, topics.portsChanged, each)));

async function start(share = 0): Promise<void> {
  targeting = await runTargeting({ share });
  await open(port('jfk', ['USJFKA', 'JFK', 'USNYC*']), port('lax', ['USLAXA']));
}

afterEach(async () => {
  await targeting.stop();
});

describe('An assessed item', () => {
  beforeEach(() => start());

  it('becomes an alert for the port that handles it, with ranked reasons, how it was chosen and where it is', async () => {
    await assess({});
    expect(targeting.issued()).toEqual([
      expect.objectContaining({
        revision: 1,
        port: 'jfk',
        state: 'ISSUED',
        action: 'HOLD',
        methods: ['XRAY', 'RAMAN', 'HPMS'],
        partner: 'china-post',
        itemId: 'RB123456785CN',
        selection: { method: 'rule', probability: 1, detail: 'band critical, above all by press-words@1' },
        reasons: [expect.objectContaining({ factor: 'press-words' }), expect.objectContaining({ factor: 'origin' })],
        location: expect.objectContaining({
          conveyance: 'CA981',
          arrivesAt: NOW + 6 * HOUR,
          leavesAt: NOW + 30 * HOUR,
        }),
        issuedAt: NOW,
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      }),
    ]);
    const [record] = targeting.log.records(topics.alertsIssued.name).filter(({ key }) => key?.toString() === 'jfk');
    expect(record!.headers).toMatchObject({
      ce_source: 'targeting',
      wp_partner: 'china-post',
      traceparent: expect.any(String),
    });
  });

  it('that calls for nothing is passed by without a row', async () => {
    await assess({ recommendation: 'NONE', score: 0.01 });
    expect(targeting.issued()).toEqual([]);
    expect(await targeting.database.query('select 1 from shipment_views')).toEqual([]);
  });

  it.each([
    ['sent in test mode', { testMode: true }],
    ['of a replay', { run: 'replay-7' }],
    ['that a newer version had overtaken', { outcome: 'SUPERSEDED' as const }],
  ])('%s never reaches a port', async (_what, declaration) => {
    await assess(declaration);
    expect(targeting.issued()).toEqual([]);
  });

  it('chosen above all by a list says so', async () => {
    await assess({ factor: 'list-consignor' });
    expect(targeting.issued()[0]!.selection.method).toBe('list');
  });

  it('decided by the block list says so first, with what the rules came to', async () => {
    const event = assessed({ ruling: { kind: 'block', rule: 'burnt-dies@3', band: 'low', recommendation: 'NONE' } });
    const reason = {
      factor: 'burnt-dies',
      outcome: 'block',
      value: null,
      weight: 0,
      text: 'Blocked',
      rule: 'burnt-dies@3',
    };
    await targeting.hears(assessedRecord(targeting.codec, { ...event, reasons: [reason, ...event.reasons] }));
    const [alert] = targeting.issued();
    expect(alert!.reasons.map(({ factor }) => factor)).toEqual(['burnt-dies', 'press-words', 'origin']);
    expect(alert!.selection).toEqual({
      method: 'list',
      probability: 1,
      detail: 'block list burnt-dies@3; the rules came to band low',
    });
  });

  it('delivered again, alone or with all that came after it, changes nothing', async () => {
    await assess({ version: 1 });
    await assess({ version: 2, recommendation: 'RFS', score: 0.4 });
    await assess({ version: 3, recommendation: 'NONE', score: 0.01 });
    const before = targeting.issued();
    expect(before.map(({ revision, state, action }) => [revision, state, action])).toEqual([
      [1, 'ISSUED', 'HOLD'],
      [2, 'ISSUED', 'RFS'],
      [3, 'SUPERSEDED', 'RFS'],
    ]);
    await targeting.log.rewind('targeting');
    await targeting.settled();
    expect(targeting.issued()).toEqual(before);
  });

  it('whose value cannot be decoded is dead, and its neighbours are not', async () => {
    const good = assessedRecord(targeting.codec, assessed({ item: 2 }));
    const bad = { ...assessedRecord(targeting.codec, assessed({ item: 3 })), value: Buffer.from('junk') };
    await targeting.hears(bad, good);
    expect(targeting.issued()).toHaveLength(1);
    const [dead] = targeting.log.records('shipments.assessed.v1.targeting.dlq');
    expect(dead!.headers).toMatchObject({ wp_dlq_code: 'avro.frame', wp_dlq_stage: 'decode' });
  });
});

describe('A newer version', () => {
  beforeEach(() => start());

  it('that changes the decision revises the alert under its id', async () => {
    await assess({ version: 1 });
    await assess({ version: 2, recommendation: 'RFS', score: 0.3 });
    const [first, second] = targeting.issued();
    expect(second).toMatchObject({ alertId: first!.alertId, revision: 2, action: 'RFS', state: 'ISSUED' });
  });

  it('that says nothing a port would act on makes no revision', async () => {
    await assess({ version: 1 });
    await assess({ version: 2, score: 0.91 });
    expect(targeting.issued()).toHaveLength(1);
  });

  it('that no longer calls for an alert supersedes it, and says so to whoever follows the alert', async () => {
    await assess({ version: 1 });
    await assess({ version: 2, recommendation: 'NONE', score: 0.01 });
    expect(targeting.standing()).toEqual([expect.objectContaining({ state: 'SUPERSEDED', revision: 2 })]);
    expect(targeting.progressed()).toEqual([
      expect.objectContaining({ step: 'SUPERSEDED', by: 'targeting', revision: 2 }),
    ]);
  });

  it('is not overridden by an older one that comes after it', async () => {
    await assess({ version: 2, recommendation: 'RFS', score: 0.3 });
    await assess({ version: 1, score: 0.99 });
    expect(targeting.issued()).toEqual([expect.objectContaining({ action: 'RFS', revision: 1 })]);
  });

  it('that is bound for another port moves the alert: one ends, another begins', async () => {
    await assess({ version: 1 });
    await assess({ version: 2, shipment: { portOfArrival: 'USLAXA' } });
    expect(targeting.standing().map(({ port: at, state }) => [at, state])).toEqual([
      ['jfk', 'SUPERSEDED'],
      ['lax', 'ISSUED'],
    ]);
  });

  it('that calls for an alert again after one was superseded opens another', async () => {
    await assess({ version: 1 });
    await assess({ version: 2, recommendation: 'NONE', score: 0.01 });
    await assess({ version: 3 });
    expect(targeting.standing().map(({ state }) => state)).toEqual(['SUPERSEDED', 'ISSUED']);
  });

  it('that cancels the item cancels the alert', async () => {
    await assess({ version: 1 });
    await assess({ version: 2, outcome: 'RECORDED', recommendation: 'NONE', shipment: { function: 'cancel' } });
    expect(targeting.standing()).toEqual([expect.objectContaining({ state: 'CANCELLED' })]);
  });

  it.each([
    ['calls for nothing', { recommendation: 'NONE', score: 0.01 }],
    ['cancels', { outcome: 'RECORDED' as const, recommendation: 'NONE', shipment: { function: 'cancel' as const } }],
  ])('that %s and comes in one batch with the version before leaves no alert, then or later', async (_what, newer) => {
    await assess({ version: 1 }, { version: 2, ...newer });
    expect(targeting.standing().filter(({ state }) => state === 'ISSUED')).toEqual([]);
    // Published once more by a scorer that fell over.
    await assess({ version: 1 });
    expect(targeting.standing().filter(({ state }) => state === 'ISSUED')).toEqual([]);
  });

  it.each([
    ['supersede', { recommendation: 'NONE', score: 0.01 }, 'SUPERSEDED'],
    [
      'cancel',
      { outcome: 'RECORDED' as const, recommendation: 'NONE', shipment: { function: 'cancel' as const } },
      'CANCELLED',
    ],
    ['revise', { recommendation: 'RFS', score: 0.2 }, 'REVISED'],
  ])('cannot %s once the item is in the officers’ hands: it is recorded only', async (_what, declaration, kind) => {
    await assess({ version: 1 });
    const [alert] = targeting.issued();
    await progress(...['ACKNOWLEDGED', 'LOCATED', 'PRESENTED'].map((name, index) => step(alert!, name, NOW + index)));
    await assess({ version: 2, ...declaration });
    expect(targeting.issued()).toHaveLength(1);
    expect(await targetingStore.notesOf(targeting.database, alert!.alertId)).toEqual([
      { kind, detail: `${kind} after PRESENTED: recorded only` },
    ]);
  });
});

describe('Two partners that declare one item', () => {
  beforeEach(() => start());

  it('make one alert: the stronger view leads, the other is named', async () => {
    await assess({ partner: 'china-post', recommendation: 'RFS', score: 0.3 });
    await assess({ partner: 'express-co', score: 0.95 });
    expect(targeting.standing()).toEqual([
      expect.objectContaining({
        revision: 2,
        action: 'HOLD',
        partner: 'express-co',
        reasons: expect.arrayContaining([
          expect.objectContaining({
            factor: 'declared-by-another',
            value: 'china-post',
            text: expect.stringContaining('0.30'),
          }),
        ]),
      }),
    ]);
  });

  it('cannot cancel each other’s', async () => {
    await assess({ partner: 'china-post' }, { partner: 'express-co', score: 0.95 });
    await assess({
      partner: 'express-co',
      version: 2,
      outcome: 'RECORDED',
      recommendation: 'NONE',
      shipment: { function: 'cancel' },
    });
    expect(targeting.standing()).toEqual([expect.objectContaining({ state: 'ISSUED', partner: 'china-post' })]);
  });
});

describe('A port', () => {
  beforeEach(() => start());

  it('is found by prefix, and by the office that the receptacle is addressed to', async () => {
    await assess({ item: 1, shipment: { portOfArrival: 'USNYCX' } });
    await assess({ item: 2, shipment: { portOfArrival: null, receptacle: 'CNBJSAUSLAXAACN60001001100005' } });
    expect(targeting.issued().map(({ port: at }) => at)).toEqual(['jfk', 'lax']);
  });

  it('that nobody knows leaves the item unrouted, until one says that it handles the place', async () => {
    await assess({ shipment: { portOfArrival: 'USMIAA', destination: 'US' } });
    expect(targeting.issued()).toEqual([]);
    expect(await targetingStore.listUnrouted(targeting.database, 10)).toEqual([
      expect.objectContaining({ shipmentId: shipmentOfItem(1), places: ['USMIAA', 'US'], recommendation: 'HOLD' }),
    ]);
    expect(await (await fetch(`${targeting.url}/metrics`)).text()).toMatch(/watchpost_targeting_unrouted\{[^}]*\} 1/u);
    await open(port('mia', ['USMIAA']));
    expect(targeting.issued()).toEqual([expect.objectContaining({ port: 'mia' })]);
    expect(await targetingStore.countUnrouted(targeting.database)).toBe(0);
  });

  it('that is new gets everything that waited for one, however much that is', async () => {
    const records = Array.from({ length: 1_050 }, (_, item) =>
      assessedRecord(targeting.codec, assessed({ item: item + 1, shipment: { portOfArrival: 'USMIAA' } })),
    );
    await targeting.hears(...records);
    expect(await targetingStore.countUnrouted(targeting.database)).toBe(1_050);
    await open(port('mia', ['USMIAA']));
    expect(await targetingStore.countUnrouted(targeting.database)).toBe(0);
  });

  it('that opens waits for those who route by the ports as they were, and they for it', async () => {
    const mia: PortChanged = port('mia', ['USMIAA']);
    const order: string[] = [];
    await withTransaction(targeting.database, async (tx) => {
      await targetingStore.activePorts(tx);
      const opened = open(mia).then(() => order.push('opened'));
      await new Promise((resolve) => setTimeout(resolve, 150));
      order.push('routed');
      void opened;
    });
    await targeting.settled();
    expect(order[0]).toBe('routed');
  });

  it('gets by country only what no office told, and only where it says so', async () => {
    await open(port('national', ['US']));
    await assess({ shipment: { portOfArrival: null } });
    expect(targeting.issued()[0]!.port).toBe('national');
  });

  it('that is not active gets no alert', async () => {
    await open(port('lax', ['USLAXA'], { active: false, version: 2 }));
    await assess({ shipment: { portOfArrival: 'USLAXA' } });
    expect(targeting.issued()).toEqual([]);
  });

  it('keeps its newest version, whatever comes late', async () => {
    await open(port('lax', [], { version: 3 }), port('lax', ['USLAXA'], { version: 2 }));
    await assess({ shipment: { portOfArrival: 'USLAXA' } });
    expect(targeting.issued()).toEqual([]);
  });
});

describe('The capacity of a shift', () => {
  beforeEach(async () => {
    await start();
    await open(port('jfk', ['USJFKA'], { version: 2, capacityPerShift: 2 }));
  });

  it('goes to the heavier items of a batch; the others are refused on record', async () => {
    const declarations = [0.6, 0.9, 0.7, 0.8].map((score, index) => ({ item: index + 1, score }));
    await targetingTakes(declarations);
    expect(
      targeting
        .issued()
        .map(({ score }) => score)
        .toSorted(),
    ).toEqual([0.8, 0.9]);
    expect(await targeting.database.query('select score, capacity from refusals order by score')).toEqual([
      { score: 0.6, capacity: 2 },
      { score: 0.7, capacity: 2 },
    ]);
    expect(await targeting.database.query('select admitted, refused from shifts')).toEqual([
      { admitted: 2, refused: 2 },
    ]);
  });

  it('is not taken back from an alert that was issued, and begins anew with the next shift', async () => {
    await assess({ item: 1, score: 0.6 });
    await assess({ item: 2, score: 0.6 });
    await assess({ item: 3, score: 0.99 });
    expect(targeting.issued()).toHaveLength(2);
    await assess({
      item: 4,
      shipment: {
        conveyance: { mode: 'air', id: 'CA1', departsAt: null, arrivesAt: NOW + 8 * HOUR, arrivesPrecision: null },
      },
    });
    expect(targeting.issued()).toHaveLength(3);
  });

  it('holds when many transactions ask at once', async () => {
    await Promise.all(
      Array.from({ length: 12 }, (_, index) => targetingTakes([{ item: index + 1, score: 0.5 + index / 100 }])),
    );
    expect(targeting.issued()).toHaveLength(2);
    expect(await targeting.database.query('select admitted, refused from shifts')).toEqual([
      { admitted: 2, refused: 10 },
    ]);
  });

  /** All in one call, whatever partitions their keys fall into. */
  async function targetingTakes(declarations: readonly Declaration[]): Promise<void> {
    await targeting.takes(declarations.map((each) => assessed(each)));
  }
});

describe('The random share', () => {
  it('takes items that call for nothing, by chance, with their probability, beside the capacity', async () => {
    await start(0.5);
    await open(port('jfk', ['USJFKA'], { version: 2, capacityPerShift: 0 }));
    const items = Array.from({ length: 40 }, (_, index) => ({ item: index + 1, recommendation: 'NONE', score: 0.01 }));
    await assess(...items);
    const drawn = targeting.issued();
    expect(drawn.length).toBeGreaterThan(8);
    expect(drawn.length).toBeLessThan(32);
    expect(drawn[0]).toMatchObject({
      action: 'RFS',
      selection: { method: 'random', probability: 0.5 },
      reasons: [expect.objectContaining({ factor: 'random-share' })],
    });
    await assess(...items.map((each) => ({ ...each, version: 2 })));
    expect(targeting.standing().map(({ state }) => state)).toEqual(drawn.map(() => 'ISSUED'));
  });
});

describe('Tracking', () => {
  beforeEach(async () => {
    await start();
    await assess({});
  });

  it('tells the port that the item has come and when it will leave', async () => {
    await track(scan('EMC', NOW), scan('EMD', NOW + 5 * HOUR));
    expect(targeting.standing()).toEqual([
      expect.objectContaining({
        revision: 2,
        state: 'ISSUED',
        location: expect.objectContaining({
          leavesAt: NOW + 29 * HOUR,
          lastSeen: `arrived at inward office of exchange (EMD), USJFKA, ${new Date(NOW + 5 * HOUR).toISOString()}`,
        }),
      }),
    ]);
  });

  it.each(['EMF', 'EMG', 'EMH', 'EMI'])('ends the alert when the item has left (%s)', async (event) => {
    await track(scan(event, NOW + HOUR));
    expect(targeting.standing()).toEqual([expect.objectContaining({ state: 'EXPIRED' })]);
    expect(targeting.progressed()).toEqual([
      expect.objectContaining({ step: 'EXPIRED', evidence: expect.objectContaining({ event, toldBy: 'usps' }) }),
    ]);
  });

  it('that comes late, again, in test mode or of another item changes nothing', async () => {
    await track(scan('EMD', NOW + 5 * HOUR));
    await track(scan('EMD', NOW + 5 * HOUR), scan('EMA', NOW), scan('EMI', NOW + 6 * HOUR, 2));
    await track(scan('EMI', NOW + 6 * HOUR, 1, { testMode: true }));
    expect(targeting.issued()).toHaveLength(2);
  });

  it('does not end an alert whose item is in the officers’ hands', async () => {
    const [alert] = targeting.issued();
    await progress(
      step(alert!, 'ACKNOWLEDGED', NOW),
      step(alert!, 'LOCATED', NOW + 1),
      step(alert!, 'PRESENTED', NOW + 2),
    );
    await track(scan('EMF', NOW + HOUR));
    expect(targeting.issued()).toHaveLength(1);
    expect((await targetingStore.notesOf(targeting.database, alert!.alertId))[0]!.kind).toBe('EXPIRED');
  });
});

describe('What comes back from a port', () => {
  beforeEach(async () => {
    await start();
    await assess({});
  });

  it('closes the alert with the disposition, so that a later version opens another', async () => {
    const [alert] = targeting.issued();
    const names = ['ACKNOWLEDGED', 'LOCATED', 'PRESENTED', 'EXAMINED', 'SEIZED'];
    await progress(...names.map((name, index) => step(alert!, name, NOW + index)));
    await targeting.hears(recordOf(targeting.codec, topics.inspectionsReported, inspection(alert!, 'CONFIRMED')));
    expect(await targetingStore.findAlerts(targeting.database, [alert!.alertId])).toEqual([
      expect.objectContaining({ state: 'SEIZED', open: false, outcome: 'CONFIRMED' }),
    ]);
  });

  it('and is forgotten some time after it ended, views and all', async () => {
    const [alert] = targeting.issued();
    await progress(step(alert!, 'ACKNOWLEDGED', NOW), step(alert!, 'ALREADY_GONE', NOW + 1));
    targeting.clock.at = NOW + 24 * HOUR;
    expect(await targeting.forget()).toBe(0);
    targeting.clock.at += HOUR;
    expect(await targeting.forget()).toBe(2);
    expect(await targetingStore.findAlerts(targeting.database, [alert!.alertId])).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { topics } from '@watchpost/contracts';
import { type Conveyance } from '@watchpost/domain';
import { type OutgoingRecord } from '@watchpost/messaging';
import { targetingStore, withTransaction } from '@watchpost/persistence';
import {
  assessed,
  assessedRecord,
  type Declaration,
  HOUR,
  NOW,
  port,
  recordOf,
  scan,
  shipmentOfItem,
  step,
  unit,
} from '../test/events.ts';
import { runTargeting, type RunningTargeting } from '../test/running-targeting.ts';

const RECEPTACLE = 'CNBJSAUSJFKAACN60001001100005';
const DISPATCH = RECEPTACLE.slice(0, 20);
const silent = { conveyance: null, portOfArrival: 'USJFKA' } as const;
const flight: Conveyance = {
  mode: 'air',
  id: 'CA981',
  departsAt: NOW - HOUR,
  arrivesAt: NOW + 9 * HOUR,
  arrivesPrecision: null,
};

let targeting: RunningTargeting;

const hears = (...records: readonly OutgoingRecord[]): Promise<void> => targeting.hears(...records);
const declared = (declaration: Declaration): OutgoingRecord => assessedRecord(targeting.codec, assessed(declaration));
const told = (...given: Parameters<typeof unit>): OutgoingRecord =>
  recordOf(targeting.codec, topics.unitsObserved, unit(...given));
const scanned = (...given: Parameters<typeof scan>): OutgoingRecord =>
  recordOf(targeting.codec, topics.trackingObserved, scan(...given));
const location = () => targeting.standing()[0]?.location;

/** Each record by itself, settled before the next. */
async function inTurn(records: readonly OutgoingRecord[]): Promise<void> {
  for (const record of records) await hears(record);
}

beforeEach(async () => {
  targeting = await runTargeting({});
  const ports = [port('jfk', ['USJFKA', 'JFK']), port('lax', ['USLAXA', 'LAX'])];
  await hears(...ports.map((each) => recordOf(targeting.codec, topics.portsChanged, each)));
});
afterEach(async () => {
  await targeting.stop();
});

describe('What is known of the unit is known of the item', () => {
  const arrival = { conveyance: 'CA981', arrivesAt: NOW + 9 * HOUR, leavesAt: NOW + 33 * HOUR };

  const journeys: Readonly<Record<string, () => readonly OutgoingRecord[]>> = {
    'the receptacle that it names': () => [
      declared({ shipment: { ...silent, receptacle: RECEPTACLE } }),
      told(`RECEPTACLE ${RECEPTACLE}`, { conveyance: flight }),
    ],
    'the dispatch of its receptacle': () => [
      declared({ shipment: { ...silent, receptacle: RECEPTACLE } }),
      told(`DISPATCH ${DISPATCH}`, { conveyance: flight }),
    ],
    'the master of a house': () => [
      declared({ shipment: { ...silent, masterBill: '999-12345675' } }),
      told('MASTER_BILL 999-12345675', { conveyance: flight }),
    ],
    'a container': () => [
      declared({ shipment: { ...silent, containers: ['TEMU1234565'] } }),
      told('EQUIPMENT TEMU1234565', { conveyance: flight }),
    ],
    'a receptacle that says it holds the item': () => [
      declared({ shipment: silent }),
      told(`RECEPTACLE ${RECEPTACLE}`, { conveyance: flight, items: [{ shipmentId: shipmentOfItem(1), itemId: 'X' }] }),
    ],
    'the voyage of the container of its master': () => [
      declared({ shipment: { ...silent, masterBill: 'NBLU1' } }),
      told('MASTER_BILL NBLU1', { within: ['EQUIPMENT TEMU1234565'] }),
      told('EQUIPMENT TEMU1234565', { within: ['CONVEYANCE NORDBLUE TERN'] }),
      told('CONVEYANCE NORDBLUE TERN', { conveyance: flight }),
    ],
  };

  describe.each(Object.keys(journeys))('by %s', (name) => {
    it('when that had come before', async () => {
      await inTurn(journeys[name]!().toReversed());
      expect(targeting.issued()).toEqual([
        expect.objectContaining({ revision: 1, location: expect.objectContaining(arrival) }),
      ]);
    });

    it('when that comes after, by a revision of the alert', async () => {
      await inTurn(journeys[name]!());
      expect(targeting.standing()).toEqual([
        expect.objectContaining({ state: 'ISSUED', location: expect.objectContaining(arrival) }),
      ]);
      expect(targeting.issued()).toHaveLength(2);
    });

    it('when all comes at once, and again', async () => {
      await hears(...journeys[name]!());
      expect(location()).toMatchObject(arrival);
      const before = targeting.issued();
      await targeting.log.rewind('targeting');
      await targeting.settled();
      expect(targeting.issued()).toEqual(before);
    });
  });

  it('also of one whose office nobody knew: it gets its port', async () => {
    await hears(declared({ shipment: { conveyance: null, portOfArrival: null, masterBill: '999-12345675' } }));
    expect(targeting.issued()).toEqual([]);
    await hears(told('MASTER_BILL 999-12345675', { conveyance: flight, portOfArrival: 'LAX' }));
    expect(targeting.standing()).toEqual([
      expect.objectContaining({ port: 'lax', location: expect.objectContaining(arrival) }),
    ]);
    expect(await targetingStore.countUnrouted(targeting.database)).toBe(0);
  });

  it('and moves the alert when its own partner says later that the unit arrives elsewhere', async () => {
    await hears(declared({ shipment: { ...silent, masterBill: '999-12345675' } }));
    const diverted = { conveyance: flight, portOfArrival: 'LAX', version: 50 };
    await hears(told('MASTER_BILL 999-12345675', { ...diverted, partner: 'another' }));
    expect(targeting.standing().map((alert) => [alert.port, alert.state])).toEqual([['jfk', 'ISSUED']]);
    await hears(told('MASTER_BILL 999-12345675', diverted));
    expect(targeting.standing().map((alert) => [alert.port, alert.state])).toEqual([
      ['jfk', 'SUPERSEDED'],
      ['lax', 'ISSUED'],
    ]);
  });

  it('is of no other journey of the same container', async () => {
    const DAY = 24 * HOUR;
    await hears(told('EQUIPMENT TEMU1234565', { conveyance: flight, issuedAt: NOW - 46 * DAY }));
    await hears(declared({ shipment: { ...silent, containers: ['TEMU1234565'] } }));
    expect(location()).toMatchObject({ conveyance: null, arrivesAt: null });
  });

  it('is nothing that is sent in test mode', async () => {
    await hears(told(`RECEPTACLE ${RECEPTACLE}`, { conveyance: flight, testMode: true }));
    await hears(scanned('EMD', NOW, 1, { testMode: true }));
    await hears(declared({ shipment: { ...silent, receptacle: RECEPTACLE } }));
    expect(location()).toMatchObject({ conveyance: null, lastSeen: null });
  });
});

describe('Partners that say something of one unit', () => {
  const unitKey = 'MASTER_BILL 999-12345675';
  const other = { ...flight, id: 'XX1', arrivesAt: NOW + 20 * HOUR };
  beforeEach(() => hears(declared({ shipment: { ...silent, masterBill: '999-12345675' } })));

  it('stand side by side: the item’s own goes first, whoever came last', async () => {
    await hears(told(unitKey, { conveyance: other, partner: 'another', version: 90 }));
    expect(location()).toMatchObject({ conveyance: 'XX1' });
    await hears(told(unitKey, { conveyance: flight, version: 1 }));
    expect(location()).toMatchObject({ conveyance: 'CA981' });
    await hears(told(unitKey, { conveyance: other, partner: 'another', version: 91 }));
    expect(location()).toMatchObject({ conveyance: 'CA981', arrivesAt: NOW + 9 * HOUR });
  });

  it('do not take back each other’s; who takes back his own leaves what the others said', async () => {
    await hears(told(unitKey, { conveyance: flight, version: 1 }));
    await hears(told(unitKey, { function: 'cancel', partner: 'another', version: 2 }));
    expect(location()).toMatchObject({ conveyance: 'CA981' });
    await hears(told(unitKey, { conveyance: other, partner: 'another', version: 3 }));
    await hears(told(unitKey, { function: 'cancel', version: 2 }));
    expect(location()).toMatchObject({ conveyance: 'XX1' });
  });

  it('correct themselves: the newer version stays, also where the older comes after it', async () => {
    await hears(told(unitKey, { conveyance: other, version: 2 }));
    await hears(told(unitKey, { conveyance: flight, version: 1 }));
    expect(location()).toMatchObject({ conveyance: 'XX1' });
  });

  it('say more in one kind of document than in another: none takes the place of the other', async () => {
    await hears(told(unitKey, { conveyance: flight, version: 1, document: 'XFFM' }));
    await hears(told(unitKey, { portOfArrival: 'JFK', version: 2, document: 'XFWB' }));
    expect(location()).toMatchObject({ conveyance: 'CA981', arrivesAt: NOW + 9 * HOUR });
  });

  it('take back before they said it', async () => {
    await hears(told(unitKey, { function: 'cancel', version: 2 }));
    await hears(told(unitKey, { conveyance: flight, version: 1 }));
    expect(location()).toMatchObject({ conveyance: null });
  });
});

describe('A scan', () => {
  it('of the item before it is declared is known when the alert is written', async () => {
    await inTurn([scanned('EMD', NOW - 2 * HOUR), scanned('EMC', NOW - 9 * HOUR), declared({ shipment: silent })]);
    expect(targeting.issued()).toEqual([
      expect.objectContaining({
        revision: 1,
        location: expect.objectContaining({
          leavesAt: NOW + 22 * HOUR,
          lastSeen: expect.stringContaining('arrived at inward office of exchange (EMD)'),
        }),
      }),
    ]);
  });

  it.each([
    ['before', (records: readonly OutgoingRecord[]) => records],
    ['after', (records: readonly OutgoingRecord[]) => records.toReversed()],
  ])('of its container, %s the declaration, says when the item will have left', async (_when, order) => {
    const seen = { event: 'EMD', at: NOW - HOUR, place: 'USLGB' };
    await inTurn(
      order([
        told('EQUIPMENT TEMU1234565', { scan: seen }),
        declared({ shipment: { ...silent, containers: ['TEMU1234565'] } }),
      ]),
    );
    expect(location()).toMatchObject({ leavesAt: NOW + 23 * HOUR });
  });

  it('of the container says nothing against what a manifest said of it', async () => {
    await hears(told('EQUIPMENT TEMU1234565', { conveyance: flight, version: 1 }));
    await hears(told('EQUIPMENT TEMU1234565', { scan: { event: 'EMC', at: NOW, place: null }, version: 2 }));
    await hears(declared({ shipment: { ...silent, containers: ['TEMU1234565'] } }));
    expect(location()).toMatchObject({ conveyance: 'CA981', lastSeen: expect.stringContaining('EMC') });
  });

  it('that says the item had left opens no alert for it; one that says so later ends the alert', async () => {
    await inTurn([scanned('EMI', NOW - HOUR), declared({ shipment: silent })]);
    expect(targeting.issued()).toEqual([]);
    await inTurn([declared({ item: 2, shipment: silent }), scanned('EMI', NOW - HOUR, 2)]);
    expect(targeting.standing()).toEqual([expect.objectContaining({ state: 'EXPIRED' })]);
  });

  it('of one of two containers that an item is in is not the end of its alert', async () => {
    await hears(declared({ shipment: { ...silent, containers: ['TEMU1234565', 'CSQU3054383'] } }));
    await hears(told('EQUIPMENT TEMU1234565', { scan: { event: 'EMF', at: NOW, place: null } }));
    expect(targeting.standing()).toEqual([expect.objectContaining({ state: 'ISSUED' })]);
  });

  it('of an item that a port has done with opens nothing again', async () => {
    await hears(declared({ shipment: { ...silent, receptacle: RECEPTACLE } }));
    const [alert] = targeting.issued();
    const steps = ['ACKNOWLEDGED', 'LOCATED', 'PRESENTED', 'EXAMINED', 'RELEASED'];
    await hears(
      ...steps.map((name, at) => recordOf(targeting.codec, topics.alertsProgressed, step(alert!, name, NOW + at))),
    );
    await hears(scanned('EMF', NOW + HOUR), told(`RECEPTACLE ${RECEPTACLE}`, { conveyance: flight }));
    expect(targeting.issued()).toHaveLength(1);
  });
});

describe('Who tells of a unit while an item is decided on', () => {
  it('waits until that is decided', async () => {
    const order: string[] = [];
    const queued = `select from pg_locks where locktype = 'advisory' and not granted`;
    const waiting = await withTransaction(targeting.database, async (tx) => {
      await targetingStore.beginDeciding(tx);
      const waits = targetingStore.waitForDecisions(targeting.database).then(() => order.push('went on'));
      while ((await tx.query(queued)).length === 0) await new Promise(setImmediate);
      order.push('decided');
      return { waits };
    });
    await waiting.waits;
    expect(order).toEqual(['decided', 'went on']);
  });
});

describe('What is kept of units', () => {
  it('is nothing of the items that are let pass', async () => {
    await hears(declared({ recommendation: 'NONE', score: 0.01, shipment: { ...silent, receptacle: RECEPTACLE } }));
    expect(await targeting.database.query('select from unit_views')).toEqual([]);
    expect(await targeting.database.query('select from scans')).toEqual([]);
    expect(await targeting.database.query('select from shipment_views')).toEqual([]);
  });
});

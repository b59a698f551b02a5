import { describe, expect, it } from '@jest/globals';
import { conveyanceUnit, unitKey, unitNamed, unitOfKey, unitsOf } from './unit.ts';

const RECEPTACLE = 'CNSHAAUSJFKAACN60123001110123';
const departsAt = Date.UTC(2026, 10, 24, 22, 30);
const nothing = { receptacle: null, dispatch: null, containers: [], masterBill: null, conveyance: null };

describe('A unit', () => {
  it.each([
    ['MASTER_BILL', '888 11111111', '888-11111111'],
    ['MASTER_BILL', '88811111111', '888-11111111'],
    ['MASTER_BILL', 'nblu 4711', 'NBLU4711'],
    ['EQUIPMENT', 'mscu 123456-7', 'MSCU123456-7'],
    ['CONVEYANCE', ' Nordblue   Tern ', 'NORDBLUE TERN'],
  ] as const)('%s goes by its number however it is written: %s', (kind, text, number) => {
    expect(unitNamed(kind, text)).toEqual({ kind, number });
  });

  it.each([null, '', '  ', 'X'.repeat(71)])('is none where there is no number: %p', (text) => {
    expect(unitNamed('EQUIPMENT', text)).toBeNull();
  });

  it('comes back from its key', () => {
    const unit = { kind: 'CONVEYANCE', number: 'LH8400 2026-11-24' } as const;
    expect(unitOfKey(unitKey(unit))).toEqual(unit);
    expect(unitOfKey('BOAT X')).toBeNull();
    expect(unitOfKey('EQUIPMENT')).toBeNull();
  });
});

describe('A conveyance', () => {
  it.each(['LH8400', 'LH 8400', 'lh08400', 'LH08400'])('%s is the flight of that day', (id) => {
    const unit = conveyanceUnit({ mode: 'air', id, departsAt, arrivesAt: null, arrivesPrecision: null });
    expect(unit).toEqual({ kind: 'CONVEYANCE', number: 'LH8400 2026-11-24' });
  });

  it('is no unit where the day of the flight is not stated', () => {
    expect(
      conveyanceUnit({ mode: 'air', id: 'LH8400', departsAt: null, arrivesAt: departsAt, arrivesPrecision: null }),
    ).toBeNull();
  });

  it.each(['Nordblue Tern 118W', 'MV NORDBLUE TERN 118W'])('of any other mode goes by its name: %s', (id) => {
    const unit = conveyanceUnit({ mode: 'sea', id, departsAt: null, arrivesAt: null, arrivesPrecision: null });
    expect(unit).toEqual({ kind: 'CONVEYANCE', number: 'NORDBLUE TERN 118W' });
  });
});

describe('An item', () => {
  it('travels in its receptacle and, by the number of that, in its dispatch', () => {
    expect(unitsOf({ ...nothing, receptacle: RECEPTACLE }).map(unitKey)).toEqual([
      `RECEPTACLE ${RECEPTACLE}`,
      `DISPATCH ${RECEPTACLE.slice(0, 20)}`,
    ]);
  });

  it('names each unit once, the nearest first', () => {
    const conveyance = { mode: 'air', id: 'CA981', departsAt, arrivesAt: null, arrivesPrecision: null } as const;
    const of = { receptacle: 'AKE12345CA', containers: ['AKE12345CA', 'MSCU1234567'], masterBill: '999-12345675' };
    expect(unitsOf({ ...nothing, ...of, conveyance }).map(unitKey)).toEqual([
      'EQUIPMENT AKE12345CA',
      'EQUIPMENT MSCU1234567',
      'MASTER_BILL 999-12345675',
      'CONVEYANCE CA981 2026-11-24',
    ]);
  });
});

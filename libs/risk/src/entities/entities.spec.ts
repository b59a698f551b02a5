import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { address, parcel, party } from '../../test/parcel.ts';
import { compareViews, type DeclaredView } from './declared-view.ts';
import { entityTraitsOf } from './entity-keys.ts';
import { entityHash, entitySaltOf } from './entity-salt.ts';
import { linkTo, sizeOfLinks } from './link-sketch.ts';

const salt = entitySaltOf('one');
const keysOf = (change: Parameters<typeof party>[0]) => entityTraitsOf(parcel({ consignee: party(change) }), salt).keys;

describe('Entity keys', () => {
  it('are the same for one name however its words, case and accents are written', () => {
    const key = keysOf({ name: 'José Núñez' }).consignee;
    expect(keysOf({ name: 'NUNEZ, Jose' }).consignee).toBe(key);
    expect(keysOf({ name: 'José Núñoz' }).consignee).not.toBe(key);
  });

  it('are others for the same name in another place', () => {
    const elsewhere = { name: 'José Núñez', address: address({ postcode: '10115' }) };
    expect(keysOf(elsewhere).consignee).not.toBe(keysOf({ name: 'José Núñez' }).consignee);
  });

  it('go by the last ten digits of a phone, and know placeholders', () => {
    const key = keysOf({ phones: ['+1 (208) 555-0142'] }).consigneePhone;
    expect(keysOf({ phones: ['2085550142'] }).consigneePhone).toBe(key);
    expect(keysOf({ phones: ['00000000'] }).consigneePhone).toBeNull();
    expect(keysOf({ phones: [] }).consigneePhone).toBeNull();
  });

  it('are null where nothing is said', () => {
    const { keys } = entityTraitsOf(parcel({ consignor: null, consignee: party({ name: '…', address: null }) }), salt);
    expect(keys).toMatchObject({ consignor: null, consignorAddress: null, consignee: null, consigneeAddress: null });
  });

  it('depend on the salt, fit into 64 bits with a sign, and hardly ever meet', () => {
    const other = entitySaltOf('two');
    const keys = new Set<bigint>();
    for (let i = 0; i < 50_000; i++) keys.add(entityHash(salt, `name ${i}`));
    expect(keys.size).toBe(50_000);
    for (const key of keys) expect(BigInt.asIntN(64, key)).toBe(key);
    expect(entityHash(other, 'name 1')).not.toBe(entityHash(salt, 'name 1'));
  });
});

describe('A sketch of links', () => {
  it('estimates how many members it has', () => {
    for (const members of [1, 3, 8, 15, 30]) {
      let sketch = 0n;
      for (let i = 0; i < members; i++) sketch |= linkTo(entityHash(salt, `member ${i}`));
      expect(Math.abs(sizeOfLinks(sketch) - members)).toBeLessThanOrEqual(Math.max(1, members * 0.2));
    }
  });

  it('counts the highest bit too, and nothing for an empty one', () => {
    expect(sizeOfLinks(linkTo(63n))).toBe(1);
    expect(sizeOfLinks(-1n)).toBe(266);
    expect(sizeOfLinks(0n)).toBe(0);
  });

  it('does not change when a member comes again', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)), (members) => {
        const join = (all: readonly bigint[]) => all.reduce((sketch, member) => sketch | linkTo(member), 0n);
        expect(join([...members, ...members])).toBe(join(members));
      }),
    );
  });
});

describe('Views of two partners', () => {
  const view: DeclaredView = { consignorName: 1n, consigneeName: 2n, grossMassKg: 1, valueUsd: 100 };

  it('agree within what scales and rates differ by', () => {
    expect(compareViews(view, [{ ...view, grossMassKg: 1.09, valueUsd: 80 }])).toBe('agrees');
    expect(compareViews(view, [{ consignorName: null, consigneeName: null, grossMassKg: null, valueUsd: null }])).toBe(
      'agrees',
    );
    expect(compareViews(view, [])).toBe('none');
  });

  it('differ by parties before they differ by goods', () => {
    expect(compareViews(view, [{ ...view, grossMassKg: 1.5 }])).toBe('goods-differ');
    expect(compareViews(view, [{ ...view, valueUsd: 40 }])).toBe('goods-differ');
    expect(
      compareViews(view, [
        { ...view, grossMassKg: 9 },
        { ...view, consigneeName: 3n },
      ]),
    ).toBe('parties-differ');
  });
});

import { describe, expect, it } from '@jest/globals';
import { type EntityTraits, linkTo } from '@watchpost/risk';
import fc from 'fast-check';
import { SightingWindows } from './sighting-windows.ts';

const nobody = {
  consignor: null,
  consignee: null,
  consignorAddress: null,
  consigneeAddress: null,
  consigneePhone: null,
};

/** A shipment of which only the consignor counts, with one link. */
const from = (consignor: bigint, link = 0n): EntityTraits => ({
  keys: { ...nobody, consignor },
  links: { consignor: link, consignee: 0n, consignorAddress: 0n, consigneeAddress: 0n, consigneePhone: 0n },
  consignorName: null,
  consigneeName: null,
});

describe('What a batch sees of an entity', () => {
  it('is the same as counting every declaration by its day', () => {
    const change = fc.record({
      entity: fc.bigInt(0n, 3n),
      day: fc.integer({ min: 0, max: 120 }),
      member: fc.bigInt(0n, 63n),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), fc.bigInt(0n, 3n), (changes, entity) => {
        const windows = new SightingWindows([]);
        for (const each of changes) windows.add(each.entity, each.day, 1, linkTo(each.member));
        const day = 100;
        const within = (days: number) =>
          changes.filter((each) => each.entity === entity && each.day <= day && each.day > day - days);
        const linksWithin = (days: number) => within(days).reduce((all, each) => all | linkTo(each.member), 0n);
        expect(windows.see(from(entity), day, null).consignor).toEqual({
          in1Day: within(1).length,
          in7Days: within(7).length,
          in30Days: within(30).length,
          in90Days: within(90).length,
          linksIn7Days: linksWithin(7),
          linksIn30Days: linksWithin(30),
        });
      }),
    );
  });

  it('adds what was read and what the batch changed, and leaves the shipment itself out', () => {
    const read = {
      entity: 7n,
      day: 100,
      in1Day: 1,
      in7Days: 2,
      in30Days: 3,
      in90Days: 4,
      linksIn7Days: 1n,
      linksIn30Days: 3n,
      basis: null,
    };
    const windows = new SightingWindows([read]);
    windows.add(7n, 100, 1, 4n);
    const own = { keys: { ...nobody, consignor: 7n }, countedDay: 90 };
    expect(windows.see(from(7n, 8n), 100, own).consignor).toEqual({
      in1Day: 2,
      in7Days: 3,
      in30Days: 3,
      in90Days: 4,
      linksIn7Days: 13n,
      linksIn30Days: 15n,
    });
    const elsewhere = { keys: { ...nobody, consignor: 8n }, countedDay: 90 };
    expect(windows.see(from(7n), 100, elsewhere).consignor).toMatchObject({ in90Days: 5 });
  });

  it('asks for each entity and day once, and writes what changed only', () => {
    const lines = [1n, 1n, 2n].map((entity) => ({ day: 5, traits: from(entity) }));
    expect(SightingWindows.questionsOf(lines)).toEqual([
      { entity: 1n, day: 5 },
      { entity: 2n, day: 5 },
    ]);
    const windows = new SightingWindows([]);
    windows.add(1n, 5, 1, 2n);
    windows.add(1n, 5, 1, 4n);
    windows.add(2n, 5, 1, 0n);
    windows.add(2n, 5, -1, 0n);
    expect(windows.changes()).toEqual([{ entity: 1n, day: 5, shipments: 2, links: 6n, basis: null }]);
  });
});

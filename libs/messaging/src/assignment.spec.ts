import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Assignment, assignSticky, type GroupMember } from './assignment.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const member = (id: string, topics: readonly string[], share?: Assignment): GroupMember => ({
  id,
  topics,
  owned: share ?? new Map(),
});

describe('Sharing out partitions', () => {
  it('gives every partition to exactly one reader of its topic, evenly', () => {
    fc.assert(
      fc.property(groups(), ({ members, partitions }) => {
        const shares = assignSticky(members, partitions);
        for (const [topic, all] of partitions) {
          const readers = members.filter(({ topics }) => topics.includes(topic));
          const counts = readers.map(({ id }) => shares.get(id)!.get(topic)?.length ?? 0);
          const given = readers.flatMap(({ id }) => shares.get(id)!.get(topic) ?? []);
          expect(given.sort((left, right) => left - right)).toEqual(readers.length === 0 ? [] : all);
          if (readers.length > 0) expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('moves nothing where nobody came or went, in whatever order the members are listed', () => {
    fc.assert(
      fc.property(groups(), ({ members, partitions }) => {
        const before = assignSticky(members, partitions);
        const after = assignSticky(
          members.map(({ id, topics }) => member(id, topics, before.get(id))).reverse(),
          partitions,
        );
        expect(sorted(after)).toEqual(sorted(before));
      }),
    );
  });

  it('moves no more than the share of whoever comes', () => {
    const partitions = new Map([['t', numbers(12)]]);
    const before = assignSticky([member('a', ['t']), member('b', ['t'])], partitions);
    const after = assignSticky(
      [member('a', ['t'], before.get('a')), member('b', ['t'], before.get('b')), member('c', ['t'])],
      partitions,
    );
    for (const id of ['a', 'b']) {
      expect(
        after
          .get(id)!
          .get('t')!
          .every((number) => before.get(id)!.get('t')!.includes(number)),
      ).toBe(true);
    }
    expect(after.get('c')!.get('t')).toHaveLength(4);
  });

  it('spreads topics with one partition over the members', () => {
    const partitions = new Map(['p', 'q', 'r'].map((topic) => [topic, [0]]));
    const shares = assignSticky(
      ['a', 'b', 'c'].map((id) => member(id, ['p', 'q', 'r'])),
      partitions,
    );
    expect([...shares.values()].map((share) => share.size)).toEqual([1, 1, 1]);
  });
});

const sorted = (shares: ReadonlyMap<string, Assignment>) =>
  Object.fromEntries(
    [...shares].map(([id, share]) => [
      id,
      Object.fromEntries([...share].map(([topic, given]) => [topic, [...given].sort((left, right) => left - right)])),
    ]),
  );

function groups() {
  const topics = ['t', 'u'];
  return fc
    .record({
      subscriptions: fc.array(fc.subarray(topics), { minLength: 1, maxLength: 6 }),
      counts: fc.tuple(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 15 })),
      claims: fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 8 }), { minLength: 6, maxLength: 6 }),
    })
    .map(({ subscriptions, counts, claims }) => ({
      members: subscriptions.map((topicsRead, index) =>
        member(`m${index}`, topicsRead, new Map([['t', [...new Set(claims[index]!)]]])),
      ),
      partitions: new Map(topics.map((topic, index) => [topic, numbers(counts[index]!)])),
    }));
}

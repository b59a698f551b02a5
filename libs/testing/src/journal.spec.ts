import { describe, expect, it } from '@jest/globals';
import { checkOutcomes, checkVersions, Journal } from './journal.ts';

const journalOf = (...manifests: readonly (readonly [id: string, lines: number])[]): Journal => {
  const journal = new Journal();
  for (const [id, lines] of manifests) journal.accepted(id, lines);
  return journal;
};
const line = (manifestId: string, ordinal: number, outcome: string) => ({ manifestId, ordinal, outcome });

describe('The checker of outcomes', () => {
  it('finds nothing where every line has one final outcome', () => {
    const outcomes = [line('a', 1, 'ASSESSED'), line('a', 2, 'REJECTED'), line('b', 1, 'DEAD')];
    expect(checkOutcomes(journalOf(['a', 2], ['b', 1]), outcomes)).toEqual([]);
  });

  it('finds lines that are missing, doubled, pending, or were never accepted', () => {
    const outcomes = [
      line('a', 1, 'ASSESSED'),
      line('a', 1, 'RECORDED'),
      line('a', 3, 'PENDING'),
      line('a', 4, 'ASSESSED'),
    ];
    expect(checkOutcomes(journalOf(['a', 3]), outcomes)).toEqual([
      'a#1 has 2 outcomes: ASSESSED, RECORDED',
      'a#2 has no outcome',
      'a#3 ended as PENDING',
      'a#4 was never accepted and has ASSESSED',
    ]);
  });

  it('refuses a journal that says two things', () => {
    const journal = journalOf(['a', 2]);
    expect(() => journal.accepted('a', 3)).toThrow('accepted with 2 lines before');
  });
});

describe('The checker of versions', () => {
  it('finds an older version after a newer one, subject by subject', () => {
    const applied = [
      { subject: 's', version: '9' },
      { subject: 't', version: '1' },
      { subject: 's', version: '10' },
      { subject: 's', version: '9' },
    ];
    expect(checkVersions(applied)).toEqual(['s: version 9 took effect after 10']);
  });
});

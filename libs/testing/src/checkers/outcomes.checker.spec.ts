import { describe, expect, it } from '@jest/globals';
import { Journal } from '../journal/journal.ts';
import { checkConservation, checkOutcomes, type OutcomeEvidence } from './outcomes.checker.ts';

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

describe('The checker of conservation', () => {
  const decision = (ordinal: number, outcome: string, digest = 'same') => ({ ...line('a', ordinal, outcome), digest });
  /** One line was assessed, one superseded and published twice, one rejected. */
  const sound: OutcomeEvidence = {
    intake: [line('a', 1, 'ASSESSED'), line('a', 2, 'SUPERSEDED'), line('a', 3, 'REJECTED')],
    reported: [line('a', 1, 'DECLARED'), line('a', 2, 'DECLARED'), line('a', 3, 'REJECTED'), line('a', 3, 'REJECTED')],
    ledger: [decision(1, 'ASSESSED'), decision(2, 'SUPERSEDED')],
    assessed: [decision(1, 'ASSESSED'), decision(2, 'SUPERSEDED'), decision(2, 'SUPERSEDED')],
    dead: [],
  };
  const faultsWith = (changes: Partial<OutcomeEvidence>) =>
    checkConservation(journalOf(['a', 3]), { ...sound, ...changes });

  it('finds nothing where tables and topics agree, however often a topic repeats it', () => {
    expect(faultsWith({})).toEqual([]);
  });

  it('sees a line that was lost on its way to the scorer, or on its way from it', () => {
    expect(faultsWith({ ledger: sound.ledger.slice(1), assessed: sound.assessed.slice(1) })).toEqual([
      'a#1 stands 0 times in the ledger',
      'a#1 is not in shipments.assessed',
    ]);
    expect(faultsWith({ assessed: sound.assessed.slice(1) })).toEqual(['a#1 is not in shipments.assessed']);
    expect(faultsWith({ reported: sound.reported.slice(1) })).toEqual(['a#1 was never reported by the normalizer']);
  });

  it('sees a line that was decided twice, in the ledger or in the topic alone', () => {
    expect(faultsWith({ ledger: [...sound.ledger, decision(1, 'ASSESSED')] })).toEqual([
      'a#1 stands 2 times in the ledger',
    ]);
    expect(faultsWith({ assessed: [...sound.assessed, decision(1, 'SUPERSEDED')] })).toEqual([
      'a#1 has the outcomes ASSESSED and SUPERSEDED in ledger and topic',
    ]);
    expect(faultsWith({ assessed: [...sound.assessed, decision(1, 'ASSESSED', 'other')] })).toEqual([
      'a#1 was published with other bytes than those of the ledger',
    ]);
  });

  it('sees intake and the others disagree', () => {
    expect(
      faultsWith({ intake: [line('a', 1, 'DEAD'), line('a', 2, 'SUPERSEDED'), line('a', 3, 'RECORDED')] }),
    ).toEqual(['a#1 was ASSESSED, and intake says DEAD', 'a#3 was REJECTED, and intake says RECORDED']);
  });

  it('sees what was rejected and assessed all the same, and what was reported in two ways', () => {
    expect(faultsWith({ ledger: [...sound.ledger, decision(3, 'ASSESSED')] })).toEqual([
      'a#3 was REJECTED and assessed all the same',
    ]);
    expect(faultsWith({ reported: [...sound.reported, line('a', 3, 'RECORDED')] })).toEqual([
      'a#3 was reported as RECORDED and REJECTED',
    ]);
  });

  it('sees lines of a manifest that nobody was promised, wherever they are', () => {
    const stranger = { ...line('x', 1, 'ASSESSED'), digest: 'd' };
    expect(
      faultsWith({
        intake: [...sound.intake, stranger],
        reported: [...sound.reported, stranger],
        ledger: [...sound.ledger, stranger],
        assessed: [...sound.assessed, stranger],
      }),
    ).toEqual([
      'x#1 was never accepted and has ASSESSED',
      'x#1 was never accepted and is in a report',
      'x#1 was never accepted and is in the ledger',
      'x#1 was never accepted and is in shipments.assessed',
    ]);
  });

  it('sees what was parked', () => {
    expect(faultsWith({ dead: [{ topic: 't.dlq', code: 'handler.failed', about: 'a#1' }] })).toEqual([
      'a#1 was parked in t.dlq (handler.failed)',
    ]);
  });
});

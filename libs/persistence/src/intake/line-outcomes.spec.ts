import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  countStates,
  mergeOutcomes,
  outcomeBytes,
  OutcomeChanges,
  SEGMENT_LINES,
  settledIn,
  stateOf,
} from './line-outcomes.ts';

const byte = fc.constantFrom(...Object.values(outcomeBytes));
const outcomes = fc.array(byte, { maxLength: 40 }).map((bytes) => Uint8Array.from(bytes));
const padded = (bytes: Uint8Array): number[] => Array.from({ length: 40 }, (_, at) => bytes[at] ?? 0);

describe('outcomes of lines', () => {
  it('merge to the same whatever their order and however often they come', () => {
    fc.assert(
      fc.property(fc.array(outcomes, { maxLength: 6 }), fc.infiniteStream(fc.nat()), (told, chance) => {
        const merged = told.reduce<Uint8Array>(mergeOutcomes, new Uint8Array());
        const shuffled = [...told, ...told].sort(() => (chance.next().value % 3) - 1);
        expect(padded(shuffled.reduce<Uint8Array>(mergeOutcomes, new Uint8Array()))).toEqual(padded(merged));
      }),
    );
  });

  it('stay once they are final; DEAD and PENDING give way', () => {
    const merge = (known: number, told: number) => mergeOutcomes(Uint8Array.of(known), Uint8Array.of(told))[0];
    for (const final of ['SUPERSEDED', 'RECORDED', 'REJECTED', 'ASSESSED'] as const) {
      for (const weak of ['PENDING', 'DECLARED', 'DEAD'] as const) {
        expect(merge(outcomeBytes[final], outcomeBytes[weak])).toBe(outcomeBytes[final]);
        expect(merge(outcomeBytes[weak], outcomeBytes[final])).toBe(outcomeBytes[final]);
      }
    }
  });

  it('read as PENDING while the scorer has not answered', () => {
    expect(stateOf(outcomeBytes.DECLARED)).toBe('PENDING');
    expect(stateOf(undefined)).toBe('PENDING');
    expect(stateOf(outcomeBytes.DEAD)).toBe('DEAD');
  });

  it('add up to the lines there are', () => {
    fc.assert(
      fc.property(fc.array(outcomes, { maxLength: 5 }), fc.nat(40), (segments, more) => {
        const settled = segments.reduce((sum, segment) => sum + settledIn(segment), 0);
        const counts = countStates(segments, settled + more);
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(settled + more);
        expect(counts.PENDING).toBe(more);
      }),
    );
  });
});

describe('changes of a batch', () => {
  it('come as one piece for each segment, in the order in which rows are locked', () => {
    const changes = new OutcomeChanges();
    changes.add('b', 1, outcomeBytes.ASSESSED);
    changes.add('a', SEGMENT_LINES + 2, outcomeBytes.ASSESSED);
    changes.add('a', SEGMENT_LINES, outcomeBytes.DEAD);
    changes.add('b', 3, outcomeBytes.DEAD);
    changes.add('b', 3, outcomeBytes.RECORDED);
    changes.add('b', 3, outcomeBytes.DEAD);
    const list = changes.list();
    expect(list.map(({ manifestId, segment }) => [manifestId, segment])).toEqual([
      ['a', 0],
      ['a', 1],
      ['b', 0],
    ]);
    expect(list[0]!.outcomes).toHaveLength(SEGMENT_LINES);
    expect([...list[1]!.outcomes]).toEqual([0, outcomeBytes.ASSESSED]);
    expect([...list[2]!.outcomes]).toEqual([outcomeBytes.ASSESSED, 0, outcomeBytes.RECORDED]);
  });

  it('hold every line they are told of', () => {
    const ordinal = fc.integer({ min: 1, max: 5_000 });
    fc.assert(
      fc.property(fc.uniqueArray(ordinal, { maxLength: 300 }), (ordinals) => {
        const changes = new OutcomeChanges();
        for (const each of ordinals) changes.add('m', each, outcomeBytes.ASSESSED);
        const told = changes
          .list()
          .flatMap(({ segment, outcomes: bytes }) =>
            [...bytes].flatMap((value, at) => (value === 0 ? [] : [segment * SEGMENT_LINES + at + 1])),
          );
        expect(told).toEqual([...ordinals].sort((a, b) => a - b));
      }),
    );
  });

  it('leave out what is no ordinal', () => {
    const changes = new OutcomeChanges();
    for (const none of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) changes.add('m', none, outcomeBytes.DEAD);
    expect(changes.list()).toEqual([]);
  });
});

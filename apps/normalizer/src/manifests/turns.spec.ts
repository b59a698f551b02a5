import { describe, expect, it } from '@jest/globals';
import { inTurns } from './turns.ts';

const batch = (...manifests: string[]) => manifests.map((manifestId) => ({ event: { manifestId } })) as never;

describe('Manifests of a batch', () => {
  it('take turns, a chunk at a time, each in its own order', () => {
    expect(inTurns(batch('a', 'a', 'a', 'b', 'c', 'b'))).toEqual([0, 3, 4, 1, 5, 2]);
  });
});

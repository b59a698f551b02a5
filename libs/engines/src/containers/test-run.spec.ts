import { describe, expect, it } from '@jest/globals';
import { isOver, labelOf, ownRun } from './test-run.ts';

const gone = (): boolean => false;

describe('a run of the tests', () => {
  it('is not over while it goes on', () => expect(isOver(labelOf(ownRun()))).toBe(false));

  it('is over once its process has ended', () => expect(isOver(labelOf(ownRun()), gone)).toBe(true));

  it('is over where another process has its id now', () => {
    expect(isOver(labelOf({ ...ownRun(), startedAt: 'long ago' }))).toBe(true);
  });

  it('is left to its own machine', () => {
    expect(isOver(labelOf({ ...ownRun(), host: 'another-machine' }), gone)).toBe(false);
  });

  it('of which nothing can be told is not over', () => {
    for (const label of ['', 'yes', '{}', '{"host":1}', 'null']) expect(isOver(label, gone)).toBe(false);
  });
});

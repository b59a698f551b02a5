import { describe, expect, it } from '@jest/globals';
import { checkDrained } from './liveness.checker.ts';

describe('The checker of liveness', () => {
  it('finds nothing where everything was finished in time', () => {
    expect(checkDrained({ withinMs: 60_000, tookMs: 9_000, unfinished: { 'manifests open': 0 } })).toEqual([]);
  });

  it('sees what is still unfinished, and what took too long', () => {
    const unfinished = { 'manifests open': 2, 'records behind in scorer': 7, 'rows in outboxes': 0 };
    expect(checkDrained({ withinMs: 60_000, tookMs: 60_000, unfinished })).toEqual([
      '2 manifests open after 60 s',
      '7 records behind in scorer after 60 s',
    ]);
    expect(checkDrained({ withinMs: 60_000, tookMs: 61_000, unfinished: {} })).toEqual([
      'everything was finished after 61 s, and not within 60 s',
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { type Flow, figuresOf, lineOf, linesOf } from './flow-picture.ts';

const count = (stage: string, detail: string, total: number, perSecond = 0) => ({ stage, detail, total, perSecond });

const flow: Flow = {
  stages: [
    count('manifests', 'csv', 9),
    count('normalized', 'DECLARED', 1_200, 38.5),
    count('normalized', 'REJECTED', 34, 1.5),
    count('assessed', 'ASSESSED', 1_190),
    count('alerted', 'ISSUED', 12),
    count('alerted', 'REVISED', 3),
    count('progressed', 'DELIVERED', 12),
    count('progressed', 'ACKNOWLEDGED', 11),
    count('inspected', 'NEGATIVE', 4),
    count('inspected', 'PRESUMPTIVE_POSITIVE', 5),
    count('inspected', 'CONFIRMED', 1),
  ],
  lag: [
    { service: 'scorer', records: 40, oldestSeconds: 0.2 },
    { service: 'intake', records: 2, oldestSeconds: 3.4 },
  ],
  deadLetters: [{ waiting: 2 }, { waiting: 1 }],
};

describe('the picture of the flow', () => {
  it('counts what came in, and what became of it', () => {
    expect(figuresOf(flow)).toEqual({
      in: 1_234,
      assessed: 1_190,
      alerted: 12,
      acknowledged: 11,
      examined: 10,
      found: 6,
      deadLetters: 3,
      rate: 40,
      lag: 42,
      oldestSeconds: 3.4,
    });
  });

  it('fits on one line of a log', () => {
    expect(lineOf(figuresOf(flow))).toBe(
      'in 1,234 · assessed 1,190 · alerted 12 · acknowledged 11 · examined 10 · found 6 · 40.0/s · lag 42 (3 s) · dead letters 3',
    );
  });

  it('puts names over numbers, right under each other', () => {
    const [names, numbers] = linesOf(figuresOf(flow));
    expect(names!.length).toBe(numbers!.length);
    expect(numbers!.slice(0, names!.indexOf('items in') + 'items in'.length)).toMatch(/1,234$/);
  });

  it('says that it does not know where the broker cannot be asked', () => {
    expect(lineOf(figuresOf({ ...flow, lag: null }))).toContain('lag unknown');
  });
});

import { describe, expect, it } from '@jest/globals';
import { describeFinding } from './finding.ts';
import { deadLettersFinding, lagFinding } from './flow-finding.ts';

const letters = (service: string, waiting: number, oldestAt = '2026-11-24T09:30:00.000Z') => ({
  service,
  waiting,
  oldestAt,
});

describe('what the doctor says of dead letters', () => {
  it('is nothing to worry about where none wait', () => {
    expect(deadLettersFinding({ deadLetters: [letters('scorer', 0)] })).toEqual({
      check: 'dead letters',
      ok: true,
      detail: 'none wait',
    });
  });

  it('is a warning with how many there are, whose they are, since when, and the command to look at them', () => {
    const deadLetters = [letters('normalizer', 2), letters('scorer', 1), letters('normalizer', 3, '2026-11-23T00:00Z')];
    expect(describeFinding(deadLettersFinding({ deadLetters }))).toBe(
      'WARN dead letters: 6 wait (normalizer 5, scorer 1), the oldest since 2026-11-23T00:00Z; look with watchpost dlq list --state waiting',
    );
  });
});

describe('what the doctor says of lag', () => {
  const row = (service: string, records: number, oldestSeconds: number | null) => ({
    service,
    topic: 'shipments.declared.v1',
    records,
    oldestSeconds,
  });

  it('is that nothing waits where nothing does', () => {
    expect(describeFinding(lagFinding({ lag: [row('scorer', 0, null)] }))).toBe('ok   lag: nothing waits');
  });

  it('is the age of the oldest record, and who is behind with it', () => {
    expect(describeFinding(lagFinding({ lag: [row('scorer', 5, 0.42), row('targeting', 2, 3.25)] }))).toBe(
      'ok   lag: 7 records wait, the oldest for 3.3 s (targeting, shipments.declared.v1)',
    );
  });

  it('is a warning where somebody does not keep up', () => {
    expect(describeFinding(lagFinding({ lag: [row('scorer', 1, 61)] }))).toBe(
      'WARN lag: 1 record waits, the oldest for 61.0 s (scorer, shipments.declared.v1); look with watchpost lag',
    );
  });

  it('is a warning where the broker cannot be asked', () => {
    expect(lagFinding({ lag: null })).toMatchObject({ ok: true, warning: true });
  });
});

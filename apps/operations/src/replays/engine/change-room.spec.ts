import { describe, expect, it } from '@jest/globals';
import type { operationsStore } from '@watchpost/persistence';
import { ChangeRoom } from './change-room.ts';

const change = (...rules: readonly string[]): operationsStore.ReplayChange => ({
  partition: 0,
  offset: 0,
  what: 'decision',
  eventId: 'e',
  assessmentId: null,
  shipmentId: 's',
  itemId: null,
  partner: 'p',
  manifestId: 'm',
  ordinal: 1,
  old: { band: 'low', recommendation: 'NONE', score: 0 },
  new: { band: 'high', recommendation: 'HOLD', score: 1 },
  rules,
  detail: { old: [], new: [] },
});

const taken = (room: ChangeRoom, times: number, ...rules: readonly string[]): number =>
  Array.from({ length: times }, () => room.takes(change(...rules))).filter(Boolean).length;

describe('The room for changes', () => {
  it('is shared by all threads, and counts what was kept before', () => {
    const kept = new Int32Array([40]);
    const [one, two] = [new ChangeRoom(100, kept), new ChangeRoom(100, kept)];
    expect(taken(one, 50)).toBe(50);
    expect(taken(two, 50)).toBe(20);
    expect(kept[0]).toBe(110);
  });

  it('keeps a few of each kind when it is full', () => {
    const room = new ChangeRoom(0, new Int32Array(1));
    expect(taken(room, 1_000)).toBe(20);
    expect(taken(room, 1_000, '+precursor present')).toBe(20);
    expect(taken(room, 1_000, '-precursor present')).toBe(20);
  });
});

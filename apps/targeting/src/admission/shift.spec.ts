import { expect, it } from '@jest/globals';
import { dueAt, shiftStart } from './shift.ts';

const at = (hour: number, minute = 0): number => Date.UTC(2026, 10, 24, hour, minute);

it.each([
  [at(0), 8, at(0)],
  [at(7, 59), 8, at(0)],
  [at(8), 8, at(8)],
  [at(23, 59), 8, at(16)],
  [at(13), 24, at(0)],
  [at(13, 30), 1, at(13)],
])('a shift begins on the hour that its length gives from midnight', (moment, hours, start) => {
  expect(shiftStart(moment, hours)).toBe(start);
});

it('an item is due when it arrives, or now where it has arrived or nobody knows', () => {
  expect([dueAt(at(9), at(12)), dueAt(at(9), at(3)), dueAt(at(9), null)]).toEqual([at(12), at(9), at(9)]);
});

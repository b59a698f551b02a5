import { describe, expect, it } from '@jest/globals';
import { cursorPosition, cursorText, page } from './page.ts';

const keyOf = (row: number) => String(row);
const view = (row: number) => `item ${row}`;

describe('A page', () => {
  it('tells where the next one goes on, as long as there is one', () => {
    const first = page([9, 8, 7], 2, keyOf, view);
    expect(first.items).toEqual(['item 9', 'item 8']);
    expect(cursorPosition(first.next!)).toBe(8);
    expect(page([7, 6], 2, keyOf, view)).toEqual({ items: ['item 7', 'item 6'], next: null });
    expect(page([], 2, keyOf, view)).toEqual({ items: [], next: null });
  });

  it('goes on from names with any letters', () => {
    const { next } = page(
      ['øst-post', 'x'],
      1,
      (row) => row,
      (row) => row,
    );
    expect(cursorText(next!)).toBe('øst-post');
    expect(cursorText(undefined)).toBe('');
  });

  it('refuses a cursor that it has not given', () => {
    for (const cursor of [
      'rubbish',
      '',
      Buffer.from('-3').toString('base64url'),
      Buffer.from('1e99').toString('base64url'),
    ]) {
      expect(() => cursorPosition(cursor)).toThrow(expect.objectContaining({ status: 400, code: 'cursor.invalid' }));
    }
  });
});

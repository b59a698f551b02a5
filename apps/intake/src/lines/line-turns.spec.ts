import { describe, expect, it } from '@jest/globals';
import { LineTurns } from './line-turns.ts';

describe('Turns to read a line', () => {
  it('are one for a partner and a few in all; who has none is told to come again', async () => {
    const turns = new LineTurns(2);
    const held = Promise.withResolvers<string>();
    const other = Promise.withResolvers<string>();
    const first = turns.take('a', () => held.promise);
    await expect(turns.take('a', () => held.promise)).rejects.toMatchObject({ status: 429, code: 'line.busy' });
    const second = turns.take('b', () => other.promise);
    await expect(turns.take('c', () => held.promise)).rejects.toMatchObject({
      extras: { headers: { 'retry-after': '1' } },
    });
    held.resolve('read');
    expect(await first).toBe('read');
    expect(await turns.take('c', () => Promise.resolve('now'))).toBe('now');
    other.reject(new Error('away'));
    await expect(second).rejects.toThrow('away');
    expect(await turns.take('b', () => Promise.resolve('again'))).toBe('again');
  });
});

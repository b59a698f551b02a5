import { describe, expect, it } from '@jest/globals';
import { dedupeKeyOf, idempotencyKeyOf } from './idempotency-key.ts';

describe('an idempotency key', () => {
  it('is the same quoted and bare', () => {
    expect(idempotencyKeyOf('"8e03978e-40d5"')).toBe('8e03978e-40d5');
    expect(idempotencyKeyOf(' 8e03978e-40d5 ')).toBe('8e03978e-40d5');
    expect(idempotencyKeyOf(undefined)).toBeNull();
  });

  it.each(['', '""', 'a b', 'schlüssel', 'a\u0000', '"open', ['a', 'b']])('is refused as %j', (header) => {
    expect(() => idempotencyKeyOf(header)).toThrow(expect.objectContaining({ status: 400, code: 'idempotency.key' }));
  });

  it('never meets a digest, whatever a sender takes for one', () => {
    expect(dedupeKeyOf('digest:aa', 'bb')).not.toBe(dedupeKeyOf(null, 'aa'));
  });
});

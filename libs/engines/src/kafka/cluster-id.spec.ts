import { describe, expect, it } from '@jest/globals';
import { newClusterId } from './cluster-id.ts';

describe('The id of a cluster', () => {
  it('does not begin with a dash: one start in 64 would fail', () => {
    const dashed = Buffer.alloc(16, 0xfb);
    const plain = Buffer.alloc(16, 0x10);
    const drawn = [dashed, plain];
    expect(dashed.toString('base64url')).toMatch(/^-/);
    expect(newClusterId(() => drawn.shift()!)).toBe(plain.toString('base64url'));
  });

  it('is 16 bytes, another each time', () => {
    const ids = Array.from({ length: 100 }, () => newClusterId());
    expect(new Set(ids).size).toBe(100);
    expect(ids.every((id) => Buffer.from(id, 'base64url').length === 16)).toBe(true);
  });
});

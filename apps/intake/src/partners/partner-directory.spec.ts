import { describe, expect, it } from '@jest/globals';
import { type PartnerChanged } from '@watchpost/contracts';
import { hashKey } from '@watchpost/security';
import { PartnerDirectory } from './partner-directory.ts';

const partner = (version: number, key: string, more: Partial<PartnerChanged> = {}): PartnerChanged => ({
  partner: 'hanguk-post',
  version,
  name: 'Hanguk Post',
  country: 'KR',
  active: true,
  testMode: false,
  formatHint: null,
  reading: null,
  requestsPerMinute: 1,
  bytesPerMinute: 1,
  keys: [{ keyId: key, hash: hashKey(key), scopes: ['manifests:write'], expiresAt: null, revokedAt: null }],
  changedAt: 0,
  changedBy: 'operator:ada',
  ...more,
});

describe('the directory of partners', () => {
  it('asks for patience for a key it does not know while it is still being read', () => {
    const directory = new PartnerDirectory();
    expect(() => directory.find('key-of-somebody', 0)).toThrow(expect.objectContaining({ status: 503 }));
    directory.markComplete();
    expect(directory.find('key-of-somebody', 0)).toBe('key.unknown');
  });

  it('keeps the newest version, in whatever order they come', () => {
    const directory = new PartnerDirectory();
    directory.apply(partner(2, 'second', { testMode: true }));
    directory.apply(partner(1, 'first'));
    directory.markComplete();
    expect(directory.settingsOf('hanguk-post').testMode).toBe(true);
    expect(directory.find('second', 0)).toMatchObject({ kind: 'partner', id: 'hanguk-post' });
    expect(directory.find('first', 0)).toBe('key.unknown');
  });

  it('opens to no key of a partner that is not active', () => {
    const directory = new PartnerDirectory();
    directory.apply(partner(1, 'first', { active: false }));
    expect(directory.find('first', 0)).toBe('key.inactive');
  });
});

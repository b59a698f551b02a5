import { describe, expect, it } from '@jest/globals';
import { compareVersions, mendedVersion } from './version.ts';

const version = { issuedAt: 1_795_499_000_000, sequence: 12, ordinal: 3 };

describe('A mended version', () => {
  it('is newer than what it mends, and than every line of the same manifest', () => {
    expect(compareVersions(mendedVersion(version), version)).toBeGreaterThan(0);
    expect(compareVersions(mendedVersion(version), { ...version, ordinal: 2_000_000 })).toBeGreaterThan(0);
  });

  it('never wins over a later manifest or a later document', () => {
    expect(compareVersions(mendedVersion(version), { ...version, sequence: 13, ordinal: 1 })).toBeLessThan(0);
    const later = { issuedAt: version.issuedAt + 1, sequence: 1, ordinal: 1 };
    expect(compareVersions(mendedVersion(version), later)).toBeLessThan(0);
  });

  it('can be mended again, but not for ever', () => {
    let mended = version;
    for (let times = 0; times < 100; times += 1) {
      const again = mendedVersion(mended);
      expect(compareVersions(again, mended)).toBeGreaterThan(0);
      mended = again;
    }
    expect(() => mendedVersion({ ...version, ordinal: 0x7fffffff })).toThrow(RangeError);
  });
});

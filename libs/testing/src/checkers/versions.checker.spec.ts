import { describe, expect, it } from '@jest/globals';
import { checkHeads, checkVersions } from './versions.checker.ts';

describe('The checker of versions', () => {
  it('finds an older version after a newer one, subject by subject', () => {
    const applied = [
      { subject: 's', version: '9' },
      { subject: 't', version: '1' },
      { subject: 's', version: '10' },
      { subject: 's', version: '9' },
    ];
    expect(checkVersions(applied)).toEqual(['s: version 9 took effect after 10']);
  });
});

describe('The checker of heads', () => {
  const stated = [
    { subject: 's', issuedAt: 20, line: 'b#1' },
    { subject: 's', issuedAt: 10, line: 'c#1' },
    { subject: 't', issuedAt: 10, line: 'c#2' },
  ];

  it('finds nothing where the newest of each stands, whatever came last', () => {
    const standing = [
      { subject: 's', line: 'b#1' },
      { subject: 't', line: 'c#2' },
    ];
    expect(checkHeads('heads', stated, standing, 'all subjects')).toEqual([]);
    expect(checkHeads('views', stated, standing.slice(1), 'some subjects')).toEqual([]);
  });

  it('sees an older version that stands, one that stands nowhere, and one that nobody stated', () => {
    const standing = [
      { subject: 's', line: 'c#1' },
      { subject: 'u', line: 'd#1' },
    ];
    expect(checkHeads('heads', stated, standing, 'all subjects')).toEqual([
      's stands in heads as c#1, and b#1 is newer',
      'u stands in heads and was never stated, or twice',
      't was stated and does not stand in heads',
    ]);
  });
});

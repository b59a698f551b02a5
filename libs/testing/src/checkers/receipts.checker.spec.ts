import { describe, expect, it } from '@jest/globals';
import { checkReceipts, type KeptManifest } from './receipts.checker.ts';

const promised = [{ manifestId: 'm', receipt: 'r', digest: 'd' }];
const sound: KeptManifest = { receipt: 'r', claims: { manifestId: 'm', sha256: 'd' }, rawDigest: 'd' };
const faultsWith = (changes: Partial<KeptManifest>) =>
  checkReceipts(promised, new Map([['m', { ...sound, ...changes }]]));

describe('The checker of receipts', () => {
  it('finds nothing where receipt and bytes are as they were promised', () => {
    expect(faultsWith({})).toEqual([]);
  });

  it('sees a receipt whose manifest is gone', () => {
    expect(checkReceipts(promised, new Map())).toEqual(['m has a receipt and is not there']);
    expect(faultsWith({ receipt: null })).toEqual(['m has a receipt and is not there']);
  });

  it('sees another receipt, one that does not verify, and one about something else', () => {
    expect(faultsWith({ receipt: 'other' })).toEqual(['m has another receipt than the one that was answered']);
    expect(faultsWith({ claims: null })).toEqual(['m has a receipt whose signature does not hold']);
    expect(faultsWith({ claims: { manifestId: 'm', sha256: 'e' } })).toEqual(['m has a receipt about something else']);
  });

  it('sees bytes that are gone or were changed', () => {
    for (const rawDigest of [null, 'e']) {
      expect(faultsWith({ rawDigest })).toEqual(['m has other raw bytes than were sent']);
    }
  });
});

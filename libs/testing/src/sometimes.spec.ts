import { describe, expect, it } from '@jest/globals';
import { Sometimes } from './sometimes.ts';

describe('what has to happen sometimes', () => {
  it('is missed until it was seen as often as it was wanted', () => {
    const sometimes = new Sometimes();
    sometimes.want('kill scorer');
    sometimes.want('kill scorer');
    sometimes.want('pause kafka');
    sometimes.see('kill scorer');
    sometimes.see('pause kafka');
    expect(sometimes.missed()).toEqual(['kill scorer: seen 1 times of 2']);
    sometimes.see('kill scorer');
    sometimes.see('something nobody asked for');
    expect(sometimes.missed()).toEqual([]);
    expect(sometimes.counts).toContainEqual({ what: 'kill scorer', wanted: 2, seen: 2 });
  });
});

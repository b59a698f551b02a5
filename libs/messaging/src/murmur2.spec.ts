import { describe, expect, it } from '@jest/globals';
import { murmur2, partitionOf } from './murmur2.ts';

/** Printed by `Utils.murmur2` of Kafka 4.3.1's Java client. */
const java: Readonly<Record<string, number>> = {
  '': 275646681,
  a: -1563381124,
  b: -1853091852,
  c: -1877468854,
  ab: 316155434,
  abc: 479470107,
  abcd: -1323649548,
  RB123456785GB: 61815191,
  Zürich: -1551140815,
  '0190163d-8694-739b-aea5-966c26f8ad91': 1323109833,
};

describe('The hash of keys', () => {
  it.each(Object.entries(java))('of %p is what the Java client has', (key, hash) => {
    expect(murmur2(Buffer.from(key))).toBe(hash);
  });

  it('chooses partitions with the sign bit cleared', () => {
    expect(partitionOf(Buffer.from('Zürich'), 4)).toBe((-1551140815 & 0x7fffffff) % 4);
  });
});

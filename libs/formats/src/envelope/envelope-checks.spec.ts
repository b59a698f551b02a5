import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Finding } from '@watchpost/domain';
import { DocumentTally } from '../document-tally.ts';
import { FindingLog } from '../findings.ts';
import { documentStart } from '../origin.ts';
import { EnvelopeChecks } from './envelope-checks.ts';

const site = { offset: 9, row: 1, segment: 'UNT', path: 'UNT' };
const sited = (text: string) => ({ text, place: { ...site, offset: 13 } });

describe('Checks of an envelope', () => {
  let found: Finding[];
  let checks: EnvelopeChecks;
  beforeEach(() => {
    found = [];
    const tally = new DocumentTally(null, 100);
    checks = new EnvelopeChecks(new FindingLog((finding) => found.push(finding), tally, documentStart), tally);
  });

  it('find a count that is wrong, and one that is none', () => {
    checks.count('envelope.segment-count', sited('12'), 12, site);
    checks.count('envelope.segment-count', sited('13'), 12, site);
    checks.count('envelope.message-count', sited('x'), 1, site);
    checks.count('envelope.message-count', null, 1, site);
    expect(found.map(({ code, value, expected, place }) => [code, value, expected, place?.offset])).toEqual([
      ['envelope.segment-count', '13', '12', 13],
      ['envelope.syntax', 'x', '1', 13],
      ['envelope.syntax', '', '1', 9],
    ]);
  });

  it('find a trailer of another header', () => {
    checks.reference('0001', sited('0001'), site);
    checks.reference('0001', sited('1'), site);
    checks.reference(null, sited('1'), site);
    expect(found).toMatchObject([{ code: 'envelope.reference', value: '1', expected: '0001' }]);
  });

  it('find a reference used twice within its scope', () => {
    checks.once('a', sited('1'));
    checks.once('b', sited('1'));
    checks.once('a', sited('1'));
    expect(found).toMatchObject([{ code: 'envelope.duplicate', value: '1' }]);
  });

  it('name what is missing, malformed or out of place', () => {
    checks.missing('UNB', site);
    checks.malformed(site, 'UNX', 'UNB');
    checks.structure('GID', site, 'GID', 'GID stands outside of a consignment.');
    expect(found.map(({ code }) => code)).toEqual(['envelope.missing', 'envelope.syntax', 'message.structure']);
  });
});

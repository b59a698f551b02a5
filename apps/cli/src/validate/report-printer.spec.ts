import { describe, expect, it } from '@jest/globals';
import { type Finding } from '@watchpost/domain';
import { findingText, messageText, summaryText } from './report-printer.ts';

const finding: Finding = {
  severity: 'error',
  code: 'number.negative',
  line: 6,
  place: { offset: 258, row: 7, segment: 'weight', path: 'row 7, column weight' },
  message: 'The number may not be negative.',
  value: '-3',
  expected: null,
};

describe('The report for people', () => {
  it('names file, row, code, line and place, then what is wrong and what stood there', () => {
    expect(findingText('parcels.csv', finding)).toBe(
      'parcels.csv:7: error number.negative (line 6, row 7, column weight): The number may not be negative. Found "-3".',
    );
  });

  it('names the byte where there is no row, and only the file where there is no place', () => {
    const cut = {
      ...finding,
      line: null,
      value: null,
      expected: 'UTF-8',
      place: { offset: 9, row: null, segment: null, path: null },
    };
    expect(findingText('a.xml', cut)).toBe(
      'a.xml at byte 9: error number.negative: The number may not be negative. Expected UTF-8.',
    );
    expect(findingText('a.xml', { ...cut, place: null })).toMatch(/^a\.xml: error/);
  });

  it('says what a message without lines says', () => {
    const place = { offset: 40, row: 2, segment: 'UNH', path: 'UNH' };
    const facts = [{ name: 'action', value: '7', place }];
    const message = { format: 'edifact', place, type: 'CONTRL 4.1', reference: '17', answers: '4711', facts } as const;
    expect(messageText('a.edi', { ...message, role: 'response', profile: 'standard' })).toBe(
      'a.edi:2: response CONTRL 4.1, reference 17, about 4711: action 7',
    );
  });

  it('ends with what became of the file', () => {
    const findings = { error: 1, warning: 2, info: 0 };
    const summary = {
      format: 'csv',
      confidence: 0.95,
      messages: 1,
      lines: 3,
      accepted: 2,
      rejected: 1,
      quarantined: 0,
      findings,
    } as const;
    expect(summaryText('a.csv', summary)).toBe(
      'a.csv: csv, 95 % sure; 3 lines: 2 accepted, 1 rejected; 1 errors, 2 warnings, 0 notes',
    );
    expect(summaryText('a.csv', { ...summary, quarantined: 1 })).toContain(
      '2 accepted, 1 of them for quarantine, 1 rejected',
    );
  });
});

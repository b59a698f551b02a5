import { describe, expect, it } from '@jest/globals';
import { faultKindOf, isConflict, translated, DatabaseUnavailableError, DataRefusedError } from './fault.ts';

const withCode = (code: string, message = 'it said so'): Error => Object.assign(new Error(message), { code });

describe('An error of the database', () => {
  it.each([
    ['08006', 'transient'],
    ['53300', 'transient'],
    ['57P01', 'transient'],
    ['40001', 'transient'],
    ['40P01', 'transient'],
    ['57014', 'transient'],
    ['25006', 'transient'],
    ['ECONNREFUSED', 'transient'],
    ['ENOTFOUND', 'transient'],
    ['22003', 'data'],
    ['22P05', 'data'],
    ['23505', 'data'],
    ['42601', 'other'],
    ['42501', 'other'],
    ['28P01', 'other'],
  ])('with the code %s is %s', (code, kind) => {
    expect(faultKindOf(withCode(code))).toBe(kind);
  });

  it.each(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect', 'Query read timeout'])(
    'without a code is told by its text: %s',
    (message) => expect(faultKindOf(new Error(message))).toBe('transient'),
  );

  it('of several addresses is transient where one of them is', () => {
    expect(faultKindOf(new AggregateError([withCode('ECONNREFUSED'), withCode('42601')]))).toBe('transient');
  });

  it('is put into words that callers can act on, once, and a mistake is left as it is', () => {
    expect(translated(withCode('57P01'))).toBeInstanceOf(DatabaseUnavailableError);
    expect(translated(withCode('23514'))).toBeInstanceOf(DataRefusedError);
    const mistake = withCode('42601');
    expect(translated(mistake)).toBe(mistake);
    const said = translated(withCode('57P01'));
    expect(translated(said)).toBe(said);
  });

  it('that is a conflict of transactions is known as one, in words too', () => {
    expect(isConflict(withCode('40P01'))).toBe(true);
    expect(isConflict(translated(withCode('40001')))).toBe(true);
    expect(isConflict(withCode('23505'))).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';
import { Admission } from './admission.ts';
import { type CheckedSettings } from './partner-settings.ts';

const settings = (change: Partial<CheckedSettings> = {}): CheckedSettings => ({
  partner: 'post',
  active: true,
  testMode: false,
  formatHint: null,
  requestsPerMinute: 3,
  bytesPerMinute: 1_000,
  table: null,
  costs: null,
  ...change,
});

describe('Admission', () => {
  it('takes a manifest that goes over the bytes of a minute, and none after it', () => {
    const admission = new Admission(settings());
    expect(admission.admit(900)).toBeNull();
    expect(admission.admit(900)).toBeNull();
    expect(admission.admit(1)).toMatchObject({ status: 429, code: 'quota.bytes' });
  });

  it('counts requests, refused ones too', () => {
    const admission = new Admission(settings(), 100);
    expect(admission.admit(101)).toMatchObject({ status: 413, code: 'manifest.too-large' });
    expect(admission.admit(0)).toMatchObject({ status: 400, code: 'manifest.empty' });
    expect(admission.admit(1)).toBeNull();
    expect(admission.admit(1)).toMatchObject({ status: 429, code: 'quota.requests' });
  });

  it('opens to nobody who is not active', () => {
    expect(new Admission(settings({ active: false })).admit(1)).toMatchObject({ status: 401, code: 'key.inactive' });
  });
});

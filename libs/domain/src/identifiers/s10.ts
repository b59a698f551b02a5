import { isCountry } from './countries.ts';

/** A UPU S10 item number, taken apart. */
export interface S10 {
  /** Thirteen characters, without spaces, upper case. */
  readonly number: string;
  /** Two letters; the first says what kind of item it is (E EMS, R registered, C parcel, …). */
  readonly service: string;
  /** Eight digits. */
  readonly serial: string;
  readonly checkDigit: number;
  /** ISO 3166-1 alpha-2 of the post that issued the number. */
  readonly country: string;
}

export type S10Fault = 'form' | 'check-digit' | 'country';
export type S10Answer =
  | { readonly kind: 'valid'; readonly s10: S10 }
  | { readonly kind: 'faulty'; readonly fault: S10Fault; readonly expected: string };

const weights = [8, 6, 4, 2, 3, 5, 9, 7] as const;

/** Check digit of the eight digits of a serial number: 11 − (weighted sum mod 11), where 10 gives 0 and 11 gives 5. */
export function s10CheckDigit(serial: string): number {
  let sum = 0;
  for (let i = 0; i < 8; i++) sum += (serial.charCodeAt(i) - 48) * weights[i]!;
  const rest = 11 - (sum % 11);
  if (rest === 10) return 0;
  return rest === 11 ? 5 : rest;
}

/** Spaces may stand between any two characters, and letters may be small: labels are typed as they are read. */
export function parseS10(text: string): S10Answer {
  const number = squeeze(text);
  if (!hasForm(number)) return { kind: 'faulty', fault: 'form', expected: 'AA999999999CC' };
  const service = number.slice(0, 2);
  const serial = number.slice(2, 10);
  const country = number.slice(11);
  const expected = s10CheckDigit(serial);
  if (number.charCodeAt(10) - 0x30 !== expected)
    return { kind: 'faulty', fault: 'check-digit', expected: String(expected) };
  if (!isCountry(country)) return { kind: 'faulty', fault: 'country', expected: 'ISO 3166-1 alpha-2' };
  return { kind: 'valid', s10: { number, service, serial, checkDigit: expected, country } };
}

export const isS10 = (text: string): boolean => parseS10(text).kind === 'valid';

/** Whether someone plainly meant an S10 number, right or wrong: two letters, nine digits, two letters. */
export const looksLikeS10 = (text: string): boolean => hasForm(squeeze(text));

/** The whole number for a service, serial number and country: the check digit is worked out. */
export const composeS10 = (service: string, serial: string, country: string): string =>
  `${service}${serial}${s10CheckDigit(serial)}${country}`;

const kinds: readonly (readonly [RegExp, S10Kind])[] = [
  [/^E/, 'ems'],
  [/^L/, 'letter-express'],
  [/^M/, 'm-bag'],
  [/^Q[A-M]/, 'reply-service'],
  [/^R/, 'registered'],
  [/^U/, 'letter-untracked'],
  [/^V/, 'insured'],
  [/^C/, 'parcel'],
  [/^H/, 'e-commerce-parcel'],
];

export type S10Kind =
  | 'ems'
  | 'letter-express'
  | 'm-bag'
  | 'reply-service'
  | 'registered'
  | 'letter-untracked'
  | 'insured'
  | 'parcel'
  | 'e-commerce-parcel'
  | 'domestic';

/** What the service indicator says of the item; letters without an international meaning are `domestic`. */
export const s10Kind = (service: string): S10Kind => kinds.find(([form]) => form.test(service))?.[1] ?? 'domestic';

/** Two letters, nine digits, two letters. */
function hasForm(number: string): boolean {
  if (number.length !== 13) return false;
  for (let at = 0; at < 13; at++) {
    const sign = number.charCodeAt(at);
    const isRight = at < 2 || at > 10 ? sign >= 0x41 && sign <= 0x5a : sign >= 0x30 && sign <= 0x39;
    if (!isRight) return false;
  }
  return true;
}

/** Without white space, in capitals. */
function squeeze(text: string): string {
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign <= 0x20 || sign >= 0x61) return text.replace(/\s+/g, '').toUpperCase();
  }
  return text;
}

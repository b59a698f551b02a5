/**
 * How postcodes are written: `9` a digit, `A` a letter, everything else itself; several forms with a stroke between. Countries that have none, or where usage
 * varies, are left out. Source: addressing guides of the Universal Postal Union's members.
 */
const forms: Readonly<Record<string, string>> = {
  AR: 'A9999AAA|9999',
  AT: '9999',
  AU: '9999',
  BE: '9999',
  BG: '9999',
  BR: '99999-999|99999999',
  CA: 'A9A 9A9|A9A9A9',
  CH: '9999',
  CN: '999999',
  CY: '9999',
  CZ: '999 99|99999',
  DE: '99999',
  DK: '9999',
  EE: '99999',
  ES: '99999',
  FI: '99999',
  FR: '99999',
  GB: 'A9 9AA|A99 9AA|AA9 9AA|AA99 9AA|A9A 9AA|AA9A 9AA|A99AA|A999AA|AA99AA|AA999AA|A9A9AA|AA9A9AA',
  GR: '999 99|99999',
  HR: '99999',
  HU: '9999',
  ID: '99999',
  IN: '999999|999 999',
  IT: '99999',
  JP: '999-9999|9999999',
  KR: '99999|999-999',
  LT: '99999',
  LU: '9999',
  LV: '9999',
  MX: '99999',
  MY: '99999',
  NL: '9999 AA|9999AA',
  NO: '9999',
  NZ: '9999',
  PH: '9999',
  PL: '99-999|99999',
  PT: '9999-999|9999999|9999',
  RO: '999999',
  RU: '999999',
  SE: '999 99|99999',
  SG: '999999',
  SI: '9999',
  SK: '999 99|99999',
  TH: '99999',
  TR: '99999',
  UA: '99999',
  US: '99999|99999-9999|999999999',
  VN: '999999|99999',
  ZA: '9999',
};

/** Writes the country before the code, as the continent's old custom had it: `D-10115`, `FR-75001`. */
const countryBefore = /^[A-Z]{1,2}-(?=\d)/;

const escapes = /[-/\\^$*+?.()|[\]{}]/g;
const patternOf = (form: string): string =>
  form
    .replace(escapes, (mark) => (mark === '|' ? '|' : `\\${mark}`))
    .replaceAll('9', '\\d')
    .replaceAll('A', '[A-Z]');

interface CountryForms {
  readonly pattern: RegExp;
  /** Lengths of codes that are of digits alone, a bit for each. */
  readonly lengths: number;
}

const formsOf: ReadonlyMap<string, CountryForms> = new Map(
  Object.entries(forms).map(([country, form]) => {
    const ofDigits = form.split('|').filter((one) => /^9+$/.test(one));
    const lengths = ofDigits.reduce((bits, one) => bits | (1 << one.length), 0);
    return [country, { pattern: new RegExp(`^(?:${patternOf(form)})$`), lengths }];
  }),
);

const oneDigit = /^(\d)\1*$/;
/** Codes that look filled in and that places really have: Schenectady, New York. */
const real: ReadonlySet<string> = new Set(['US 12345']);
const filledIn: ReadonlySet<string> = new Set(['123', '12345', '123456']);

/** The form that the country's postcodes have, where the code has another; null where it fits or nothing is known of the country. */
export function postcodeFault(postcode: string, country: string): string | null {
  const known = formsOf.get(country);
  if (known === undefined || isPlainly(postcode, known)) return null;
  const code = postcode.toUpperCase().replace(countryBefore, '');
  if (!known.pattern.test(code)) return forms[country]!.split('|')[0]!;
  if (real.has(`${country} ${code}`)) return null;
  return filledIn.has(code) || (oneDigit.test(code) && code.startsWith('0')) ? 'the code of a place' : null;
}

/** As many digits as the country's codes have, and not such as are filled in: those begin with 0 or with 12. */
function isPlainly(postcode: string, { lengths }: CountryForms): boolean {
  const { length } = postcode;
  if (length > 30 || (lengths & (1 << length)) === 0) return false;
  const first = postcode.charCodeAt(0);
  if (first === 0x30 || (first === 0x31 && postcode.charCodeAt(1) === 0x32)) return false;
  for (let at = 0; at < length; at++) {
    const sign = postcode.charCodeAt(at);
    if (sign < 0x30 || sign > 0x39) return false;
  }
  return true;
}

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  casCheckDigit,
  casNumbersIn,
  composeS10,
  containerCheckDigit,
  isCas,
  isContainerNumber,
  isCountry,
  isCurrency,
  isoCountries,
  isS10,
  looksLikeS10,
  normaliseHs,
  parseAirWaybill,
  parseDispatch,
  parseImpc,
  parseReceptacle,
  parseS10,
  s10CheckDigit,
  s10Kind,
} from './index.ts';

const digits = (length: number) =>
  fc.integer({ min: 0, max: 10 ** length - 1 }).map((n) => String(n).padStart(length, '0'));
const country = fc.constantFrom(...isoCountries);

describe('An S10 number', () => {
  it.each([
    ['00000001', 4],
    ['00000013', 3],
    ['00000008', 0],
    ['00000015', 5],
    ['47312482', 9],
    ['99999999', 5],
  ])('of serial %s has the check digit %i', (serial, check) => expect(s10CheckDigit(serial)).toBe(check));

  it.each(['RB123456785GB', 'RB123456785US', 'rb 123 456 785 cv', 'R B 1 2 3 4 5 6 7 8 5 C F'])('%s is valid', (text) =>
    expect(isS10(text)).toBe(true),
  );

  it('says what is wrong with it', () => {
    expect(parseS10('RB123456786US')).toEqual({ kind: 'faulty', fault: 'check-digit', expected: '5' });
    expect(parseS10('RB123456785XX')).toMatchObject({ kind: 'faulty', fault: 'country' });
    expect(parseS10('SEL22222222')).toMatchObject({ kind: 'faulty', fault: 'form' });
    expect(looksLikeS10('RB123456786US')).toBe(true);
  });

  it('composed from its parts is valid, and no other check digit is', () => {
    fc.assert(
      fc.property(digits(8), country, fc.integer({ min: 1, max: 9 }), (serial, land, step) => {
        const number = composeS10('RB', serial, land);
        const other = `${number.slice(0, 10)}${(s10CheckDigit(serial) + step) % 10}${land}`;
        return isS10(number) && !isS10(other);
      }),
    );
  });

  it('tells two neighbouring digits apart when they are swapped, but for sums the check cannot see', () => {
    fc.assert(
      fc.property(digits(8), fc.integer({ min: 0, max: 6 }), (serial, at) => {
        const swapped = serial.slice(0, at) + serial[at + 1]! + serial[at]! + serial.slice(at + 2);
        const sameCheck = s10CheckDigit(swapped) === s10CheckDigit(serial);
        const weights = [8, 6, 4, 2, 3, 5, 9, 7];
        const drift = (Number(serial[at]) - Number(serial[at + 1])) * (weights[at]! - weights[at + 1]!);
        // 10 and 11 are folded onto 0 and 5, where two remainders share a digit.
        return !sameCheck || drift % 11 === 0 || [0, 5].includes(s10CheckDigit(serial));
      }),
    );
  });

  it('names the kind of item by its service indicator', () => {
    expect([s10Kind('EE'), s10Kind('RB'), s10Kind('CP'), s10Kind('QA'), s10Kind('QZ')]).toEqual([
      'ems',
      'registered',
      'parcel',
      'reply-service',
      'domestic',
    ]);
  });

  it('is looked for in any text without a throw', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof isS10(text) === 'boolean'));
  });
});

describe('Receptacles, dispatches and centres', () => {
  const s9 = 'CNSHAAUSJFKAAUN60123001100045';

  it('are taken apart by their widths', () => {
    expect(parseReceptacle(s9)).toMatchObject({
      dispatch: {
        id: s9.slice(0, 20),
        origin: { country: 'CN' },
        destination: { place: 'JFK' },
        category: 'A',
        year: 6,
        number: 123,
      },
      serial: 1,
      isHighest: true,
      isRegistered: false,
      massKg: 4.5,
    });
    expect(parseDispatch(s9.slice(0, 20))).toMatchObject({ subclass: 'UN' });
    expect(parseImpc('USJFKA')).toEqual({ code: 'USJFKA', country: 'US', place: 'JFK', centre: 'A' });
  });

  it('are refused where a country does not exist or a width is wrong', () => {
    expect(parseImpc('QQJFKA')).toBeNull();
    expect(parseReceptacle(s9.slice(0, 28))).toBeNull();
    expect(parseReceptacle(`QQSHAA${s9.slice(6)}`)).toBeNull();
  });
});

describe('A CAS number', () => {
  it.each(['437-38-7', '59708-52-0', '7732-18-5', '71-43-2'])('%s is valid', (text) => expect(isCas(text)).toBe(true));
  it.each(['437-38-8', '437387', '0437-38-7', '1-38-7', ''])('%s is not', (text) => expect(isCas(text)).toBe(false));

  it('is found within text, telephone numbers and dates left alone', () => {
    expect(casNumbersIn('white powder CAS:437-38-7 (437-38-7), tel 555-12-3456, 2026-11-24')).toEqual(['437-38-7']);
  });

  it('has one right check digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 9_999_999 }), digits(2), (head, tail) => {
        const check = casCheckDigit(`${head}${tail}`);
        return isCas(`${head}-${tail}-${check}`) && !isCas(`${head}-${tail}-${(check + 1) % 10}`);
      }),
    );
  });
});

describe('Numbers of transport', () => {
  it('knows a container by its check digit', () => {
    expect(isContainerNumber('CSQU3054383')).toBe(true);
    expect(isContainerNumber('CSQU 305438-3')).toBe(true);
    expect(isContainerNumber('CSQU3054384')).toBe(false);
    expect(containerCheckDigit('CSQU305438')).toBe(3);
  });

  it('reads an air waybill with its check digit', () => {
    expect(parseAirWaybill('888-11111111')).toEqual({
      number: '888-11111111',
      airline: '888',
      hasRightCheckDigit: true,
    });
    expect(parseAirWaybill('02012345676')).toMatchObject({ number: '020-12345676', hasRightCheckDigit: false });
    expect(parseAirWaybill('SEL22222222')).toBeNull();
  });
});

describe('Codes', () => {
  it('normalises a Harmonized System code', () => {
    expect(normaliseHs('2933.33')).toBe('293333');
    expect(normaliseHs('6109 10 00 00')).toBe('6109100000');
    expect([
      normaliseHs('comco'),
      normaliseHs('123'),
      normaliseHs('12345678901'),
      normaliseHs('0012'),
      normaliseHs('7712'),
    ]).toEqual([null, null, null, null, null]);
  });

  it('knows countries and currencies', () => {
    expect([isCountry('GB'), isCountry('EN'), isCountry('gb')]).toEqual([true, false, false]);
    expect([isCurrency('USD'), isCurrency('KRW'), isCurrency('XXA')]).toEqual([true, true, false]);
    expect(isoCountries.size).toBe(249);
  });
});

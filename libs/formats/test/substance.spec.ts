import { describe, expect, it } from '@jest/globals';
import type { Finding } from '@watchpost/domain';
import fc from 'fast-check';
import { phoneFault } from '../src/substance/phones.ts';
import { placeholderIn } from '../src/substance/placeholder.ts';
import { postcodeFault } from '../src/substance/postcodes.ts';
import { strangeWord } from '../src/substance/goods-words.ts';
import { isStopWord } from '../src/substance/stop-words.ts';
import { read } from './reading.ts';

const item = {
  ids: { itemId: 'LX000000014CN' },
  consignor: {
    name: 'Weber Handel',
    address: { lines: ['Hafenstr. 4'], city: 'Hamburg', postcode: '20457', country: 'DE' },
    phones: ['+49 40 5550 101'],
  },
  consignee: {
    name: 'R. Holder',
    address: { lines: ['9 Elm St'], city: 'Albany', region: 'NY', postcode: '12207', country: 'US' },
    phones: ['518-555-0142'],
  },
  grossMassKg: 1.2,
  value: { amount: '40.00', currency: 'EUR' },
  articles: [
    {
      description: 'cotton T-shirts',
      hs: '610510',
      quantity: 2,
      netMassKg: 1,
      value: { amount: '40.00', currency: 'EUR' },
    },
  ],
};

type Item = typeof item;

const findingsOf = (change: (copy: Item) => void): readonly Finding[] => {
  const copy = structuredClone(item);
  change(copy);
  return read(JSON.stringify({ watchpost: '1', shipments: [copy] })).findings;
};

describe('Substance', () => {
  it('of a line that says what it is has no finding', () => {
    expect(findingsOf(() => undefined)).toEqual([]);
  });

  it.each<[string, string, (copy: Item) => void]>([
    ['substance.placeholder', '/shipments/0/consignee/name', (copy) => (copy.consignee.name = 'TBD')],
    ['substance.placeholder', '/shipments/0/consignor/name', (copy) => (copy.consignor.name = '.....')],
    [
      'substance.placeholder',
      '/shipments/0/consignee/address/lines/0',
      (copy) => (copy.consignee.address.lines = ['XXX']),
    ],
    [
      'substance.placeholder',
      '/shipments/0/articles/0/description',
      (copy) => (copy.articles[0]!.description = 'scan 7.pdf'),
    ],
    [
      'substance.stop-word',
      '/shipments/0/articles/0/description',
      (copy) => (copy.articles[0]!.description = 'Said to contain'),
    ],
    ['substance.goods-against-hs', '/shipments/0/articles/0/description', (copy) => (copy.articles[0]!.hs = '293336')],
    ['code.hs-unknown', '/shipments/0/articles/0/hs', (copy) => (copy.articles[0]!.hs = '610599')],
    [
      'substance.postcode',
      '/shipments/0/consignee/address/postcode',
      (copy) => (copy.consignee.address.postcode = 'SW1A 1AA'),
    ],
    ['substance.phone', '/shipments/0/consignee/phones/0', (copy) => (copy.consignee.phones = ['00000000'])],
    [
      'substance.phone-country',
      '/shipments/0/consignor/phones/0',
      (copy) => (copy.consignor.phones = ['+86 755 5550 101']),
    ],
    ['consistency.mass', '/shipments/0/grossMassKg', (copy) => (copy.grossMassKg = 0.5)],
    ['consistency.value', '/shipments/0/value/amount', (copy) => (copy.value.amount = '55.00')],
  ])('has %s at %s', (code, path, change) => {
    expect(findingsOf(change)).toEqual([
      expect.objectContaining({ code, line: 1, place: expect.objectContaining({ path }) }),
    ]);
  });

  it('rejects no line', () => {
    const reading = read(
      JSON.stringify({ watchpost: '1', shipments: [{ ...item, consignee: { ...item.consignee, name: 'unknown' } }] }),
    );
    expect(reading.summary).toMatchObject({ accepted: 1, rejected: 0 });
  });

  it('of a cancellation is not looked at', () => {
    const cancel = { ids: item.ids, function: 'cancel', consignee: { name: 'TBD' } };
    expect(read(JSON.stringify({ watchpost: '1', shipments: [cancel] })).findings).toEqual([]);
  });
});

describe('A text', () => {
  it.each(['Li Wei', '3M', '王伟', 'Иван', 'Model 100', 'N. A. Smith', 'readme pdf'])('%s says something', (text) => {
    expect(placeholderIn(text)).toBeNull();
  });

  it('that contains a stop word is none', () => {
    expect([isStopWord('parts'), isStopWord('bicycle parts')]).toEqual([true, false]);
  });

  it('about goods is strange where none of its words belongs to the chapter', () => {
    expect(strangeWord('Toy, book', '49')).toBeNull();
    expect(strangeWord('blue toy, novel', '29')).toBe('toy');
    expect(strangeWord('coffee mug', '29')).toBeNull();
    expect(strangeWord('novel; yoga mat', '39')).toBeNull();
    expect(strangeWord('4-ANPP', '29')).toBeNull();
  });
});

describe('A postcode', () => {
  it.each([
    ['US', '12207'],
    ['US', '12207-0042'],
    ['US', '12345'],
    ['GB', 'EC1A 1BB'],
    ['GB', 'm1 1ae'],
    ['DE', 'D-10115'],
    ['CA', 'K1A 0B1'],
    ['NL', '1012 AB'],
    ['IE', 'whatever'],
  ])('of %s may be %s', (country, code) => {
    expect(postcodeFault(code, country)).toBeNull();
  });

  it.each([
    ['US', '1220'],
    ['US', '00000'],
    ['DE', '12345'],
    ['CN', '1000'],
    ['GB', '10115'],
  ])('of %s is not %s', (country, code) => {
    expect(postcodeFault(code, country)).not.toBeNull();
  });
});

describe('A phone number', () => {
  it.each([
    ['+1 518 555 0142', 'US'],
    ['+1 416 555 0142', 'CA'],
    ['0086 755 5550 101', 'CN'],
    ['+44 20 7946 0018', 'GB'],
    ['518-555-0142', 'US'],
    ['+383 44 555 010', 'XK'],
    ['+7 727 555 01 42', 'KZ'],
  ])('%s may belong to %s', (phone, country) => {
    expect(phoneFault(phone, country)).toBeNull();
  });

  it('of another country names it', () => {
    expect(phoneFault('+86 755 5550 101', 'US')).toEqual({ kind: 'country', country: 'CN' });
  });

  it.each(['0', '11111111', '123456789', 'none', '+999 555 01 42'])('%s is none', (phone) => {
    expect(phoneFault(phone, 'US')).toEqual({ kind: 'form' });
  });

  it('whatever its text, has an answer', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 3 }), (phone, country) => void phoneFault(phone, country)),
    );
  });
});
